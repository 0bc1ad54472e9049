import { describe, expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { FOREIGN_WORDS, speakAt } from "../support/foreign.ts";
import { PROGRAM, RECORDED_PAYLOADS } from "../support/paths.ts";
import { type RunOptions, type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until, within } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const QUIET = { stdout: "", stderr: "", exitCode: 0 };

function payload(event: string, more: object = {}): string {
  const transcript_path = "/home/me/.claude/projects/-w/h1.jsonl";
  return JSON.stringify({
    session_id: "h1",
    transcript_path,
    cwd: "/w/project",
    hook_event_name: event,
    ...more,
  });
}

/** Runs the hook; whatever happens, it says nothing and succeeds. */
async function hook(box: Sandbox, stdin: RunOptions["stdin"], agent = "claude", more = {}) {
  const options = stdin === undefined ? more : { stdin, ...more };
  expect(await box.run(["hook", agent], options)).toEqual(QUIET);
}

async function sessions(box: Sandbox): Promise<Frame[]> {
  using client = await box.connect();
  return await client.data({ cmd: "LIST" });
}

describe("a hook", () => {
  test("makes a session appear, and a subscriber sees each step of it", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    await client.ask({ cmd: "SUB" });
    const bash = { tool_name: "Bash", tool_input: { command: "npm test" } };
    const steps: [string, object, Frame][] = [
      ["SessionStart", { source: "startup" }, { status: "attention", reason: "started" }],
      ["UserPromptSubmit", { prompt: "hello" }, { status: "working" }],
      ["PreToolUse", bash, { status: "working", message: "Bash: npm test" }],
      ["PermissionRequest", bash, { status: "question", reason: "permission" }],
      ["PostToolUse", bash, { status: "working" }],
      ["Stop", { background_tasks: [] }, { status: "attention", reason: "turn_done" }],
      ["SessionEnd", { reason: "prompt_input_exit" }, { status: "closed", reason: "ended" }],
    ];
    for (const [event, more, expected] of steps) {
      await hook(box, payload(event, more));
      const update = await client.waitFor(
        `the update of ${event}`,
        ({ type }) => type === "update",
      );
      expect(update.session).toMatchObject({
        session_id: "h1",
        agent_type: "claudecode",
        working_dir: "/w/project",
        ...expected,
      });
    }
  });

  test("that its agent runs without a shell between takes all that is written", async () => {
    using box = sandbox();
    const env = { CLAUDE_PID: String(process.pid) };
    const tool_response = { stdout: "x".repeat(300_000) };
    const large = payload("PostToolUse", { tool_name: "Bash", tool_response });
    await hook(box, payload("UserPromptSubmit"), "claude", { env });
    expect(await sessions(box)).toMatchObject([{ session_id: "h1", status: "working" }]);
    for (const input of ["", "{", undefined, large.replace("h1", "h2")]) {
      await hook(box, input, "claude", { env });
    }
    const huge = large.replace("h1", "h3").replace("x", "x".repeat(5_000_000));
    await hook(box, huge, "claude", { env });
    const ids = (await sessions(box)).map(({ session_id }) => session_id);
    expect(ids.toSorted()).toEqual(["h1", "h2", "h3"]);
  });

  test("that its agent runs without a shell between waits for no end of its input", async () => {
    using box = sandbox();
    const env = { ...box.env, CLAUDE_PID: String(process.pid) };
    const running = Bun.spawn([PROGRAM, "hook", "claude"], { env, stdin: "pipe" });
    running.stdin.write(payload("UserPromptSubmit"));
    running.stdin.flush();
    expect(await within(running.exited, "the hook's end", () => running.exitCode)).toBe(0);
    expect(await sessions(box)).toMatchObject([{ session_id: "h1", status: "working" }]);
  });

  test.serial("takes an input that its agent writes late, and never closes", async () => {
    using box = sandbox();
    await box.daemon();
    const running = Bun.spawn([PROGRAM, "hook", "gemini"], { env: box.env, stdin: "pipe" });
    await Bun.sleep(450);
    running.stdin.write(payload("BeforeAgent"));
    running.stdin.flush();
    expect(await within(running.exited, "the hook's end", () => running.exitCode)).toBe(0);
    expect(await sessions(box)).toMatchObject([{ session_id: "h1", status: "working" }]);
  });

  test("never passes on what the user has written", async () => {
    using box = sandbox();
    await hook(box, payload("UserPromptSubmit", { prompt: "my secret plan" }));
    expect(JSON.stringify(await sessions(box))).not.toContain("secret");
  });

  test("starts the daemon when there is none", async () => {
    using box = sandbox();
    await hook(box, payload("UserPromptSubmit"));
    expect(await sessions(box)).toMatchObject([{ session_id: "h1", status: "working" }]);
    expect(box.daemons().length).toBe(1);
  });

  test("brings a daemon back that was killed", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    daemon.signal("SIGKILL");
    await daemon.exited();
    await hook(box, payload("UserPromptSubmit"));
    expect(await sessions(box)).toMatchObject([{ session_id: "h1" }]);
  });

  test("names the agent's process, and its end closes the session", async () => {
    using box = sandbox();
    await box.daemon();
    // A program that is no shell, as an agent is: it runs the hook and goes on.
    const agent = box.spawn(
      [
        process.execPath,
        "-e",
        `Bun.spawnSync([process.env.PROGRAM, "hook", "claude"], { stdin: Buffer.from(process.env.PAYLOAD) });
       console.log("hooked"); setTimeout(() => {}, 1e6);`,
      ],
      { env: { PROGRAM, PAYLOAD: payload("UserPromptSubmit") } },
    );
    await agent.prints(/hooked/);
    expect(await sessions(box)).toMatchObject([{ pid: agent.pid, status: "working" }]);
    agent.signal("SIGKILL");
    await agent.exited();
    const closed = async () => (await sessions(box))[0]?.status === "closed";
    await until(closed, "the session to close", () => sessions(box));
    expect(await sessions(box)).toMatchObject([{ reason: "process_exited" }]);
  });

  test("tells which pane the agent runs in", async () => {
    using box = sandbox();
    const env = { TMUX: "/tmp/tmux-1/default,1,0", TMUX_PANE: "%3", TERM_PROGRAM: "x\u001b[31m" };
    await hook(box, payload("UserPromptSubmit"), "claude", { env });
    expect((await sessions(box))[0]?.terminal).toEqual({
      tmux: "/tmp/tmux-1/default,1,0",
      tmux_pane: "%3",
    });
  });

  const canUnshare =
    Bun.which("unshare") !== null && Bun.spawnSync(["unshare", "-p", "-f", "true"]).success;
  test.skipIf(!canUnshare)(
    "names no process where /proc shows those of another space",
    async () => {
      using box = sandbox();
      await box.daemon();
      // In there the agent's place is taken by number 3, which outside is another process.
      const inner = `sh -c 'sh -c "$HOOK; :"; :'; :`;
      const outer = [
        "unshare",
        "-p",
        "-f",
        "sh",
        "-c",
        `sh -c '${inner.replaceAll("'", "'\\''")}'; :`,
      ];
      const stdin = payload("UserPromptSubmit");
      await box.exec(outer, { stdin, env: { HOOK: `${PROGRAM} hook claude` } });
      expect(await sessions(box)).toMatchObject([
        { session_id: "h1", status: "working", pid: null },
      ]);
    },
  );

  test("that is to be heard after another waits for that one, and for nothing that stays", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const said = (event: string, session_id: string) =>
      JSON.stringify({ event, session_id, at_ms: Date.now() });
    await hook(box, said("agent_start", "p1"), "pi");
    await client.ask({ cmd: "SUB" });
    const before = `sleep 0.2; echo '${said("agent_settled", "p1")}' | ${PROGRAM} hook pi`;
    const { pid } = box.spawn(["sh", "-c", before]);
    const after = (pid: number) => ["hook", "pi", "--after", `${pid}`];
    const left = said("session_shutdown", "p1");
    expect(await box.run(after(pid), { stdin: left })).toEqual(QUIET);
    for (const status of ["attention", "closed"]) {
      const { session } = await client.waitFor(status, ({ type }) => type === "update");
      expect(session).toMatchObject({ session_id: "p1", status });
    }
    const { pid: stays } = box.spawn(["sleep", "60"]);
    expect(await box.run(after(stays), { stdin: said("agent_start", "p2") })).toEqual(QUIET);
    expect((await sessions(box)).map(({ session_id }) => session_id)).toContain("p2");
  });

  test("takes the socket from its flag in either spelling and place", async () => {
    using box = sandbox();
    const socket = `${box.folder}/other.sock`;
    const args = [
      ["hook", "claude", "--socket", socket],
      ["hook", "claude", `--socket=${socket}`],
      ["hook", "--socket", socket, "claude"],
    ];
    for (const [i, each] of args.entries()) {
      const stdin = payload("UserPromptSubmit", { session_id: `s${i}` });
      expect(await box.run(each, { stdin })).toEqual(QUIET);
    }
    const client = await box.connect(socket);
    expect((await client.status()).sessions.active).toBe(args.length);
    expect(fs.existsSync(box.socket)).toBe(false);
  });
});

