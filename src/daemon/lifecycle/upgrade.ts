import * as fs from "node:fs";
import type { Log } from "../../host/log.ts";
import type { ReExec } from "../../host/re-exec.ts";
import { encodeHandoff, type Handoff, openFds } from "./handoff.ts";

/** By then the reply is out, and the signals that came before have been handled. */
const SETTLE_MS = 5;
/** How long the program may take to say which version it is, and how much it may say. */
const VERSION_MS = 2000;
const MAX_VERSION_LENGTH = 1000;
/** Attempts, where a connection is about to go. */
const MAX_ATTEMPTS = 100;

export interface UpgradeOptions {
  /** Null where it is not available. */
  open(): ReExec | null;
  /** Undefined where it can't be handed over now. */
  collect(): Handoff | undefined;
  log: Log;
}

/** Goes on as a newer program, with every connection. */
export interface Upgrade {
  /** Whether that program may be run in the place of this one. */
  isPossible(program: string): boolean;
  /** Re-execs as that program once the reply is out. Where that fails none is possible any more. */
  begin(program: string, version: string): void;
}

export function createUpgrade({ open, collect, log }: UpgradeOptions): Upgrade {
  let hasFailed = false;
  let isUnderWay = false;
  let reExec: ReExec | null | undefined;

  function attempt(ready: ReExec, program: string, left: number): void {
    ready.prepare();
    setTimeout(() => {
      try {
        const handoff = collect();
        if (handoff !== undefined) {
          ready.exec(encodeHandoff(handoff), openFds(handoff), program);
        }
        if (left === 0) throw new Error("connections never come to rest");
      } catch (error) {
        fail(program, error);
      } finally {
        ready.cancel();
      }
      if (!hasFailed) attempt(ready, program, left - 1);
    }, SETTLE_MS);
  }

  async function goOn(ready: ReExec, program: string, version: string): Promise<void> {
    await Bun.sleep(SETTLE_MS);
    const said = await versionOf(program);
    if (said !== version) fail(program, `it is version ${said ?? "unknown"}, not ${version}`);
    else attempt(ready, program, MAX_ATTEMPTS);
  }

  function fail(program: string, error: unknown): void {
    hasFailed = true;
    log.warn(`could not go on as ${program}: ${error instanceof Error ? error.message : error}`);
  }

  return {
    isPossible(program) {
      if (hasFailed || !Bun.isStandaloneExecutable || !isTrusted(program)) return false;
      if (reExec === undefined) reExec = open();
      return reExec !== null;
    },
    begin(program, version) {
      if (reExec === undefined || reExec === null || isUnderWay) return;
      isUnderWay = true;
      void goOn(reExec, program, version);
    },
  };
}

/** A program that this user or root has put there, and nobody else can change. */
function isTrusted(program: string): boolean {
  try {
    const stat = fs.statSync(program);
    const isOurs = stat.uid === 0 || stat.uid === process.getuid?.();
    fs.accessSync(program, fs.constants.X_OK);
    return program.startsWith("/") && stat.isFile() && isOurs && (stat.mode & 0o022) === 0;
  } catch {
    return false; // gone, or not to be run
  }
}

/** What it says of itself: that it runs here at all is seen before it takes our place. */
async function versionOf(program: string): Promise<string | undefined> {
  try {
    const child = Bun.spawn([program, "version", "--json"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const late = Bun.sleep(VERSION_MS).then(() => "");
    const said = await Promise.race([firstLine(child.stdout), late]);
    await Promise.race([child.exited, late]);
    child.kill("SIGKILL"); // it may be anything
    return JSON.parse(said).version;
  } catch {
    return undefined; // it does not run, or is something else
  }
}

/** Its first line, or the beginning of a long one; programs that it has started may keep it open. */
async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("\n") || text.length > MAX_VERSION_LENGTH) break;
  }
  return text;
}
