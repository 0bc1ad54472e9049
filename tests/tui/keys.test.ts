import { expect, test } from "bun:test";
import { type InputEvent, KeyReader } from "../../src/tui/keys.ts";

const encoder = new TextEncoder();

function read(text: string): InputEvent[] {
  const reader = new KeyReader();
  return [...reader.push(encoder.encode(text)), ...reader.flush()];
}

const keys = (text: string) =>
  read(text).map((event) => (event.type === "key" ? event.key : event));

test("characters, control keys and cursor keys are told apart", () => {
  expect(keys("aG?日👩\r\n\t\u007f\u0003\u001a")).toEqual([
    "a",
    "G",
    "?",
    "日",
    "👩",
    "enter",
    "enter",
    "tab",
    "backspace",
    "ctrl-c",
    "ctrl-z",
  ]);
  expect(
    keys("\u001b[A\u001bOB\u001b[1;5C\u001b[D\u001b[H\u001b[4~\u001b[5~\u001b[6~\u001b[3~"),
  ).toEqual(["up", "down", "right", "left", "home", "end", "pageup", "pagedown", "delete"]);
});

test("however the bytes are cut, the events are the same", () => {
  const text = "j\u001b[A日\u001b[<0;12;5M\u001b[200~d\ny\u001b[201~q\u001b]11;rgb:0/0/0\u0007x";
  const whole = read(text);
  const bytes = encoder.encode(text);
  for (let size = 1; size <= bytes.length; size += 1) {
    const reader = new KeyReader();
    const events: InputEvent[] = [];
    for (let start = 0; start < bytes.length; start += size) {
      events.push(...reader.push(bytes.subarray(start, start + size)));
    }
    expect(events).toEqual(whole);
  }
  expect(whole).toEqual([
    { type: "key", key: "j" },
    { type: "key", key: "up" },
    { type: "key", key: "日" },
    { type: "click", column: 11, row: 4 },
    { type: "paste", text: "d\ny" },
    { type: "key", key: "q" },
    { type: "key", key: "x" },
  ]);
});

test("an escape is the key only once nothing follows", () => {
  const reader = new KeyReader();
  expect(reader.push(encoder.encode("\u001b"))).toEqual([]);
  expect(reader.isPending).toBe(true);
  expect(reader.flush()).toEqual([{ type: "key", key: "escape" }]);
  expect(reader.isPending).toBe(false);
  reader.push(encoder.encode("\u001b"));
  expect(reader.push(encoder.encode("[A"))).toEqual([{ type: "key", key: "up" }]);
});

test("what was pasted is one event, and never keys", () => {
  expect(read("\u001b[200~dy\u001b[A\u0003\u001b[201~")).toEqual([
    { type: "paste", text: "dy\u001b[A\u0003" },
  ]);
});

test("an endless paste and an endless sequence keep no more than their limit", () => {
  const reader = new KeyReader();
  reader.push(encoder.encode("\u001b[200~"));
  for (let count = 0; count < 100; count += 1) reader.push(encoder.encode("x".repeat(1000)));
  const [paste] = reader.push(encoder.encode("\u001b[201~"));
  expect(paste?.type === "paste" ? paste.text.length : 0).toBe(10_000);
  expect(reader.push(encoder.encode(`\u001b[${"1;".repeat(100)}`)).length).toBeLessThan(2);
  expect(reader.push(encoder.encode("j")).at(-1)).toEqual({ type: "key", key: "j" });
});

test("answers of the terminal and keys we have no use for are dropped whole", () => {
  expect(
    read(
      "\u001b[?62;4c\u001b[I\u001b[O\u001b[12;40R\u001bP1+r\u001b\\\u001b]0;t\u001b\\\u001bx\u001b[15~\u0000",
    ),
  ).toEqual([]);
});

test("the mouse tells presses of the left button and the wheel, nothing else", () => {
  expect(
    read(
      "\u001b[<0;1;1M\u001b[<0;1;1m\u001b[<2;1;1M\u001b[<35;4;4M\u001b[<64;2;3M\u001b[<65;300;3M",
    ),
  ).toEqual([
    { type: "click", column: 0, row: 0 },
    { type: "wheel", by: -1, column: 1, row: 2 },
    { type: "wheel", by: 1, column: 299, row: 2 },
  ]);
});

test("random bytes never throw and never stop the keys after them", () => {
  let seed = 7;
  for (let round = 0; round < 300; round += 1) {
    const reader = new KeyReader();
    const noise = Uint8Array.from({ length: 40 }, () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed >> 16;
    });
    reader.push(noise);
    reader.push(encoder.encode("\u001b[201~\u0007"));
    reader.flush();
    reader.flush();
    expect(reader.push(encoder.encode("q")).at(-1)).toEqual({ type: "key", key: "q" });
  }
});
