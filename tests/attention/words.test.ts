import { expect, test } from "bun:test";
import { parseQuietHours, quietUntilMs } from "../../src/attention/quiet.ts";
import { describeStatus, shortStatus } from "../../src/attention/reason.ts";
import { resumeCommand } from "../../src/attention/resume.ts";
import { isSelected, matchesText } from "../../src/attention/selection.ts";
import { ConsoleError } from "../../src/protocol/errors.ts";
import { NOW_MS, sample } from "./sample.ts";

const minuteOfDay = (ms: number) => Math.floor(ms / 60_000) % 1440;

test("quiet hours that run past midnight end in the morning", () => {
  const quiet = parseQuietHours("22:00-07:00");
  const at = (hour: number, minute: number) => (hour * 60 + minute) * 60_000 + 30_000;
  expect(quietUntilMs(quiet, at(21, 59), minuteOfDay)).toBeUndefined();
  expect(quietUntilMs(quiet, at(22, 0), minuteOfDay)).toBe(31 * 3_600_000);
  expect(quietUntilMs(quiet, at(6, 59), minuteOfDay)).toBe(7 * 3_600_000);
  expect(quietUntilMs(quiet, at(7, 0), minuteOfDay)).toBeUndefined();
});

test("quiet hours that are none are refused", () => {
  for (const text of ["", "22-7", "25:00-07:00", "22:60-07:00", "09:00-09:00", "22:00"]) {
    expect(() => parseQuietHours(text)).toThrow(ConsoleError);
  }
});

test("a status is described with its reason, and snoozed ones say so", () => {
  expect(describeStatus(sample({ status: "question", reason: "permission" }), NOW_MS)).toBe(
    "question: permission",
  );
  expect(describeStatus(sample({ status: "question", reason: "question" }), NOW_MS)).toBe(
    "question",
  );
  expect(shortStatus(sample({ status: "attention", reason: "turn_done" }), NOW_MS)).toBe("done");
  expect(shortStatus(sample({ status: "attention", reason: "new_thing" }), NOW_MS)).toBe(
    "new thing",
  );
  expect(shortStatus(sample({ status: "attention", snoozed_until_ms: NOW_MS + 1 }), NOW_MS)).toBe(
    "snoozed",
  );
  expect(shortStatus(sample({ reason: "constructor" }), NOW_MS)).toBe("constructor");
});

test("a resume command survives every shell character in the folder's name", async () => {
  const dir = "/tmp/it's a $(touch x) `dir` & more";
  const session = sample({ working_dir: dir, session_id: "a b;c" });
  const command = resumeCommand(session, ["claude", "--resume"]) ?? "";
  const script = `cd() { printf '%s\\n' "$1"; }; claude() { printf '%s\\n' "$@"; }; ${command}`;
  const shell = Bun.spawn(["sh", "-c", script], { stdout: "pipe" });
  expect(await shell.stdout.text()).toBe(`${dir}\n--resume\na b;c\n`);
});

test("an id that looks like an option, or an agent that can't resume, has no resume command", () => {
  expect(resumeCommand(sample({ session_id: "--dangerous" }), ["claude"])).toBeUndefined();
  expect(resumeCommand(sample(), undefined)).toBeUndefined();
});

test("what ran on another machine is taken up again there, by the id that it has there", () => {
  const given = { session_id: "desk/a 1", host: "desk", via: "desk", working_dir: "/w/it's" };
  const command = resumeCommand(sample(given), ["claude", "--resume"]) ?? "";
  expect(command).toStartWith("ssh desk -t ");
  const words = Bun.spawnSync([
    "sh",
    "-c",
    `printf '%s\\n' ${command.slice("ssh desk -t ".length)}`,
  ]);
  const there = words.stdout.toString().trim();
  expect(there).toBe("cd '/w/it'\\''s' && claude --resume 'a 1'");
  const evil = sample({ ...given, host: "-oProxyCommand=x" });
  expect(resumeCommand(evil, ["claude"])).toBeUndefined();
});

test("the filter's words must all occur, in any field a person sees, without regard to case", () => {
  const session = sample({
    message: "Bash: make",
    agent_type: "codex",
    working_dir: "/home/ann/Shop",
  });
  expect(matchesText(session, "shop BASH")).toBe(true);
  expect(matchesText(session, "shop gemini")).toBe(false);
  expect(matchesText(session, "  ")).toBe(true);
});

test("a project is its folder and what is below it, not what merely begins like it", () => {
  const none = { statuses: [], reasons: [], agents: [] };
  const session = sample({ working_dir: "/home/ann/shop/api", display_name: "api" });
  const isIn = (project: string) => isSelected(session, { ...none, projects: [project] });
  expect(isIn("/home/ann/shop")).toBe(true);
  expect(isIn("/home/ann/shop/")).toBe(true);
  expect(isIn("/home/ann/sh")).toBe(false);
  expect(isIn("api")).toBe(true);
  expect(isIn("shop")).toBe(false);
  expect(isIn("/")).toBe(true);
});

test("a session is selected only when every kind of filter lets it through", () => {
  const session = sample({ status: "question", reason: "permission" });
  const selection = {
    statuses: ["question"],
    reasons: ["permission"],
    agents: ["codex"],
    projects: [],
  };
  expect(isSelected(session, selection)).toBe(false);
  expect(isSelected(session, { ...selection, agents: [] })).toBe(true);
});

test("a folder or id that would act in a terminal is no part of a resume command", () => {
  const words = ["claude", "--resume"];
  const pasted = "/src/shop\u001b[201~\u0003\rtouch /tmp/pwned\r#";
  for (const working_dir of [pasted, "/src/a\nb", "/src/\u202egpj", "/src/a\u200bb", "/a\u009bb"]) {
    expect(resumeCommand(sample({ working_dir }), words)).toBeUndefined();
  }
  expect(resumeCommand(sample({ session_id: "a\u200bb" }), words)).toBeUndefined();
});