describe("a hook is quiet, successful and soon done", () => {
  test("when its input never ends", async () => {
    using box = sandbox();
    await hook(box, "open");
  });

  test("when its input is empty, missing or garbage", async () => {
    using box = sandbox();
    const inputs = ["", "\n", "{", "null", "[]", "hello", "[[[[", '{"session_id":1}', "{}"];
    for (const input of inputs) await hook(box, input);
    await hook(box, undefined);
    await hook(box, crypto.getRandomValues(new Uint8Array(10_000)));
    expect(box.daemons()).toEqual([]);
  });

  test("when its input is five megabytes long, and the report still arrives", async () => {
    using box = sandbox();
    const tool_response = { stdout: "x".repeat(5_000_000) };
    await hook(box, payload("PostToolUse", { tool_name: "Bash", tool_response }));
    expect(await sessions(box)).toMatchObject([{ session_id: "h1", status: "working" }]);
  });

  const HUGE = 60_000_000;
  test.serial.each([
    ["one text", () => `"${"x".repeat(HUGE)}"`],
    ["one text of escapes", () => `"${"\\u0041".repeat(HUGE / 6)}"`],
    ["lists in lists", () => "[".repeat(HUGE)],
    ["numbers", () => `[${"1,".repeat(HUGE / 2)}1]`],
    ["objects", () => `[${'{"a":{}},'.repeat(HUGE / 9)}1]`],
    ["members", () => `1${',"k":1'.repeat(HUGE / 6)}`],
  ])("when its input is sixty megabytes of %s, and the report arrives at once", async (_, huge) => {
    using box = sandbox();
    await box.daemon();
    const head = payload("PostToolUse", { tool_name: "Bash" }).slice(0, -1);
    await hook(box, `${head},"tool_response":${huge()}}`);
    expect(await sessions(box)).toMatchObject([
      { session_id: "h1", status: "working", replayed: false },
    ]);
  });

  test("when its output is closed", async () => {
    using box = sandbox();
    const script = '"$0" hook claude <&- >&- 2>&-; echo $?';
    expect((await box.exec(["sh", "-c", script, PROGRAM])).stdout).toBe("0\n");
  });

  test("when the agent, the event or the command line is unknown", async () => {
    using box = sandbox();
    await hook(box, payload("UserPromptSubmit"), "frobnicator");
    await hook(box, payload("UserPromptSubmit"), "constructor");
    await hook(box, payload("NoSuchEvent"));
    for (const args of [["hook"], ["hook", "claude", "--frob"], ["hook", "claude", "--socket"]]) {
      expect(await box.run(args, { stdin: "{}" })).toEqual(QUIET);
    }
    expect(box.daemons()).toEqual([]);
  });

  test("when there can be no daemon: the socket's folder is missing", async () => {
    using box = sandbox();
    const env = { AGENT_CONSOLE_SOCKET: `${box.folder}/missing/hub.sock` };
    await hook(box, payload("UserPromptSubmit"), "claude", { env });
    expect(fs.existsSync(`${box.folder}/missing`)).toBe(false);
  });

  test("when there can be no daemon: the socket's folder can't be written", async () => {
    using box = sandbox();
    // Where even root may not write.
    const folder = process.platform === "linux" ? "/proc" : "/dev";
    const env = { AGENT_CONSOLE_SOCKET: `${folder}/hub.sock` };
    await hook(box, payload("UserPromptSubmit"), "claude", { env });
  });

  test("when there can be no daemon: something else stands at the path", async () => {
    using box = sandbox();
    fs.writeFileSync(box.socket, "precious");
    await hook(box, payload("UserPromptSubmit"));
    expect(fs.readFileSync(box.socket, "utf8")).toBe("precious");
  });

  test("when the socket's path is too long", async () => {
    using box = sandbox();
    const env = { AGENT_CONSOLE_SOCKET: `/${"x".repeat(200)}` };
    await hook(box, payload("UserPromptSubmit"), "claude", { env });
  });

  test("when the daemon hangs", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    daemon.signal("SIGSTOP");
    await hook(box, payload("UserPromptSubmit"));
    daemon.signal("SIGCONT");
    // What was sent before it gave up still counts.
    await until(
      async () => (await sessions(box)).length === 1,
      "the report",
      () => sessions(box),
    );
  });

  test("when a daemon that hangs is flooded", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    daemon.signal("SIGSTOP");
    await Promise.all(Array.from({ length: 20 }, () => hook(box, payload("UserPromptSubmit"))));
    daemon.signal("SIGCONT");
    expect(box.daemons()).toEqual([daemon.pid]);
  });

  test("when another program answers at the socket, in no language we speak", async () => {
    for (const words of FOREIGN_WORDS) {
      using box = sandbox();
      await speakAt(box, words);
      await hook(box, payload("UserPromptSubmit"));
    }
  });

  test("when it has neither a home nor a state folder that can be written", async () => {
    using box = sandbox();
    const env = { HOME: "/proc", XDG_STATE_HOME: "/proc" };
    await hook(box, payload("UserPromptSubmit"), "claude", { env });
    expect(await sessions(box)).toMatchObject([{ session_id: "h1" }]); // and it still reports
  });
});

