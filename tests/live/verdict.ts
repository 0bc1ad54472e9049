import type { Driven } from "./drive.ts";
import { type Expected, parseTold, withoutUntold } from "./expected.ts";
import type { Observer, Told } from "./observer.ts";

/** How long after the screen the last status of a step was told; negative for before it. */
export interface Late {
  status: string;
  lateMs: number;
}

/** What came of one scenario. */
export type Verdict =
  | { kind: "right"; lateness: readonly Late[] }
  | { kind: "wrong"; lateness: readonly Late[]; faults: string[] }
  /** Wrong, and the agent gives no signal by which it could be right. */
  | { kind: "untold"; why: string }
  | { kind: "undriven"; why: string }
  | { kind: "absent"; why: string };

/** A status of a session, expected or told. */
type Stated = Pick<Expected, "session" | "status">;

/** Later than this after the screen is wrong. */
const LATE_LIMIT_MS = 1000;
/** Some agents draw their prompt before they run the hook of a session's start. */
const LATE_START_LIMIT_MS = 5000;
/** A hook may tell before the screen has been drawn; earlier than that, with a look since that did not show it, is wrong. */
const EARLY_LIMIT_MS = 2000;
// What its person has just done at its own terminal needs nobody.
const RINGS = /^(?:question|attention(?!\/(?:started|resumed|cleared|interrupted)$))/;

// `/settings` is a command that an agent names with any failure.
const OURS = /hooks?\b|(?<!\/)settings|plugin|extension|agent-console/i;
const COMPLAINT =
  /invalid|issues?\b|unknown|unrecogni|fail|error|warning|deprecat|ignored|skipped|not supported|unsupported|timed? ?out/i;

/** Compares what clients were told with what the steps say. */
export function judge(driven: readonly Driven[], observer: Observer, project: string): Verdict {
  const said = driven.map(({ step }) => ({ step, told: step.told.map(parseTold) }));
  const expected = withoutUntold(
    said.flatMap(({ told }) => told),
    observer.told,
  );
  const rings = said.flatMap(({ step, told }) => [
    ...told.filter((one) => expected.includes(one)),
    ...(step.rings ?? []).map(parseTold),
  ]);
  const faults = [
    ...sequenceFaults(expected, observer.told),
    ...alertFaults(rings, observer.alerts),
    ...waitFaults(driven, observer),
    ...messageFaults(driven),
    ...printFaults(driven),
    ...folderFaults(observer.told, project),
    ...complaints(driven),
  ];
  const lateness = latenessOf(driven, observer.told);
  for (const { status, lateMs } of lateness) {
    const limitMs = status.endsWith("/started") ? LATE_START_LIMIT_MS : LATE_LIMIT_MS;
    if (lateMs > limitMs) faults.push(`late: ${status} by ${seconds(lateMs)}`);
  }
  return faults.length === 0 ? { kind: "right", lateness } : { kind: "wrong", faults, lateness };
}

function sequenceFaults(expected: readonly Expected[], told: readonly Told[]): string[] {
  return sessionsOf([...expected, ...told]).flatMap((session) => {
    const wanted = statusesOf(expected, session);
    const had = statusesOf(told, session);
    if (wanted === had) return [];
    const name = session === 1 ? "" : ` of session ${session}`;
    const of = told.filter((one) => one.session === session);
    const times = of.map(({ atMs }, at) =>
      at === 0 ? "" : seconds(atMs - (of[at - 1]?.atMs ?? 0)),
    );
    const timed = of.map(({ status }, at) => (at === 0 ? status : `+${times[at]} ${status}`));
    return [
      `expected${name}: ${wanted || "nothing"}\nseen${name}:     ${timed.join(" → ") || "nothing"}`,
    ];
  });
}

function alertFaults(expected: readonly Expected[], alerts: readonly Told[]): string[] {
  return sessionsOf([...expected, ...alerts]).flatMap((session) => {
    const wanted = statusesOf(
      expected.filter(({ status }) => RINGS.test(status)),
      session,
    );
    const had = statusesOf(alerts, session);
    return wanted === had
      ? []
      : [`notify was to ring for: ${wanted || "nothing"}; rang for: ${had || "nothing"}`];
  });
}

/** A wait comes back for a status that was expected, no earlier than its screen. */
function waitFaults(driven: readonly Driven[], { told, returns }: Observer): string[] {
  const stops = stopsOf(driven, told);
  return returns.flatMap(({ session, status, sinceMs }) => {
    // A hook that ends a turn may be the first to say that its question was answered.
    const stop = stops.find((one) => {
      return one.session === session && one.sinceMs === sinceMs && one.status === status;
    });
    if (stop === undefined) return [`wait came back for ${status}`];
    const earlyMs = stop.notYetMs - sinceMs;
    return stop.isLast && earlyMs > EARLY_LIMIT_MS
      ? [`wait came back ${seconds(earlyMs)} early for ${status}`]
      : [];
  });
}

function messageFaults(driven: readonly Driven[]): string[] {
  return driven.flatMap(({ step, message }) =>
    step.message === undefined || step.message.test(message)
      ? []
      : [`the message was to say ${step.message}; it says: ${message}`],
  );
}

function printFaults(driven: readonly Driven[]): string[] {
  return driven.flatMap(({ step: { never }, printed }) => {
    const line = never && printed.split(/[\r\n]/).find((one) => never.test(one));
    return line === undefined ? [] : [`the agent was not to print ${never}: ${line.trim()}`];
  });
}

function folderFaults(told: readonly Told[], project: string): string[] {
  const other = told.find(({ folder }) => folder !== project);
  return other === undefined ? [] : [`the folder was to be the project's; it is ${other.folder}`];
}

/** What an agent says of the hooks or settings that our `install` wrote. */
function complaints(driven: readonly Driven[]): string[] {
  const lines = driven.flatMap(({ screen }) => screen.split("\n"));
  const found = lines.filter((line) => OURS.test(line) && COMPLAINT.test(line));
  return [...new Set(found)].map((line) => `the agent complained: ${line.trim()}`);
}

/** Each expected status that was told, the second of its kind with the second told; and when the screen showed it. */
function stopsOf(driven: readonly Driven[], told: readonly Told[]) {
  const left = [...told];
  return driven.flatMap(({ step, seenMs, notYetMs }) =>
    step.told.map(parseTold).flatMap(({ session, status }, at) => {
      const found = left.findIndex((one) => one.session === session && one.status === status);
      const isLast = at === step.told.length - 1;
      return found < 0
        ? []
        : left.splice(found, 1).map((one) => ({ ...one, seenMs, notYetMs, isLast }));
    }),
  );
}

function latenessOf(driven: readonly Driven[], told: readonly Told[]): Late[] {
  const stops = stopsOf(driven, told).filter((one) => one.isLast);
  return stops.map(({ status, atMs, seenMs }) => ({ status, lateMs: atMs - seenMs }));
}

function statusesOf(told: readonly Stated[], session: number): string {
  const of = told.filter((one) => one.session === session);
  return of.map(({ status }) => status).join(" → ");
}

function sessionsOf(told: readonly Stated[]): number[] {
  return [...new Set(told.map(({ session }) => session))].toSorted((a, b) => a - b);
}

/** `1.2 s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
