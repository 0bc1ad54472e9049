import * as fs from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { lockPath } from "../../src/host/lock.ts";
import { runtimeBase } from "../../src/host/runtime-folder.ts";
import type { Running, Sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { openPipe } from "./pipe.ts";
import { timeless } from "./replica.ts";

export interface SweepFigures {
  /** Rounds, files removed, and kills that followed. */
  sweeps: number;
  removed: number;
  kills: number;
  /** Changes that were acknowledged meanwhile. */
  acknowledged: number;
}

const FILES = ["lock", "journal", "socket", "report lock", "report socket"] as const;
type File = (typeof FILES)[number];

const round = fc.record({
  /** In this order, each so long after the one before; who removes one may do so again. */
  removals: fc.array(
    fc.record({
      file: fc.constantFrom(...FILES),
      how: fc.constantFrom("removed", "removed", "renamed", "replaced by a file"),
      afterMs: fc.constantFrom(0, 0, 1, 5, 30, 120),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  /** What comes once all are there again. */
  next: fc.constantFrom("kill", "kill", "list", "start another", "nothing"),
});

/**
 * A live hub whose files somebody removes, in any order, while it is reported to:
 * it puts them back, nobody finds another hub with nothing meanwhile, and a kill
 * right after loses nothing. To be run with `endOnFailure`: the state goes on.
 */
export async function sweepProperty(box: Sandbox, figures: SweepFigures) {
  const report = `${box.folder}/report.sock`;
  const paths: Record<File, string> = {
    lock: lockPath(box.socket, "daemon"),
    journal: `${runtimeBase(box.socket)}.journal`,
    socket: box.socket,
    "report lock": lockPath(report, "daemon"),
    "report socket": report,
  };
  const known = new Map<string, Frame>();
  let daemon = await box.daemon(["--report-socket", report]);
  let changes = 0;

  /** Reports one change after another until told to stop. */
  async function write(): Promise<() => Promise<void>> {
    const pipe = await openPipe(box.socket, () => {});
    let isOver = false;
    const done = (async () => {
      while (!isOver) {
        const session_id = `s${changes++ % 40}`;
        const asked = { cmd: "SET", session_id, status: "working", message: `m${changes}` };
        const reply = await pipe.ask(asked);
        if (reply?.ok !== true)
          throw new Error(`${JSON.stringify(asked)} got ${JSON.stringify(reply)}`);
        known.set(session_id, timeless(reply.data));
        figures.acknowledged += 1;
        await Bun.sleep(1);
      }
    })();
    return async () => {
      isOver = true;
      await done;
      pipe.close();
    };
  }

  return fc.asyncProperty(round, async ({ removals, next }) => {
    const stop = await write();
    for (const { file, how, afterMs } of removals) {
      await Bun.sleep(afterMs);
      if (remove(paths[file], how)) figures.removed += 1;
    }
    figures.sweeps += 1;
    const missing = () => FILES.filter((file) => !isWell(file, paths[file]));
    await until(
      () => missing().length === 0,
      "the files",
      () => [missing(), daemon.stderr],
    );
    await stop();
    if (next === "kill") {
      figures.kills += 1;
      daemon = await restart(box, daemon, report);
    }
    if (next === "start another") await refuses(box, daemon);
    const { stdout, stderr } = await box.run(["list", "--json"]);
    const found = new Map<string, Frame>(
      (stdout === "" ? [] : JSON.parse(stdout)).map((one: Frame) => [
        one.session_id,
        timeless(one),
      ]),
    );
    if (!isDeepStrictEqual(new Map([...found].sort()), new Map([...known].sort()))) {
      throw new Error(`${found.size} of ${known.size} sessions: ${stderr} ${daemon.stderr}`);
    }
    const running = box.daemons();
    if (!isDeepStrictEqual(running, [daemon.pid])) throw new Error(`daemons: ${running}`);
  });
}

/** @returns whether there was anything. */
function remove(path: string, how: string): boolean {
  try {
    if (how === "renamed") fs.renameSync(path, `${path}.away`);
    else fs.rmSync(path);
    if (how === "replaced by a file" && path.endsWith(".journal")) fs.writeFileSync(path, "what?");
    return true;
  } catch {
    return false; // removed before, and not there again yet
  }
}

function isWell(file: File, path: string): boolean {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (file !== "journal") return stat !== undefined;
  return stat?.isFile() === true && fs.readFileSync(path, "latin1").startsWith('{"journal"');
}

async function restart(box: Sandbox, daemon: Running, report: string): Promise<Running> {
  daemon.signal("SIGKILL");
  await daemon.exited();
  return await box.daemon(["--report-socket", report]);
}

async function refuses(box: Sandbox, daemon: Running): Promise<void> {
  const { exitCode, stderr } = await box.run(["daemon"]);
  const isRefused = exitCode === 1 && stderr.includes(`process ${daemon.pid} serves`);
  if (!isRefused) throw new Error(`another hub: ${exitCode} ${stderr}`);
}
