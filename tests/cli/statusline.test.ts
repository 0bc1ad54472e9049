import { expect, setDefaultTimeout, test } from "bun:test";
import { PROGRAM } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { inTmux } from "../support/real.ts";
import { sandbox } from "../support/sandbox.ts";
import { openTmux } from "../support/tmux.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const EMPTY = { stdout: "\n", exitCode: 0 };

test("the line counts who waits and who works", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "question", { working_dir: "/srv/shop" });
  await wire.set("b", "attention");
  await wire.set("c", "working");
  expect(await box.run(["statusline"])).toMatchObject({
    stdout: "● 2 waiting  ◐ 1 working\n",
    stderr: "",
    exitCode: 0,
  });
  const { stdout } = await box.run(["statusline", "--format", "{waiting}/{total} {next}"]);
  expect(stdout).toBe("2/3 shop\n");
  const ascii = await box.run(["statusline"], { env: { LANG: "C" } });
  expect(ascii.stdout).toBe("! 2 waiting  * 1 working\n");
});

test("without a hub the line is empty, and none is started", async () => {
  using box = sandbox();
  expect(await box.run(["statusline"])).toMatchObject({ ...EMPTY, stderr: "" });
  expect(box.daemons()).toEqual([]);
});

test("a hub that does not answer, or answers nonsense, makes the line empty", async () => {
  for (const answer of [
    "",
    "nonsense\n",
    '{"version":1,"ok":false,"error":"x","code":"internal"}\n',
  ]) {
    using box = sandbox();
    const hub = Bun.listen({ unix: box.socket, socket: { data: (s) => void s.write(answer) } });
    expect(await box.run(["statusline"])).toMatchObject(EMPTY);
    hub.stop(true);
  }
});

test("a line that was asked for wrongly is still a line, and the fault is said aside", async () => {
  using box = sandbox();
  for (const [line, says] of [
    [
      ["--frmat", "x"],
      /unknown flag --frmat - did you mean --format\?\n.*unexpected argument: x\n/,
    ],
    [["--format"], /--format: expected a value\n/],
  ] as const) {
    const outcome = await box.run(["statusline", ...line]);
    expect(outcome).toMatchObject({ ...EMPTY, stderr: expect.stringMatching(says) });
  }
  const { stderr } = await box.run(["statusline", "--socket", "x".repeat(200)]);
  expect(stderr).toContain("bytes long");
});

test("a person who mistypes it at a terminal is told, and gets no line", async () => {
  using box = sandbox();
  for (const [line, says] of [
    [["--folow"], "unknown flag --folow - did you mean --follow?"],
    [["folow"], "unexpected argument: folow"],
    [["--format", "{wating}"], "--format: no field {wating} - did you mean {waiting}?"],
    [["--format", "{waiting"], "--format: {waiting has no end - write {waiting}"],
  ] as const) {
    using pty = openPty(box, [PROGRAM, "statusline", ...line]);
    expect(await pty.exited()).toBe(2);
    expect(pty.output.trim()).toBe(`agent-console: ${says}`);
  }
});

test("--follow prints a line for each change that shows, and outlives the hub", async () => {
  using box = sandbox();
  const follow = box.start(["statusline", "--follow"]);
  await follow.prints(/^\n/);
  const daemon = await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  await follow.prints(/1 working\n/);
  await wire.set("a", "working", { message: "another tool" });
  await wire.set("a", "question");
  await follow.prints(/1 waiting\n/);
  await wire.data({ cmd: "SNOOZE", session_id: "a", for_ms: 200 });
  await follow.prints(/1 waiting\n\n● 1 waiting\n/);
  daemon.signal("SIGKILL");
  await follow.prints(/1 waiting\n\n● 1 waiting\n\n$/);
  expect(follow.stdout).toBe("\n◐ 1 working\n● 1 waiting\n\n● 1 waiting\n\n");
});

inTmux("tmux's own status line shows what --follow prints", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  const tmux = await openTmux(box);
  await tmux.command("set-option", "-g", "status-interval", "1");
  await tmux.command("set-option", "-g", "status-right", `#(${PROGRAM} statusline --follow)`);
  using viewer = openPty(box, ["tmux", "-u", "-S", tmux.socket, "attach"]);
  await viewer.prints(/1 working/);
  await wire.set("a", "question");
  await viewer.prints(/1 waiting/);
  const followers = async () => (await wire.status()).subscribers;
  expect(await followers()).toBe(1);
  await tmux.command("kill-server");
  await until(async () => (await followers()) === 0, "the end of what nobody reads");
});
