import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { inTmux } from "../support/real.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { openTmux } from "../support/tmux.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** A hub, and a notifier that listens to it. */
async function open(box: Sandbox, flags: readonly string[], env: Record<string, string> = {}) {
  await box.daemon();
  const wire = await box.connect();
  const running = box.start(["notify", "--cool-down", "0", ...flags], { env });
  await until(async () => (await wire.status()).subscribers === 1, "the notifier");
  return { wire, running };
}

/** A program of that name which writes its arguments, one a line, and prints what is given. */
function fake(box: Sandbox, name: string, prints = ""): { path: string; calls(): string[] } {
  const folder = `${box.folder}/bin`;
  const log = `${box.folder}/${name}.log`;
  fs.mkdirSync(folder, { recursive: true });
  const script = `#!/bin/sh\n{ printf '%s\\n' "$@"; echo ---; } >>${log}\nprintf '%s' '${prints}'\n`;
  fs.writeFileSync(`${folder}/${name}`, script, { mode: 0o755 });
  const calls = () => (fs.existsSync(log) ? fs.readFileSync(log, "utf8").split("---\n") : []);
  return { path: `${folder}:${box.env.PATH}`, calls: () => calls().slice(0, -1) };
}

const lines = (file: string) =>
  fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n").filter(Boolean) : [];

test("a session that needs a person is told once, with its JSON and its facts", async () => {
  using box = sandbox();
  const out = `${box.folder}/out`;
  const command = `cat >>${out}; echo "$AGENT_CONSOLE_SESSION_ID $AGENT_CONSOLE_STATUS $AGENT_CONSOLE_EVENT" >>${out}`;
  const { wire } = await open(box, ["--command", command]);
  await wire.set("a", "question", { message: "may I" });
  await wire.set("a", "question", { message: "may I" });
  await wire.set("b", "working");
  await wire.set("b", "attention", { reason: "turn_done" });
  await until(
    () => lines(out).length === 4,
    "two alerts",
    () => lines(out),
  );
  const json = lines(out).filter((line) => line.startsWith("{"));
  expect(json.map((line) => JSON.parse(line).session_id).sort()).toEqual(["a", "b"]);
  expect(lines(out)).toContain("a question alert");
});

test("what an agent asks while the hub is away is told when it is back, once", async () => {
  using box = sandbox();
  const out = `${box.folder}/out`;
  const daemon = await box.daemon();
  box.start(["notify", "--cool-down", "0", "--command", `cat >>${out}`]);
  const wire = await box.connect();
  await until(async () => (await wire.status()).subscribers === 1, "the notifier");
  daemon.signal("SIGKILL");
  await daemon.exited();
  const asks = { hook_event_name: "PermissionRequest", tool_input: { command: "make" } };
  const payload = { session_id: "a", cwd: "/tmp", tool_name: "Bash", ...asks };
  const env = { AGENT_CONSOLE_AUTOSTART: "0", CLAUDE_CONFIG_DIR: box.folder };
  await box.run(["hook", "claude"], { stdin: JSON.stringify(payload), env });
  await box.daemon();
  await until(() => lines(out).length === 1, "the alert");
  const again = await box.connect();
  await again.set("b", "question");
  await until(() => lines(out).length === 2, "the second alert");
  expect(lines(out).map((line) => JSON.parse(line).session_id)).toEqual(["a", "b"]);
});

test("text of a session never becomes part of the shell's line", async () => {
  using box = sandbox();
  const trap = `${box.folder}/trap`;
  const out = `${box.folder}/out`;
  const { wire } = await open(box, ["--command", `echo "$AGENT_CONSOLE_MESSAGE" >>${out}`]);
  const message = `'; touch ${trap}; "$(touch ${trap})" \`touch ${trap}\``;
  await wire.set("a", "question", { message });
  await until(() => lines(out).length === 1, "an alert");
  expect(lines(out)).toEqual([message]);
  expect(fs.existsSync(trap)).toBe(false);
});

test("of a burst of questions by many sessions none is missed", async () => {
  using box = sandbox();
  const out = `${box.folder}/out`;
  const { wire, running } = await open(box, [
    "--command",
    `echo "$AGENT_CONSOLE_SESSION_ID" >>${out}`,
  ]);
  const ids = Array.from({ length: 30 }, (_, i) => `s${i}`);
  const line = (session_id: string, status: string) =>
    `${JSON.stringify({ cmd: "SET", session_id, status })}\n`;
  wire.send(ids.map((id) => line(id, "working") + line(id, "question")).join(""));
  await until(
    () => lines(out).length >= ids.length,
    "all alerts",
    () => running.stderr,
  );
  expect(lines(out).sort()).toEqual(ids.sort());
});

