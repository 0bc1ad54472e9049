import fc from "fast-check";
import * as v from "valibot";
import { MAX_REPORT_BYTES } from "../../src/daemon/hub/report-socket.ts";
import { ANSWERS } from "../../src/protocol/answers.ts";
import { MAX_LINE_BYTES } from "../../src/protocol/wire.ts";
import { sandbox } from "../support/sandbox.ts";
import { within } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { malformedLine } from "./malformed.ts";
import { openPipe } from "./pipe.ts";

/** Lines a run, at most. */
const MAX_LINES = 200;
/** Pieces that the lines of a run are cut into, at most. */
const MAX_PIECES = 1000;

export interface FuzzFigures {
  lines: number;
  bytes: number;
  /** Answers by their code at either socket; "ok" for successes. */
  own: Record<string, number>;
  reported: Record<string, number>;
}

/** How the lines go out: at once, or in pieces of these sizes in turn; 0 lets others run. */
const pieces = fc.oneof(fc.constant([]), fc.array(fc.nat({ max: 3000 }), { minLength: 1 }));

/**
 * Requests changed at random, by their structure and byte by byte, cut into
 * random chunks: every line gets one answer, none of them an internal error,
 * and what the daemon then holds is still told in the contract's shape.
 */
export function fuzzProperty(figures: FuzzFigures) {
  const run = fc.record({
    lines: fc.array(malformedLine, { minLength: 1, maxLength: MAX_LINES, size: "max" }),
    pieces,
    isReport: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, fc.constant(true)),
    /** Closes the connection in the middle of it all. */
    isHasty: fc.oneof({ arbitrary: fc.constant(false), weight: 9 }, fc.constant(true)),
  });
  return fc.asyncProperty(run, async ({ lines: all, pieces, isReport, isHasty }) => {
    const lines = all.map(({ bytes }) => bytes);
    using box = sandbox();
    const reportSocket = `${box.folder}/report.sock`;
    const daemon = await box.daemon(["--report-socket", reportSocket]);
    const keeper = await openPipe(box.socket, () => {});
    // While a session is active, STOP asks for a confirmation, which is never given.
    await keeper.ask({ cmd: "SET", session_id: "keeper", status: "working" });
    const owed = countOwed(lines, isReport ? MAX_REPORT_BYTES : MAX_LINE_BYTES);
    const answers = await sendAll(
      isReport ? reportSocket : box.socket,
      lines,
      pieces,
      isHasty,
      owed,
    );
    figures.lines += lines.length;
    figures.bytes += lines.reduce((sum, { length }) => sum + length + 1, 0);
    const counts = isReport ? figures.reported : figures.own;
    for (const { ok, code } of answers) {
      const answer = ok ? "ok" : code;
      counts[answer] = (counts[answer] ?? 0) + 1;
    }
    const wrong = [
      ...(isHasty || answers.length === owed ? [] : [`${answers.length} of ${owed} answers`]),
      ...(answers.some(({ code }) => code === "internal") ? ["an internal error"] : []),
      ...faultsOf(await keeper.ask({ cmd: "LIST" })),
      ...(daemon.stderr.includes("bug") ? [daemon.stderr] : []),
    ];
    if (wrong.length > 0) throw new Error(wrong.join("; "));
  });
}

/** One past the limit is answered, and nothing after it; a blank one is not. */
function countOwed(lines: readonly Buffer[], maxBytes: number): number {
  const tooLong = lines.findIndex(({ length }) => length > maxBytes);
  const answered = tooLong === -1 ? lines : lines.slice(0, tooLong + 1);
  return answered.filter((line) => line.toString().trim() !== "").length;
}

async function sendAll(
  path: string,
  lines: readonly Buffer[],
  pieces: readonly number[],
  isHasty: boolean,
  owed: number,
): Promise<Frame[]> {
  const frames: Frame[] = [];
  const pipe = await openPipe(path, (frame) => frames.push(frame));
  const input = Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
  const least = Math.ceil(input.length / MAX_PIECES);
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const asked = pieces.length === 0 ? input.length : (pieces[turn % pieces.length] ?? 0);
    if (asked === 0) await Bun.sleep(0);
    const size = Math.max(least, asked);
    pipe.send(input.subarray(at, at + size));
    at += size;
  }
  const replies = () => frames.filter(({ ok }) => ok !== undefined);
  if (!isHasty) {
    pipe.finish();
    const isDone = async () => {
      while (replies().length < owed && !pipe.isClosed) await Bun.sleep(1);
      if (!frames.some(({ data }) => data === "subscribed")) await pipe.closed;
    };
    await within(isDone(), "an answer to every line", () => `${replies().length} of ${owed}`);
  }
  pipe.close();
  return replies();
}

function faultsOf(reply: Frame | undefined): string[] {
  const checked = v.safeParse(ANSWERS.LIST, reply?.data);
  return [
    ...(checked.success ? [] : [`LIST: ${checked.issues[0].message}`]),
    ...(JSON.stringify(reply).isWellFormed() ? [] : ["a lone surrogate"]),
  ];
}
