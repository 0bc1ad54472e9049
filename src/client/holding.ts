import type { Held, Output } from "../protocol/answers.ts";
import type { Input } from "../protocol/commands.ts";
import type { Verdict } from "../protocol/frames.ts";
import type { Report } from "../protocol/session.ts";
import { encodeRequest, type Reply } from "../protocol/wire.ts";
import { openOrStart } from "./connect.ts";
import { parseFrame } from "./frame.ts";

/** A hub that says nothing for two of these is stuck, and nobody is kept waiting for it. */
const BEAT_MS = 5000;

/** A question that this process holds. */
export interface Hold {
  /** What was decided; null where nothing is to be said: answered elsewhere, or the hub is gone. */
  readonly verdict: Promise<Verdict | null>;
  /** Reports on the same connection. @returns once the hub has it, or is gone. */
  report(report: Report): Promise<void>;
  close(): void;
}

/**
 * Reports a question and stays for its answer, on one connection, until the hub
 * is gone, hands over, or no longer answers.
 * @param onTaken called once the hub has the report.
 * @returns undefined where the hub has it and nobody can answer; the same where it
 *   knows no holding, and has nothing.
 * @throws as opening a connection does
 */
export async function hold(
  path: string,
  input: Input<"HOLD">,
  onTaken: () => void,
): Promise<Hold | undefined> {
  const begun = Promise.withResolvers<Output<"HOLD"> | null>();
  const verdict = Promise.withResolvers<Verdict | null>();
  const replies: (() => void)[] = [];
  let isFirst = true;
  let isAnswered = true;
  const connection = await openOrStart(path, true, {
    onLine(line) {
      const frame = parseFrame<Reply | Verdict>(line);
      isAnswered = true;
      if ("type" in frame) {
        if (frame.type === "answer") verdict.resolve(frame);
      } else if (isFirst) {
        isFirst = false;
        begun.resolve(frame.ok ? (frame.data as Held) : null); // the hub's reply to HOLD
      } else replies.shift()?.();
    },
    onClose() {
      begun.resolve(null);
      verdict.resolve(null);
      for (const done of replies.splice(0)) done();
    },
  });
  connection.send(encodeRequest("HOLD", input));
  const held = await begun.promise;
  if (held !== null) onTaken();
  if (held === null || held.question_id === null) {
    connection.close();
    return undefined;
  }
  const beat = setInterval(() => {
    if (!isAnswered) verdict.resolve(null);
    isAnswered = false;
    replies.push(() => {});
    connection.send(encodeRequest("GET", { session_id: input.session_id }));
  }, BEAT_MS);
  return {
    verdict: verdict.promise,
    report(report) {
      const { promise, resolve } = Promise.withResolvers<void>();
      replies.push(resolve);
      connection.send(encodeRequest("SET", report));
      return promise;
    },
    close() {
      clearInterval(beat);
      connection.close();
    },
  };
}
