import { expect, test } from "bun:test";
import type { Driven } from "./drive.ts";
import type { Told } from "./observer.ts";
import type { Step } from "./scenario.ts";
import { judge } from "./verdict.ts";

const told = (status: string, atMs: number, session = 1): Told => ({
  session,
  status,
  message: "",
  folder: "/project",
  atMs,
  sinceMs: atMs,
});
const driven = (step: Step, seenMs: number, notYetMs = seenMs - 10): Driven => ({
  step,
  fromMs: seenMs - 1000,
  seenMs,
  notYetMs,
  message: "",
  screen: "",
  printed: "",
});
const TURN = [
  driven({ told: ["attention/started?"] }, 1000),
  driven({ told: ["working", "attention/turn_done"] }, 4000),
];
const DONE = told("attention/turn_done", 4000);
const AS_EXPECTED = [told("attention/started", 1000), told("working", 3000), DONE];

function faults(
  all: readonly Told[],
  alerts: readonly Told[],
  returns: readonly Told[] = [],
  steps: readonly Driven[] = TURN,
) {
  const observer = { told: all, alerts, returns, until: async () => true };
  const verdict = judge(steps, observer, "/project");
  return verdict.kind === "wrong" ? verdict.faults : [];
}

test("a scenario in which all was told in time is right", () => {
  expect(faults(AS_EXPECTED, [DONE], [DONE])).toEqual([]);
});

test("a status that may be told or not is missed by nobody", () => {
  expect(faults(AS_EXPECTED.slice(1), [DONE])).toEqual([]);
});

test("a session ends once, by whichever of its ends is told first", () => {
  const ends = [driven({ told: ["closed/terminal_closed?", "closed/process_exited"] }, 4000)];
  const closed = (reason: string) => faults([told(`closed/${reason}`, 4000)], [], [], ends);
  expect(closed("terminal_closed")).toEqual([]);
  expect(closed("process_exited")).toEqual([]);
  expect(closed("ended")).toHaveLength(1);
  expect(faults([], [], [], ends)).toHaveLength(1);
});

test("a status in between is wrong, however short", () => {
  const flash = told("attention/turn_done", 3010);
  const all = [...AS_EXPECTED.slice(0, 2), flash, told("working", 3020), DONE];
  expect(faults(all, [flash, DONE])).toHaveLength(2); // the sequence, and what rang
});

test("an alert for a status that nobody expects is wrong", () => {
  expect(faults(AS_EXPECTED, [told("question/permission", 3500), DONE])).toHaveLength(1);
});

test("a missing alert is wrong", () => {
  expect(faults(AS_EXPECTED, [])).toHaveLength(1);
});

test("a wait that comes back for what nobody expects is wrong", () => {
  expect(faults(AS_EXPECTED, [DONE], [told("question/permission", 3500)])).toHaveLength(1);
});

test("a wait comes back for what followed another status of the same moment", () => {
  const done = { ...DONE, sinceMs: 3000 };
  const all = [...AS_EXPECTED.slice(0, 2), done];
  expect(faults(all, [done], [done])).toEqual([]);
});

test("a wait that comes back seconds before a look that does not show it is wrong", () => {
  const early = told("attention/turn_done", 1500);
  const all = [...AS_EXPECTED.slice(0, 2), early];
  expect(faults(all, [early], [early])).toEqual([
    "wait came back 2.5 s early for attention/turn_done",
  ]);
});

test("a wait that comes back long before anybody looked is not said to be early", () => {
  const unseen = told("attention/turn_done", 1500);
  const all = [...AS_EXPECTED.slice(0, 2), unseen];
  for (const notYetMs of [0, 1400]) {
    const steps = TURN.map(({ step, seenMs }) => driven(step, seenMs, notYetMs));
    expect(faults(all, [unseen], [unseen], steps)).toEqual([]);
  }
});

test("a status more than a second after the screen is late", () => {
  const late = told("attention/turn_done", 5500);
  expect(faults([...AS_EXPECTED.slice(0, 2), late], [late])).toEqual([
    "late: attention/turn_done by 1.5 s",
  ]);
});

test("an agent that complains of our hooks is wrong, one that speaks of an error is not", () => {
  const screen = (line: string) => TURN.map((one) => ({ ...one, screen: `x\n${line}\ny` }));
  const hook = "⚠ PreToolUse hook error: command not found";
  expect(faults(AS_EXPECTED, [DONE], [], screen(hook))).toEqual([`the agent complained: ${hook}`]);
  expect(faults(AS_EXPECTED, [DONE], [], screen("API Error: 400"))).toEqual([]);
  const advice = "This request failed. Run /settings to see more.";
  expect(faults(AS_EXPECTED, [DONE], [], screen(advice))).toEqual([]);
});

test("what an agent may not print is wrong, though it is gone from the screen at once", () => {
  const printing = (printed: string) =>
    TURN.map((one) => ({ ...one, step: { ...one.step, never: /hooks?\b/i }, printed }));
  const spinner = "* Thinking… running PreToolUse hooks";
  const said = faults(AS_EXPECTED, [DONE], [], printing(`x\r\n${spinner}\r\ny`));
  expect(new Set(said)).toEqual(new Set([`the agent was not to print /hooks?\\b/i: ${spinner}`]));
  expect(faults(AS_EXPECTED, [DONE], [], printing("* Thinking…"))).toEqual([]);
});

test("a session that nobody expects is wrong", () => {
  expect(faults([...AS_EXPECTED, told("working", 4000, 2)], [DONE])).toHaveLength(1);
});

test("a session that leaves its folder is wrong", () => {
  const moved = { ...told("working", 3000), folder: "/project/sub" };
  expect(faults([told("attention/started", 1000), moved, DONE], [DONE])).toHaveLength(1);
});
