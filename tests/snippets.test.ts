// Runs what the pages show: a block marked `sh tested` ends well and says nothing
// on standard error, one marked `sh stays` hears of a change.
import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync } from "node:fs";
import { DEFAULT_SOCKET } from "../src/protocol/address.ts";
import { blocksOf, readPages } from "./docs/markdown.ts";
import { PROGRAM } from "./support/paths.ts";
import { type Sandbox, sandbox } from "./support/sandbox.ts";

const blocks = (await readPages()).flatMap(blocksOf).map(({ page, info, text }) => {
  const [first = ""] = text.split("\n").filter((line) => /^[^#\s]/.test(line));
  return { page, info, text, first, named: `${page}: ${first}` };
});
/** Whether the programs that the block calls, besides ours, are on this machine. */
const canRun = (text: string) =>
  (text.match(/\b(socat|nc|jq|tmux)\b/g) ?? []).every((name) => Bun.which(name) !== null);
const marked = (mark: string) =>
  blocks.filter(({ info, text }) => info === `sh ${mark}` && canRun(text));

/** The block as a shell's arguments, in a sandbox that has the program on its PATH. */
async function prepare(box: Sandbox, text: string): Promise<[string[], Record<string, string>]> {
  const bin = `${box.folder}/bin`;
  mkdirSync(bin);
  symlinkSync(PROGRAM, `${bin}/agent-console`);
  await box.daemon();
  const script = text.replaceAll(DEFAULT_SOCKET, box.socket);
  return [["bash", "-euo", "pipefail", "-c", script], { PATH: `${bin}:${box.env.PATH}` }];
}

test.each(marked("tested"))("$named: can be pasted", async ({ text }) => {
  using box = sandbox();
  const [command, env] = await prepare(box, text);
  const { exitCode, stdout, stderr } = await box.exec(command, { env });
  expect({ exitCode, stderr, stdout }).toMatchObject({ exitCode: 0, stderr: "" });
  expect(stdout).not.toContain('"ok":false');
});

test.each(marked("stays"))("$named: hears of a change", async ({ text }) => {
  using box = sandbox();
  const [command, env] = await prepare(box, text);
  const listener = box.spawn(command, { env });
  await listener.prints(/"type":"snapshot"/);
  await box.run(["set", "demo", "working"]);
  await listener.prints(/"type":"update".*"session_id":"demo"/);
});

test.if(Bun.which("tmux") !== null)("tmux takes what the pages propose for it", async () => {
  for (const { text } of blocks.filter(({ info }) => info === "tmux")) {
    using box = sandbox();
    await Bun.write(`${box.folder}/tmux.conf`, text);
    const tmux = ["tmux", "-S", `${box.folder}/tmux`, "-f", "/dev/null"];
    await box.exec([...tmux, "new-session", "-d", "sleep 60"]);
    const { exitCode, stderr } = await box.exec([...tmux, "source-file", "tmux.conf"]);
    await box.exec([...tmux, "kill-server"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  }
});
