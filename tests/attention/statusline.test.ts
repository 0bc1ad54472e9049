import { expect, test } from "bun:test";
import { DEFAULT_FORMAT, formatStatusline } from "../../src/attention/statusline.ts";
import { NOW_MS, sample } from "./sample.ts";

const line = (format: string, ...sessions: Parameters<typeof sample>[0][]) =>
  formatStatusline(sessions.map(sample), format, NOW_MS);

test("what is zero is left out, and with nothing to say the line is empty", () => {
  expect(line(DEFAULT_FORMAT)).toBe("");
  expect(line(DEFAULT_FORMAT, { status: "closed" })).toBe("");
  expect(line(DEFAULT_FORMAT, {}, {})).toBe("◐ 2 working");
  expect(line(DEFAULT_FORMAT, { status: "question" }, { status: "attention" }, {})).toBe(
    "● 2 waiting  ◐ 1 working",
  );
});

test("who was acknowledged or snoozed does not count as waiting", () => {
  const known = { status: "attention", acknowledged_ms: 1 } as const;
  expect(
    line("{waiting}/{seen}/{total}", known, { status: "question", snoozed_until_ms: NOW_MS + 1 }),
  ).toBe("0/2/2");
});

test("text outside the braces stays, and so does an unknown name", () => {
  expect(line("agents: {total}", {})).toBe("agents: 1");
  expect(line("{nope} {constructor} {total}", {})).toBe("{nope} {constructor} 1");
  expect(line("hello|{waiting} waiting", {})).toBe("hello");
});

test("of two open projects of one name as much of the folder is shown as tells them apart", () => {
  const asks = { session_id: "q", status: "question", working_dir: "/src/shop/api" } as const;
  const other = { working_dir: "/src/blog/api" };
  expect(line("{next}", asks, {})).toBe("api");
  expect(line("{next}", asks, { ...other, status: "closed" })).toBe("api");
  expect(line("{next}", asks, other)).toBe("shop/api");
});

test("a folder's name cannot be a command of the bar it is shown in", () => {
  const name = "#(reboot)%{A:x:}<b>`$HOME`";
  expect(line("{next}", { status: "question", display_name: name })).not.toMatch(/[#(){}%<>`$]/);
  expect(line("{next}", { status: "question", display_name: "büro-日本 2.0" })).toBe(
    "büro-日本 2.0",
  );
});
