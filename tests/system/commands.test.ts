import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { version } from "../../package.json";
import { FOREIGN_WORDS, speakAt } from "../support/foreign.ts";
import { PROGRAM } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { type Outcome, type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const CLOCK = "\\d\\d:\\d\\d:\\d\\d";

/** A run that answers on standard output and says nothing else. */
async function answer(box: Sandbox, ...args: string[]): Promise<string> {
  const outcome = await box.run(args);
  expect({ args, ...outcome, stdout: "" }).toEqual({ args, stdout: "", stderr: "", exitCode: 0 });
  return outcome.stdout;
}

/** A run that fails: one line for people, nothing on standard output. */
function failure(exitCode: number, line: string): Outcome {
  return { stdout: "", stderr: `agent-console: ${line}\n`, exitCode };
}

describe("set", () => {
  test("reports a session and prints it as a line", async () => {
    using box = sandbox();
    const flags = ["--working-dir", "/w/project", "--priority", "2", "--agent-type", "codex"];
    const why = ["--message", "npm\ntest", "--reason", "permission"];
    const line = await answer(box, "set", "a1", "question", ...flags, ...why);
    expect(line).toBe("question   project  a1  permission · npm test\n");
    const session = JSON.parse(await answer(box, "get", "a1", "--json"));
    expect(session).toMatchObject({
      session_id: "a1",
      status: "question",
      working_dir: "/w/project",
      priority: 2,
      agent_type: "codex",
      message: "npm test",
      reason: "permission",
    });
  });

  test("changes a session without naming its status", async () => {
    using box = sandbox();
    await answer(box, "set", "a1", "working");
    const session = JSON.parse(await answer(box, "set", "a1", "--priority=7", "--json"));
    expect(session).toMatchObject({ status: "working", priority: 7 });
  });

  test("takes a working directory as it is typed: relative to where one is", async () => {
    using box = sandbox();
    mkdirSync(`${box.folder}/sub`);
    const args = ["set", "a1", "working", "--working-dir", "..", "--json"];
    const { stdout } = await box.run(args, { cwd: `${box.folder}/sub` });
    expect(JSON.parse(stdout).working_dir).toBe(box.folder);
  });

  test("refuses what is no session, with the exit status of a wrong command line", async () => {
    using box = sandbox();
    const status = "(expected: working, attention, question, closed)";
    expect(await box.run(["set", "a1", "busy"])).toEqual(
      failure(2, `invalid status: busy ${status}`),
    );
    expect(await box.run(["set", "a1", "working", "--priority", "high"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("priority: expected a whole number"),
    });
    expect(await box.run(["set", "a1", "working", "--priority", "-1"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("priority: expected a whole number"),
    });
    expect(await box.run(["set"])).toMatchObject({ exitCode: 2, stdout: "" });
    expect(await box.run(["set", "", "working"])).toMatchObject({ exitCode: 2, stdout: "" });
    expect(box.daemons()).toEqual([]);
  });

  test("refuses a new session without a status, as the daemon says it", async () => {
    using box = sandbox();
    const outcome = await box.run(["set", "a1", "--priority", "1"]);
    expect(outcome).toMatchObject({ exitCode: 1, stdout: "" });
    expect(outcome.stderr).toContain("status: expected working");
  });
});

describe("list", () => {
  async function filled(box: Sandbox): Promise<void> {
    await box.daemon();
    const client = await box.connect();
    await client.set("w", "working", { working_dir: "/w/one" });
    await client.set("c", "closed", { working_dir: "/w/two" });
    await client.set("a", "attention", { working_dir: "/w/three" });
    await client.set("q", "question", { working_dir: "/w/four", message: "may I?" });
  }

  test("is a table, those that need you first, the closed left out", async () => {
    using box = sandbox();
    await filled(box);
    const lines = (await answer(box, "list")).trimEnd().split("\n");
    expect(lines[0]).toMatch(/^STATUS +PROJECT +AGENT +FOR +SESSION +WHY$/);
    expect(lines.slice(1).map((line) => line.split(/ +/)[0])).toEqual([
      "question",
      "attention",
      "working",
    ]);
    expect(lines[1]).toMatch(/^question +four +claudecode +\d+s +q +may I\?$/);
  });

  test("holds the closed too when asked, or only the statuses asked for", async () => {
    using box = sandbox();
    await filled(box);
    const ids = async (...flags: string[]) =>
      JSON.parse(await answer(box, "list", "--json", ...flags)).map(
        (session: { session_id: string }) => session.session_id,
      );
    expect(await ids()).toEqual(["q", "a", "w"]);
    expect(await ids("--all")).toEqual(["q", "a", "w", "c"]);
    expect(await ids("--status", "working,closed")).toEqual(["w", "c"]);
    expect(await ids("--status=closed")).toEqual(["c"]);
    const wrong = await box.run(["list", "--status", "busy"]);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: "" });
    expect(wrong.stderr).toContain("--status: invalid status: busy");
  });

  test("of nothing says the next command whole, and is empty as JSON", async () => {
    using box = sandbox();
    expect(await answer(box, "list")).toEndWith(":\n  agent-console install\n");
    expect(await answer(box, "list", "--json")).toBe("[]\n");
    const client = await box.connect();
    await client.set("c", "closed");
    expect(await answer(box, "list")).toBe(
      "none is open - of 1 session, closed ones too:\n  agent-console list --all\n",
    );
    await client.set("w", "working");
    expect(await answer(box, "list", "--status", "question")).toBe(
      "none is in these statuses - of 2 sessions, closed ones too:\n  agent-console list --all\n",
    );
  });

  test("of a narrow terminal keeps why and what to type; --wide keeps all", async () => {
    using box = sandbox();
    await filled(box);
    const id = "3c9e5f02-0000-4000-8000-000000000000";
    const message = "Bash: rm -rf node_modules && npm ci";
    const client = await box.connect();
    await client.set(id, "question", { working_dir: "/w/api", reason: "permission", message });
    const shown = async (...flags: string[]) => {
      using pty = openPty(box, [PROGRAM, "list", ...flags]);
      await pty.exited();
      await pty.prints(/working/); // the last row: what was written may come after the end
      return Bun.stripANSI(pty.output).split(/\r?\n/);
    };
    const narrow = await shown();
    expect(narrow.find((line) => line.includes("permission"))).toMatch(/ api +3c9e +Bash: rm -rf/);
    expect((await shown("--wide")).join("\n")).toContain(`permission · ${message}`);
    expect((await shown("--wide")).join("\n")).toContain(id);
    expect(await answer(box, "list")).toContain(id);
    expect(await answer(box, "get", "3c9e")).toContain(id);
  });

  test("has colour on a terminal, and none with NO_COLOR", async () => {
    using box = sandbox();
    await filled(box);
    const show = async (env: Record<string, string>) => {
      let shown = "";
      const shell = Bun.spawn([PROGRAM, "list"], {
        terminal: {
          cols: 40,
          rows: 10,
          data(_, chunk) {
            shown += Buffer.from(chunk).toString();
          },
        },
        env: { ...box.env, TERM: "xterm", ...env },
      });
      await shell.exited;
      await until(
        () => shown.includes("working"),
        "the table",
        () => shown,
      );
      return shown;
    };
    const colored = await show({});
    expect(colored).toContain("\u001b[1;31m");
    const widths = Bun.stripANSI(colored)
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => Bun.stringWidth(line));
    expect(Math.max(...widths)).toBeLessThanOrEqual(40);
    expect(await show({ NO_COLOR: "1" })).not.toContain("\u001b[");
    expect(await show({ TERM: "dumb" })).not.toContain("\u001b[");
    expect(await answer(box, "list")).not.toContain("\u001b");
  });
});

