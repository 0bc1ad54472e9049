import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { leaveInSpool, spoolFolder } from "../../src/host/spool.ts";
import { sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { openPipe, type Pipe } from "./pipe.ts";

export interface RepeatFigures {
  reports: number;
  /** Deliveries beyond the first. */
  repeats: number;
  restarts: number;
  deletions: number;
}

/** What a hook says; the times and names come when it says it. */
const WORDS = [
  { status: "working", answers: "*", event: "UserPromptSubmit" },
  { status: "attention", reason: "turn_done", event: "Stop" },
  { status: "question", asks: "main:1", reason: "permission", event: "PermissionRequest" },
  { answers: "main:1", event: "PostToolUse" },
  { subagent_start: "a1", event: "SubagentStart" },
  { subagent_start: "a2", event: "SubagentStart" },
  { subagent_stop: "a1", event: "SubagentStop" },
] as const;

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      session: fc.nat({ max: 2 }),
      word: fc.nat({ max: WORDS.length - 1 }),
      /** A hook that gives up on a slow hub spools what that takes all the same. */
      ways: fc.constantFrom(
        ["live"],
        ["live", "spool"],
        ["spool", "live"],
        ["spool"],
        ["live", "live"],
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("again" as const), back: fc.nat({ max: 9 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("delete" as const), session: fc.nat({ max: 2 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("restart" as const),
      signal: fc.constantFrom("SIGKILL" as const, "SIGTERM" as const),
    }),
  },
);

/**
 * Reports that come once, twice, late and from the spool, with kills and deletions
 * between: the hub is as another one that got each of them once.
 */
export function repeatProperty(figures: RepeatFigures) {
  return fc.asyncProperty(
    fc.array(step, { minLength: 5, maxLength: 40, size: "max" }),
    async (steps) => {
      using box = sandbox();
      using reference = sandbox();
      await reference.daemon();
      const expected = await openPipe(reference.socket, () => {});
      let daemon = await box.daemon();
      let pipe = await openPipe(box.socket, () => {});
      const said: Frame[] = [];
      const taken = new Set<string>();
      let spooled: Frame[] = [];

      const takeOnce = async (report: Frame) => {
        if (taken.has(report.report_id)) figures.repeats += 1;
        else if ((await expected.ask(report))?.ok) taken.add(report.report_id);
      };
      const sendLive = async (report: Frame) => {
        await pipe.ask(report);
        await takeOnce(report);
      };
      const restart = async (signal: NodeJS.Signals) => {
        daemon.signal(signal);
        await daemon.exited();
        daemon = await box.daemon();
        pipe = await openPipe(box.socket, () => {});
        for (const report of spooled.toSorted((a, b) => a.at_ms - b.at_ms)) await takeOnce(report);
        spooled = [];
        figures.restarts += 1;
      };

      for (const one of [...steps, { kind: "restart", signal: "SIGKILL" } as const]) {
        await Bun.sleep(3); // each has a millisecond of its own
        if (one.kind === "restart") await restart(one.signal);
        else if (one.kind === "again") {
          const report = said.at(-1 - one.back);
          if (report !== undefined) await sendLive(report);
        } else if (one.kind === "delete") {
          figures.deletions += 1;
          for (const hub of [pipe, expected])
            await hub.ask({ cmd: "DELETE", session_id: `s${one.session}` });
        } else {
          const report = hookReport(one.session, one.word);
          said.push(report);
          figures.reports += 1;
          for (const way of one.ways) {
            if (way === "live") await sendLive(report);
            else {
              leaveInSpool(spoolFolder(box.socket), [`${JSON.stringify(report)}\n`], report.at_ms);
              spooled.push(report);
            }
          }
        }
      }
      await compare(pipe, expected);
    },
  );
}

function hookReport(session: number, word: number): Frame {
  const at_ms = Date.now();
  const common = { cmd: "SET", session_id: `s${session}`, source: "hook", at_ms };
  return { ...common, report_id: crypto.randomUUID(), agent_type: "claudecode", ...WORDS[word] };
}

async function compare(pipe: Pipe, expected: Pipe): Promise<void> {
  const [found, wanted] = await Promise.all([pipe, expected].map(brief));
  if (!isDeepStrictEqual(found, wanted)) {
    throw new Error(`${JSON.stringify(found)} in the place of ${JSON.stringify(wanted)}`);
  }
}

/** What does not go by the numbers that a hub gives. */
async function brief(pipe: Pipe): Promise<Frame[]> {
  const list: Frame[] = (await pipe.ask({ cmd: "LIST" }))?.data;
  const sessions = list.map(({ session_id, status, reason, message, background, updated_ms }) => {
    return { session_id, status, reason, message, background, updated_ms };
  });
  return sessions.sort((a, b) => a.session_id.localeCompare(b.session_id));
}