// Payload -> the state it must give a session of which nothing else is known.
const RECORDED: Readonly<Record<string, Frame | undefined>> = {
  "SessionStart-1": { status: "attention", reason: "started", working_dir: "/work/project" },
  "UserPromptSubmit-1": { status: "working", reason: null, message: null },
  "PreToolUse-1": { status: "question", reason: "question", message: /date library/ },
  "PermissionRequest-1": { status: "question", reason: "question", message: /date library/ },
  "PostToolUse-1": { status: "working", reason: null },
  "Notification-1": { status: "question", reason: "permission" },
  "Stop-1": { status: "attention", reason: "turn_done", background: 0 },
  "Stop-2": undefined, // cut short by its origin: it names no session
  "SessionEnd-1": undefined, // an end without a beginning
};

const folder = `${RECORDED_PAYLOADS}/claude`;
describe.skipIf(RECORDED_PAYLOADS === undefined)("a recorded payload", () => {
  test("is expected, each that is there", () => {
    const names = fs.readdirSync(folder).map((name) => name.replace(/\.json$/, ""));
    expect(names.filter((name) => !Object.hasOwn(RECORDED, name))).toEqual([]);
  });

  for (const [name, expected] of Object.entries(RECORDED)) {
    test(`${name} gives the state that the mapping says`, async () => {
      using box = sandbox();
      await box.daemon();
      const text = fs.readFileSync(`${folder}/${name}.json`, "utf8");
      await hook(box, text);
      const seen = async () => (await sessions(box))[0];
      if (expected === undefined) {
        expect(await seen()).toBeUndefined();
        return;
      }
      // A question of its own may be held back a moment, in case nobody is asked.
      await until(async () => (await seen())?.status === expected.status, `${name}`, seen);
      const session = await seen();
      expect(session?.session_id).toBe(JSON.parse(text).session_id);
      for (const [field, value] of Object.entries(expected)) {
        if (value instanceof RegExp) expect(session?.[field]).toMatch(value);
        else expect([field, session?.[field]]).toEqual([field, value]);
      }
    });
  }
});
