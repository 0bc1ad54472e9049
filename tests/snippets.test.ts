// Runs what the pages show: a block marked `sh tested` ends well and says nothing
// on standard error, one marked `sh stays` hears of a change. `S` is the socket,
// as pages say once and mean from then on.
import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync } from "node:fs";
import { DEFAULT_SOCKET } from "../src/protocol/address.ts";
import { type Block, blocksOf, readPages } from "./docs/markdown.ts";
import { PROGRAM } from "./support/paths.ts";
import { type Running, type Sandbox, sandbox } from "./support/sandbox.ts";

const blocks = (await readPages()).flatMap(blocksOf);
/** Whether the programs that the block calls, besides ours, are on this machine. */
const canRun = ({ text }: Block) =>
  (text.match(/\b(socat|nc|jq|tmux)\b/g) ?? []).every((name) => Bun.which(name) !== null);
/** Page -> its blocks with that mark, in their order. */
const marked = (mark: string) =>
  Object.entries(
    Object.groupBy(
      blocks.filter((block) => block.info === `sh ${mark}` && canRun(block)),
      ({ page }) => page,
    ),
  );

/** Starts a daemon. @returns what runs a block in a sandbox that has the program on its PATH. */
async function prepare(box: Sandbox): Promise<(block: Block) => Running> {
  const bin = `${box.folder}/bin`;
  mkdirSync(bin);
  symlinkSync(PROGRAM, `${bin}/agent-console`);
  await box.daemon();
  const env = { PATH: `${bin}:${box.env.PATH}`, S: box.socket };
  return ({ text }) => {
    const script = text.replaceAll(DEFAULT_SOCKET, box.socket);
    return box.spawn(["bash", "-euo", "pipefail", "-c", script], { env });
  };
}

test.each(marked("tested"))("%s: what can be pasted works, from top to bottom", async (_, own) => {
  using box = sandbox();
  const run = await prepare(box);
  for (const block of own ?? []) {
    const outcome = await run(block).exited();
    expect({ ...block, ...outcome }).toMatchObject({ exitCode: 0, stderr: "" });
    expect(outcome.stdout).not.toContain('"ok":false');
  }
});

test.each(marked("stays"))("%s: what stays hears of a change", async (_, own) => {
  using box = sandbox();
  const run = await prepare(box);
  for (const block of own ?? []) {
    const listener = run(block);
    await listener.prints(/"type":"snapshot"/);
    await box.run(["set", "demo", "working"]);
    await listener.prints(/"type":"update".*"session_id":"demo"/);
  }
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