const UNKNOWN = failure(1, "session not found: zz - see agent-console list --all");

describe("get, rm, reopen and delete", () => {
  test("show, close, reopen and forget a session", async () => {
    using box = sandbox();
    await answer(box, "set", "a1", "working", "--working-dir", box.folder);
    expect(await answer(box, "get", "a1")).toMatch(/^session +a1\nstatus +working\n/);
    expect(await answer(box, "rm", "a1")).toMatch(new RegExp(`^${CLOCK}  closed +ac-`));
    expect(JSON.parse(await answer(box, "reopen", "a1", "--json"))).toMatchObject({
      status: "attention",
      reason: "reopened",
    });
    expect(await answer(box, "delete", "a1")).toMatch(/^deleted +ac-/);
    expect(await answer(box, "list", "--all", "--json")).toBe("[]\n");
  });

  test("fail with status 1 for a session that is unknown", async () => {
    using box = sandbox();
    for (const command of ["get", "rm", "delete", "reopen"]) {
      expect(await box.run([command, "zz"])).toEqual(UNKNOWN);
    }
  });

  test("fail with status 2 without a session", async () => {
    using box = sandbox();
    for (const command of ["get", "rm", "delete", "reopen"]) {
      const outcome = await box.run([command]);
      expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
      expect(outcome.stderr.trim().split("\n").length).toBe(1);
    }
  });
});

