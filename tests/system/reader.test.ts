// Whoever reads a command's output may go while nothing is written: the command
// goes too, for nobody would ever end it.
import { expect, setDefaultTimeout, test } from "bun:test";
import { PROGRAM } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { inTmux } from "../support/real.ts";
import { sandbox } from "../support/sandbox.ts";
import { openTmux } from "../support/tmux.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const FOLLOWERS = [
  ["statusline", "--follow"],
  ["watch"],
  ["watch", "--json"],
  ["notify", "--bell"],
];

test.each(FOLLOWERS.map((args) => [args.join(" "), args] as const))(
  "%s ends with its reader, though it has nothing to write",
  async (_, args) => {
    using box = sandbox();
    await box.daemon();
    await box.run(["set", "a", "working"]);
    const client = await box.connect();
    const fifo = `${box.folder}/go`;
    await box.exec(["mkfifo", fifo]);
    // notify has nothing to say: its reader goes when it is told to.
    const read = args[0] === "notify" ? 'read line < "$0"' : "read line";
    const script = `"$@" | { ${read}; echo read; }; echo ended`;
    const running = box.spawn(["sh", "-c", script, fifo, PROGRAM, ...args]);
    const subscribers = async () => (await client.status()).subscribers;
    const isUp = async () => (await subscribers()) === 1 || /read/.test(running.stdout);
    await until(isUp, "the follower");
    if (args[0] === "notify") await box.exec(["sh", "-c", 'echo > "$0"', fifo]);
    await running.prints(/ended/);
    expect(await subscribers()).toBe(0);
  },
);

inTmux("a status line whose tmux has gone is gone too", async () => {
  using box = sandbox();
  await box.daemon();
  await box.run(["set", "a", "working"]);
  const client = await box.connect();
  const tmux = await openTmux(box);
  using _terminal = openPty(box, ["tmux", "-S", tmux.socket, "attach"]);
  await tmux.command("set-option", "-g", "status-interval", "1");
  const line = `#(${PROGRAM} statusline --follow --socket ${box.socket})`;
  await tmux.command("set-option", "-g", "status-right", line);
  await until(async () => (await client.status()).subscribers === 1, "the follower");
  await tmux.command("kill-server").catch(() => {});
  await until(async () => (await client.status()).subscribers === 0, "no follower");
});

test("a status line lives on when its bar closes the writing side alone", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await box.connect();
  const bar = [
    "import socket, subprocess, sys",
    "ours, theirs = socket.socketpair()",
    "line = subprocess.Popen(sys.argv[1:], stdin=theirs, stdout=theirs)",
    "theirs.close(); ours.shutdown(socket.SHUT_WR)",
    "file = ours.makefile()",
    "print(file.readline(), file.readline(), flush=True)",
    "file.close(); ours.close(); line.wait(); print('ended', flush=True)",
  ].join("\n");
  const args = ["statusline", "--follow", "--format", "now {working}"];
  const running = box.spawn(["python3", "-c", bar, PROGRAM, ...args]);
  await until(async () => (await client.status()).subscribers === 1, "the follower");
  await client.set("a", "working");
  await running.prints(/now 1/);
  await running.prints(/ended/);
});