test("what waited before, a child's need and replayed history are not told", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("old", "question");
  const out = `${box.folder}/out`;
  box.start(["notify", "--command", `echo "$AGENT_CONSOLE_SESSION_ID" >>${out}`]);
  await until(async () => (await wire.status()).subscribers === 1, "the notifier");
  await wire.set("child", "question", { parent_id: "old" });
  await wire.set("past", "question", { replayed: true });
  await wire.set("now", "question");
  await until(() => lines(out).length > 0, "an alert");
  expect(lines(out)).toEqual(["now"]);
});

test("who answers within the delay is not told", async () => {
  using box = sandbox();
  const out = `${box.folder}/out`;
  const command = `echo "$AGENT_CONSOLE_SESSION_ID" >>${out}`;
  const { wire } = await open(box, ["--delay", "400ms", "--command", command]);
  // In one write: the delay is as long for a machine that is slow between them.
  const line = (session_id: string, status: string) =>
    `${JSON.stringify({ cmd: "SET", session_id, status })}\n`;
  wire.send(line("quick", "question") + line("slow", "question") + line("quick", "working"));
  await until(() => lines(out).length > 0, "an alert");
  expect(lines(out)).toEqual(["slow"]);
});

test("only what is asked for is told: status, reason, agent and project", async () => {
  using box = sandbox();
  const out = `${box.folder}/out`;
  const command = `echo "$AGENT_CONSOLE_SESSION_ID" >>${out}`;
  const filters = ["--status", "question", "--reason", "permission", "--agent", "claude,codex"];
  const { wire } = await open(box, [...filters, "--project", "/srv/shop", "--command", command]);
  const fit = { reason: "permission", agent_type: "codex", working_dir: "/srv/shop/api" };
  await wire.set("1", "attention", fit);
  await wire.set("2", "question", { ...fit, reason: "plan" });
  await wire.set("3", "question", { ...fit, agent_type: "gemini" });
  await wire.set("4", "question", { ...fit, working_dir: "/srv/shopping" });
  await wire.set("5", "question", fit);
  await until(() => lines(out).length > 0, "an alert");
  expect(lines(out)).toEqual(["5"]);
});

test("another turn's end is told again after an ack, the idle reminder is not", async () => {
  using box = sandbox();
  const out = `${box.folder}/out`;
  const command = `echo "$AGENT_CONSOLE_SESSION_ID $AGENT_CONSOLE_REASON" >>${out}`;
  const { wire } = await open(box, ["--command", command]);
  const hook = (reason: string) => wire.set("a", "attention", { reason, source: "hook" });
  await hook("turn_done");
  await until(() => lines(out).length === 1, "the first alert");
  await wire.data({ cmd: "ACK", session_id: "a" });
  await hook("idle");
  await wire.set("b", "question");
  await until(() => lines(out).length === 2, "the alert of another");
  await hook("turn_done");
  await until(() => lines(out).length === 3, "the alert of another turn");
  expect(lines(out)).toEqual(["a turn_done", "b ", "a turn_done"]);
});