describe("status and dump", () => {
  test("show the daemon's health and state", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    await (await box.connect()).set("a1", "working");
    const text = await answer(box, "status");
    expect(text).toMatch(/^status +running$/m);
    expect(text).toMatch(new RegExp(`^socket +${box.socket}$`, "m"));
    expect(text).toMatch(new RegExp(`^pid +${daemon.pid}$`, "m"));
    expect(text).toMatch(/^sessions +1 active, 0 closed$/m);
    const health = JSON.parse(await answer(box, "status", "--json"));
    expect(health).toMatchObject({ pid: daemon.pid, app_version: version, warnings: [] });
    const dump = JSON.parse(await answer(box, "dump"));
    expect(dump.sessions[0].session_id).toBe("a1");
    expect(dump.session_counts).toEqual({ active: 1, closed: 0 });
    expect(JSON.parse(await answer(box, "dump", "--json")).sessions.length).toBe(1);
  });

  test("fail with status 69 when no daemon runs", async () => {
    using box = sandbox();
    const away = `no daemon at ${box.socket} (nothing is there)`;
    for (const command of ["status", "dump", "metrics"]) {
      expect(await box.run([command])).toEqual(
        failure(69, `${away} - start it: agent-console daemon --daemonize`),
      );
    }
    expect(await box.run(["stop"])).toEqual(failure(69, away));
  });
});

describe("stop", () => {
  test("returns when the daemon is gone", async () => {
    using box = sandbox();
    await box.daemon();
    expect(await answer(box, "stop")).toBe("stopped\n");
    expect((await box.run(["status"])).exitCode).toBe(69);
  });

  test("refuses without a terminal while sessions are active, and says how", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    await client.set("a1", "working");
    expect(await box.run(["stop"])).toEqual(
      failure(1, "1 session is active - use --force to stop all the same"),
    );
    await client.set("a2", "working");
    expect((await box.run(["stop"])).stderr).toContain("2 sessions are active");
    expect((await client.status()).pid).toBe(daemon.pid);
    expect(await answer(box, "stop", "--force")).toBe("stopped\n");
    expect((await daemon.exited()).exitCode).toBe(0);
  });

  test("warns of the dashboards that are connected, unless it is forced, and stops", async () => {
    using box = sandbox();
    for (const [flags, warning] of [
      [[], "agent-console: 1 dashboard is connected\n"],
      [["--force"], ""],
    ] as const) {
      await box.daemon();
      const dashboard = await box.connect();
      await dashboard.data({ cmd: "SUB" });
      expect(await box.run(["stop", ...flags])).toEqual({
        stdout: "stopped\n",
        stderr: warning,
        exitCode: 0,
      });
    }
  });

  test("asks on a terminal, and does as it is told", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    await (await box.connect()).set("a1", "working");
    for (const [said, exitCode, words] of [
      ["n\r", 1, "not stopped"],
      ["\r", 1, "not stopped"],
      ["\u0003", 1, "not stopped"], // Ctrl-C
      ["\u0004", 1, "not stopped"], // Ctrl-D
      ["y\r", 0, "stopped"],
    ] as const) {
      let shown = "";
      const stop = Bun.spawn([PROGRAM, "stop"], {
        env: { ...box.env, TERM: "xterm" },
        terminal: {
          data(terminal, chunk) {
            const wasAsked = shown.includes("[y/N]");
            shown += Buffer.from(chunk).toString();
            if (!wasAsked && shown.includes("[y/N]")) terminal.write(said);
          },
        },
      });
      await until(
        () => stop.exitCode !== null,
        "the end of stop",
        () => shown,
      );
      expect([said, stop.exitCode]).toEqual([said, exitCode]);
      await until(
        () => shown.includes(words),
        words,
        () => shown,
      );
    }
    expect((await daemon.exited()).exitCode).toBe(0);
  });
});

describe("help", () => {
  const COMMANDS = [
    ...["daemon", "status", "stop", "dump", "list", "get", "watch", "set", "rm", "delete"],
    ...["reopen", "hook"],
  ];

  test("lists every command, also without being asked", async () => {
    using box = sandbox();
    for (const args of [[], ["--help"], ["-h"], ["help"]]) {
      const help = await answer(box, ...args);
      for (const command of COMMANDS) expect(help).toMatch(new RegExp(`^ +${command} `, "m"));
      expect(help).not.toContain("\u001b");
    }
  });

  test("of each command names its flags and starts nothing", async () => {
    using box = sandbox();
    for (const command of COMMANDS) {
      const help = await answer(box, command, "--help");
      expect(help).toContain(`agent-console ${command}`);
      expect(help).toContain("--socket");
      expect(await answer(box, "help", command)).toBe(help);
      expect(await answer(box, command, "-h")).toBe(help);
    }
    expect(box.daemons()).toEqual([]);
  });

  test("is no answer to what is a value", async () => {
    using box = sandbox();
    await box.daemon();
    const message = "session not found: --help - see agent-console list --all";
    expect(await box.run(["get", "--", "--help"])).toEqual(failure(1, message));
  });
});

test("the version is the package's", async () => {
  using box = sandbox();
  for (const flag of ["--version", "-v"]) {
    expect(await answer(box, flag)).toBe(`agent-console ${version}\n`);
  }
});

