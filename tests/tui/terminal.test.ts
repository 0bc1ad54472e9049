import { expect, setDefaultTimeout, test } from "bun:test";
import { PROGRAM } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { inTmux } from "../support/real.ts";
import { sandbox } from "../support/sandbox.ts";
import { openTmux } from "../support/tmux.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const ESC = "\u001b";
const MODES = ["1049", "1000", "1006", "2004"];

/** The modes that the bytes leave switched on, and whether the cursor is hidden or wrapping is off. */
function leftBehind(output: string): string[] {
  const last = (mode: string) => output.match(new RegExp(`${ESC}\\[\\?${mode}[hl]`, "g"))?.at(-1);
  const on = MODES.filter((mode) => last(mode)?.endsWith("h"));
  return [...on, ...["25", "7"].filter((mode) => last(mode)?.endsWith("l"))];
}

const ENDS = {
  q: { act: (pty: ReturnType<typeof openPty>) => pty.write("q"), status: 0 },
  "Ctrl-C": { act: (pty: ReturnType<typeof openPty>) => pty.write("\u0003"), status: 0 },
  SIGTERM: { act: (pty: ReturnType<typeof openPty>) => pty.signal("SIGTERM"), status: 143 },
  SIGINT: { act: (pty: ReturnType<typeof openPty>) => pty.signal("SIGINT"), status: 130 },
  SIGQUIT: { act: (pty: ReturnType<typeof openPty>) => pty.signal("SIGQUIT"), status: 131 },
  SIGALRM: { act: (pty: ReturnType<typeof openPty>) => pty.signal("SIGALRM"), status: 142 },
  SIGXCPU: { act: (pty: ReturnType<typeof openPty>) => pty.signal("SIGXCPU"), status: 152 },
  SIGVTALRM: { act: (pty: ReturnType<typeof openPty>) => pty.signal("SIGVTALRM"), status: 154 },
  SIGHUP: { act: (pty: ReturnType<typeof openPty>) => pty.signal("SIGHUP"), status: 129 },
};

for (const [name, { act, status }] of Object.entries(ENDS)) {
  test(`the terminal is as it was after ${name}`, async () => {
    using box = sandbox();
    await box.daemon();
    using pty = openPty(box, [PROGRAM, "watch"]);
    await pty.prints(/no sessions/);
    expect(leftBehind(pty.output)).not.toEqual([]);
    act(pty);
    expect(await pty.exited()).toBe(status);
    expect(leftBehind(pty.output)).toEqual([]);
  });
}

for (const [name, end] of Object.entries({ q: "q", "Ctrl-C": "\u0003" })) {
  test(`the settings of the terminal's driver are as they were after ${name}`, async () => {
    using box = sandbox();
    await box.daemon();
    const line = `stty -g; ${PROGRAM} watch; stty -g; echo over`;
    using pty = openPty(box, ["bash", "--norc", "-c", line]);
    await pty.prints(/no sessions/);
    pty.write(end);
    await pty.prints(/over/);
    const settings = pty.output.match(/[\da-f:]{60,}/g) ?? [];
    expect(settings).toHaveLength(2);
    expect(settings[1]).toBe(settings[0] ?? "");
  });
}

inTmux("Ctrl-Z gives the terminal to the shell, and fg draws the view again", async () => {
  using box = sandbox();
  await box.daemon();
  const tmux = await openTmux(box);
  const wire = await box.connect();
  await wire.set("one", "question", { message: "may I" });
  await tmux.enter(`echo before; ${PROGRAM} watch`);
  await tmux.shows(/may I/);
  await tmux.press("C-z");
  const shell = await tmux.shows(/Stopped/);
  expect(shell.join("\n")).toContain("before");
  expect(shell.join("\n")).not.toContain("may I");
  await wire.set("one", "working", { message: "thanks" });
  await tmux.enter("echo $((40 + 2)) here");
  await tmux.shows(/42 here/);
  await tmux.enter("fg");
  await tmux.shows(/thanks/);
  await tmux.press("q");
  await tmux.shows(/42 here[\s\S]*\$\s*$/);
});

inTmux("a view that is stopped and killed leaves a shell that echoes", async () => {
  using box = sandbox();
  await box.daemon();
  const tmux = await openTmux(box);
  await tmux.enter(`${PROGRAM} watch`);
  await tmux.shows(/no sessions/);
  await tmux.press("C-z");
  await tmux.shows(/Stopped/);
  await tmux.enter("kill %1; fg; echo $((40 + 2)) here");
  const lines = await tmux.shows(/^42 here/m);
  expect(lines.some((line) => line.includes("echo $((40 + 2))"))).toBe(true);
});