inTmux("notify-send gets the texts as plain arguments, and a click leads to the pane", async () => {
  using box = sandbox();
  const { path, calls } = fake(box, "notify-send", "default");
  const tmux = await openTmux(box);
  await tmux.command("new-window", "-d", "-t", "main", "sleep 60");
  const target = (await tmux.command("list-panes", "-s", "-F", "#{pane_id}")).trim().split("\n")[1];
  const env = { PATH: path, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" };
  const { wire } = await open(box, [], env);
  const terminal = { tmux: `${tmux.socket},1,0`, tmux_pane: target ?? "" };
  await wire.set("a", "question", {
    reason: "permission",
    message: "--icon=x <b>&",
    working_dir: "/srv/shop",
    terminal,
  });
  await until(() => calls().length === 1, "a call");
  expect(calls()[0]?.split("\n").slice(-4)).toEqual([
    "--",
    "shop - question: permission",
    "--icon=x &lt;b&gt;&amp;",
    "",
  ]);
  const shown = () => tmux.command("display-message", "-p", "-t", "main", "#{pane_id}");
  await until(async () => (await shown()).trim() === target, "the pane in front");
});

test("a notification tells projects of one name apart, and sessions of one project", async () => {
  using box = sandbox();
  const { path, calls } = fake(box, "notify-send");
  const { wire } = await open(box, ["--desktop"], { PATH: path, DISPLAY: ":0" });
  const title = () => calls().at(-1)?.split("\n--\n")[1]?.split("\n")[0];
  const ask = async (id: string, working_dir: string, more = {}) => {
    const told = calls().length;
    await wire.set(id, "question", { working_dir, ...more });
    await until(() => calls().length === told + 1, "a notification", calls);
    return title();
  };
  expect(await ask("a", "/srv/shop/api")).toBe("api - question");
  expect(await ask("b", "/srv/blog/api")).toBe("blog/api - question");
  expect(await ask("c", "/srv/shop/api", { title: "Mend the login" })).toBe(
    "shop/api: Mend the login - question",
  );
});

test("without a desktop the terminal gets its own sequence, else the bell", async () => {
  for (const [env, expected] of [
    [{ TERM: "xterm-kitty" }, "\u001b]99;;shop - question: may I?\u001b\\"],
    [{ TERM: "xterm-256color" }, "\u0007"],
  ] as const) {
    using box = sandbox();
    await box.daemon();
    const wire = await box.connect();

    using pty = openPty(box, [PROGRAM, "notify"], env);
    await until(async () => (await wire.status()).subscribers === 1, "the notifier");
    await wire.set("a", "question", { message: "may I?", working_dir: "/srv/shop" });
    await pty.prints(/may I/);
    await until(
      () => pty.output.includes(expected.split(":")[0] ?? ""),
      "the sequence",
      () => JSON.stringify(pty.output),
    );
  }
});

test("a webhook gets the session as JSON, and one that fails stops nothing", async () => {
  using box = sandbox();
  const bodies: unknown[] = [];
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      bodies.push({ method: request.method, session: await request.json() });
      return new Response("no", { status: bodies.length === 1 ? 500 : 200 });
    },
  });
  const { wire, running } = await open(box, ["--webhook", `http://127.0.0.1:${server.port}/x`]);
  await wire.set("a", "question");
  await running.prints(/the webhook answered 500/);
  await wire.set("b", "question");
  await until(() => bodies.length === 2, "both");
  expect(bodies).toMatchObject([
    { method: "POST", session: { session_id: "a" } },
    { method: "POST", session: { session_id: "b" } },
  ]);
});

test("a webhook gets nothing that can't be printed, and reads what was meant", async () => {
  using box = sandbox();
  const bodies: string[] = [];
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      bodies.push(await request.text());
      return new Response("ok");
    },
  });
  const { wire } = await open(box, ["--webhook", `http://127.0.0.1:${server.port}/x`]);
  const working_dir = "/src/\u009b31m\u202e\u200bshop";
  await wire.set("a", "question", { working_dir });
  await until(() => bodies.length === 1, "the session");
  expect(bodies[0]).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(bodies[0] ?? "")).toMatchObject({ working_dir });
});

test("a webhook that has moved is not told, and its new address is named", async () => {
  using box = sandbox();
  const methods: string[] = [];
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      methods.push(request.method);
      return Response.redirect(`${new URL(request.url).origin}/new`, 301);
    },
  });
  const address = `http://127.0.0.1:${server.port}`;
  const { wire, running } = await open(box, ["--webhook", `${address}/old`]);
  await wire.set("a", "question");
  await running.prints(/the webhook answered 301 - .*\/new/);
  expect(methods).toEqual(["POST"]);
});

test("of a burst no more than a few commands run at once, and in the end all have", async () => {
  using box = sandbox();
  const started = `${box.folder}/started`;
  const gate = `${box.folder}/gate`;
  const command = `echo $AGENT_CONSOLE_SESSION_ID >> ${started}; until [ -e ${gate} ]; do sleep 0.02; done`;
  const { wire, running } = await open(box, ["--command", command]);
  const ids = Array.from({ length: 20 }, (_, i) => `s${i}`);
  for (const id of ids) await wire.set(id, "question");
  for (const id of ids) await running.prints(new RegExp(`${id}\\n`));
  await until(() => lines(started).length === 4, "as many as may run");
  fs.writeFileSync(gate, "");
  await until(
    () => lines(started).length === ids.length,
    "all of them",
    () => lines(started),
  );
  expect(lines(started).sort()).toEqual(ids.sort());
});