describe("a wrong command line", () => {
  test("is refused with status 2, one line, and the nearest right one", async () => {
    using box = sandbox();
    const lines: [string[], string][] = [
      [["lst"], "unknown command lst - did you mean list?"],
      [["stauts"], "unknown command stauts - did you mean status?"],
      [["frobnicate"], "unknown command frobnicate - see agent-console --help"],
      [["constructor"], "unknown command constructor - see agent-console --help"],
      [["--frob"], "unknown flag --frob - before the command stand only --socket and --json"],
      [["list", "--jsn"], "unknown flag --jsn - did you mean --json?"],
      [["list", "--frob=1"], "unknown flag --frob - see agent-console list --help"],
      [["list", "extra"], "unexpected argument: extra - usage: agent-console list"],
      [
        ["set", "a", "working", "extra"],
        "unexpected argument: extra - usage: agent-console set <session_id> [status]",
      ],
      [["watch", "--open", ""], "--open: expected a value"],
      [["watch", "--json", "--sse"], "--sse and --json exclude each other"],
      [["get", "a", "--socket"], "--socket: expected a value"],
      [["stop", "--force=yes"], "--force takes no value"],
      [
        ["daemon", "--log-level", "loud"],
        "--log-level: expected error, warn, info, debug, got loud",
      ],
      [
        ["daemon", "--idle-timeout", "soon"],
        '--idle-timeout: expected a duration of up to a year, like 90s, 10m or 1h30m, got "soon"',
      ],
      [["daemon", "--ready-fd", "x"], "--ready-fd: expected 3 or more"],
      [
        ["notify", "--quiet-hours", "22"],
        '--quiet-hours: expected a span of hours like 22:00-07:00, got "22"',
      ],
    ];
    for (const [args, line] of lines) {
      expect([args, await box.run(args)]).toEqual([args, failure(2, line)]);
    }
    expect(box.daemons()).toEqual([]);
  });

  test("never puts control characters on the terminal", async () => {
    using box = sandbox();
    await box.daemon();
    const evil = "\u001b]0;owned\u0007\u001b[31m\nx";
    for (const args of [
      [evil],
      ["list", `--${evil}`],
      ["list", evil],
      ["get", evil],
      ["set", "a", evil],
    ]) {
      const { stdout, stderr, exitCode } = await box.run(args);
      expect(exitCode).not.toBe(0);
      expect(stdout).toBe("");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|\n./);
    }
  });
});

test("a daemon that hangs is given up in the end, with status 124", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  daemon.signal("SIGSTOP");
  const commands = [["status"], ["list"], ["set", "a", "working"], ["stop", "--force"], ["watch"]];
  const outcomes = commands.map((args) => box.start(args).exited(40_000));
  for (const outcome of await Promise.all(outcomes)) {
    expect(outcome).toEqual(
      failure(124, `the daemon at ${box.socket} does not answer within 10 s - is it suspended?`),
    );
  }
});

describe("a program that is no hub, at the socket", () => {
  test("is told apart from one, and is no bug of ours", async () => {
    for (const words of FOREIGN_WORDS.filter(Boolean)) {
      using box = sandbox();
      await speakAt(box, words);
      for (const args of [["status"], ["list"]]) {
        const outcome = await box.run(args);
        expect([words, args, outcome.exitCode]).toEqual([words, args, 1]);
        expect(outcome.stderr).toBe(
          `agent-console: ${box.socket} is served by another program - choose another path with --socket\n`,
        );
      }
    }
  });
});

describe("output that nobody reads", () => {
  test("ends a command quietly", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const message = "x".repeat(1000);
    for (let i = 0; i < 500; i++) await client.set(`s${i}`, "working", { message });
    const script = '"$0" list --json | head -c 10 >/dev/null; "$0" dump | true; echo done';
    const { stdout, stderr } = await box.exec(["sh", "-c", script, PROGRAM]);
    expect({ stdout, stderr }).toEqual({ stdout: "done\n", stderr: "" });
  });

  test("of any size arrives whole where somebody does", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const message = "x".repeat(1000);
    for (let i = 0; i < 3000; i++)
      client.write({ cmd: "SET", session_id: `s${i}`, status: "working", message });
    await client.status();
    expect(JSON.parse(await answer(box, "list", "--json")).length).toBe(3000);
    const slow = await box.exec(["sh", "-c", '"$0" list --json | (sleep 0.3; wc -c)', PROGRAM]);
    expect(Number(slow.stdout)).toBeGreaterThan(3_000_000);
  });

  test("to a full disk is an error, not a success", async () => {
    using box = sandbox();
    await box.daemon();
    if (process.platform !== "linux") return; // /dev/full is Linux's own
    const script = '"$0" list >/dev/full; echo $?';
    expect(Number((await box.exec(["sh", "-c", script, PROGRAM])).stdout)).not.toBe(0);
  });
});