test("the view ends when its terminal is gone", async () => {
  using box = sandbox();
  await box.daemon();
  using pty = openPty(box, [PROGRAM, "watch"]);
  await pty.prints(/no sessions/);
  pty.hangUp();
  await pty.exited();
});

test("a bug in the view restores the terminal before it is told of", async () => {
  using box = sandbox();
  // A hub that sends what no view can show.
  const hub = Bun.listen({
    unix: box.socket,
    socket: {
      data(socket, request) {
        const { id } = JSON.parse(request.toString()) as { id: number };
        const reply = { version: 1, id, ok: true, data: "subscribed" };
        const session = { session_id: "a", history: null };
        const snapshot = { version: 1, type: "snapshot", epoch: "e", seq: 1, sessions: [session] };
        socket.write(`${JSON.stringify(reply)}\n${JSON.stringify(snapshot)}\n`);
      },
    },
  });
  using pty = openPty(box, [PROGRAM, "watch"]);
  await pty.prints(/\[\?1049h/);
  expect(await pty.exited()).toBe(70);
  hub.stop(true);
  expect(leftBehind(pty.output)).toEqual([]);
  const last = pty.output.lastIndexOf("\u001b[?1049l");
  expect(pty.output.slice(last)).toContain("bug");
});

test("a terminal that can't be drawn on gets lines, and so does a pipe", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("one", "working");
  using dumb = openPty(box, [PROGRAM, "watch"], { TERM: "dumb" });
  await dumb.prints(/working .*one/);
  using json = openPty(box, [PROGRAM, "watch", "--json"]);
  await json.prints(/"type":"snapshot"/);
  const piped = box.start(["watch"]);
  await piped.prints(/working .*one/);
  expect(dumb.output + json.output + piped.stdout).not.toContain("\u001b");
});

test("NO_COLOR leaves no colour on the screen", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("one", "question");
  using pty = openPty(box, [PROGRAM, "watch"], { NO_COLOR: "1" });
  await pty.prints(/1 question/);
  expect(pty.output.split(ESC).filter((piece) => /^\[[\d;]*m/.test(piece))).toEqual([]);
});

test("reports that change nothing on the screen draw nothing", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  // Days ago: its time shows hours, which do not change while the test looks.
  await wire.set("old", "working", { at_ms: Date.now() - 200_000_000 });
  await wire.set("old", "working");
  using pty = openPty(box, [PROGRAM, "watch"]);
  await pty.prints(/working/);
  const before = pty.output.length;
  for (let i = 0; i < 20; i += 1) await wire.set("old", "working");
  await wire.set("old", "working", { message: "visible" });
  await pty.prints(/visible/);
  const frames = pty.output.slice(before).split(`${ESC}[?2026h`).length - 1;
  expect(frames).toBe(1);
});

test("a click chooses the session under it", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("first", "question", { working_dir: "/srv/first" });
  await wire.set("second", "working", { working_dir: "/srv/second" });
  using pty = openPty(box, [PROGRAM, "watch"]);
  await pty.prints(/second/);
  // SGR mouse reports, as a terminal sends them: column and row from 1.
  pty.write(`${ESC}[<0;10;4M${ESC}[<0;10;4m`);
  await pty.prints(new RegExp(`▌ ${ESC}\\[0m${ESC}\\[7;32m◐`));
});

test("a folder reported from outside is never put on the clipboard with what acts in a terminal", async () => {
  using box = sandbox();
  const report = `${box.folder}/report.sock`;
  await box.daemon(["--report-socket", report]);
  const working_dir = `/src/shop${ESC}[201~\u0003\rtouch ${box.folder}/pwned\r#`;
  const set = { cmd: "SET", session_id: "x", status: "attention", working_dir };
  expect((await (await box.connect(report)).ask(set)).ok).toBe(true);
  using pty = openPty(box, [PROGRAM, "watch"]);
  await pty.prints(/pwned/);
  pty.write("r");
  await pty.prints(/no resume command/);
  expect(pty.output).not.toContain(`${ESC}]52;`);
  expect(pty.output).not.toContain("[201~\u0003");
  const { stdout } = await box.run(["list", "--json"]);
  expect(stdout).toMatch(/^[\x20-\x7e]*\n$/);
  expect(JSON.parse(stdout)).toMatchObject([{ working_dir }]);
});