inTmux("the pane that somebody has in front of them is not told of", async () => {
  using box = sandbox();
  const tmux = await openTmux(box);

  using _viewer = openPty(box, ["tmux", "-u", "-S", tmux.socket, "attach"]);
  await until(async () => (await tmux.command("list-clients")) !== "", "a viewer");
  await tmux.command("new-window", "-d", "-t", "main", "sleep 60");
  const panes = (await tmux.command("list-panes", "-s", "-F", "#{pane_id}")).trim().split("\n");
  const out = `${box.folder}/out`;
  const { wire } = await open(box, ["--command", `echo "$AGENT_CONSOLE_SESSION_ID" >>${out}`]);
  const at = (pane = "") => ({ terminal: { tmux: `${tmux.socket},1,0`, tmux_pane: pane } });
  await wire.set("front", "question", at(panes[0]));
  await wire.set("back", "question", at(panes[1]));
  await until(() => lines(out).length > 0, "an alert");
  expect(lines(out)).toEqual(["back"]);
});

test("a command on change hears the last state of each session, and of its end", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("known", "working");
  const out = `${box.folder}/out`;
  const facts = "$AGENT_CONSOLE_EVENT $AGENT_CONSOLE_SESSION_ID $AGENT_CONSOLE_PREVIOUS_STATUS";
  const watch = box.start([
    "watch",
    "--on-change",
    `echo "${facts} $AGENT_CONSOLE_STATUS" >>${out}`,
  ]);
  await watch.prints(/known/);
  await wire.set("a", "working");
  await until(() => lines(out).length === 1, "the first");
  await wire.set("a", "question");
  await until(() => lines(out).length === 2, "the second");
  await wire.data({ cmd: "DELETE", session_id: "a" });
  await until(() => lines(out).length === 3, "the third");
  expect(lines(out)).toEqual([
    "change a  working",
    "change a working question",
    "delete a question question",
  ]);
  const flood = Array.from({ length: 400 }, (_, i) =>
    JSON.stringify({ cmd: "SET", session_id: "f", status: i % 2 === 0 ? "question" : "working" }),
  );
  wire.send(`${flood.join("\n")}\n`);
  await wire.set("f", "attention");
  await until(() => lines(out).at(-1)?.endsWith("attention"), "the last state");
  expect(lines(out).length).toBeLessThan(100);
});

inTmux("what a command on change prints does not spoil the live view", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  const out = `${box.folder}/out`;
  const line = `echo spoiled; echo spoiled >&2; echo done >>${out}; exit 3`;
  const run = `exec ${PROGRAM} watch --on-change '${line}'`;
  const tmux = await openTmux(box, { run });
  await tmux.shows(/no sessions/);
  await wire.set("a", "question", { message: "may I" });
  await until(() => lines(out).length === 1, "the command");
  expect((await tmux.shows(/may I/)).join("\n")).not.toMatch(/spoiled|status 3/);
});

/** Somebody stays for the answer to that. */
async function held(box: Sandbox, detail: string) {
  const hook = await box.connect();
  const why = { status: "question", reason: "permission", message: "Bash: ls", asks: "q" };
  await hook.data({ cmd: "HOLD", session_id: "a", source: "hook", ...why, detail });
  return hook;
}

test("a click allows or denies what the notification shows as a whole", async () => {
  for (const click of ["allow", "deny"]) {
    using box = sandbox();
    const { path, calls } = fake(box, "notify-send", click);
    await open(box, ["--desktop"], { PATH: path, DISPLAY: ":0" });
    const hook = await held(box, "Bash\ncommand: ls <x>");
    const { decision } = await hook.waitFor("the answer", ({ type }) => type === "answer");
    expect(decision).toBe(click);
    const [call = ""] = calls();
    expect(call).toContain("--action=allow=Allow once\n--action=deny=Deny\n");
    expect(call).toContain("\nBash\ncommand: ls &lt;x&gt;\n");
  }
});

test("what does not fit into a notification is not to be allowed there", async () => {
  using box = sandbox();
  const { path, calls } = fake(box, "notify-send", "allow");
  await open(box, ["--desktop"], { PATH: path, DISPLAY: ":0" });
  const hook = await held(box, `Bash\ncommand: ${"long ".repeat(60)}`);
  await until(() => calls().length === 1, "a notification", calls);
  expect(calls()[0]).not.toContain("--action=allow");
  expect(hook.frames).toHaveLength(1);
});

test("a command is told all that it takes to answer, and whether it can", async () => {
  using box = sandbox();
  const out = `${box.folder}/out`;
  await open(box, ["--command", `cat >>${out}`]);
  await held(box, "Bash\ncommand: ls");
  await until(() => lines(out).length === 1, "an alert");
  const { questions } = JSON.parse(lines(out)[0] ?? "{}");
  expect(questions).toMatchObject([{ answerable: true, detail: "Bash\ncommand: ls" }]);
});
