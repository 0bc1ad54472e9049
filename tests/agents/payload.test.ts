import { expect, test } from "bun:test";
import { parsePayload } from "../../src/agents/shape/payload.ts";

const VALUE = { hook_event_name: "Stop", session_id: "tön" };
const TEXT = JSON.stringify(VALUE);
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"));
const swapped = (text: string) => new Uint8Array(Buffer.from(text, "utf16le").swap16());

test("plain JSON is read from text and from bytes", () => {
  expect(parsePayload(TEXT)).toEqual(VALUE);
  expect(parsePayload(new TextEncoder().encode(TEXT))).toEqual(VALUE);
});

test("a byte order mark is skipped", () => {
  expect(parsePayload(`\ufeff${TEXT}`)).toEqual(VALUE);
  expect(parsePayload(new TextEncoder().encode(`\ufeff${TEXT}`))).toEqual(VALUE);
});

test("UTF-16 is read in either order, marked or not", () => {
  expect(parsePayload(utf16(`\ufeff${TEXT}`))).toEqual(VALUE);
  expect(parsePayload(utf16(TEXT))).toEqual(VALUE);
  expect(parsePayload(swapped(`\ufeff${TEXT}`))).toEqual(VALUE);
  expect(parsePayload(swapped(TEXT))).toEqual(VALUE);
});

test("NULs around the payload and bare line breaks inside it do no harm", () => {
  expect(parsePayload(`\u0000${TEXT}\u0000\u0000`)).toEqual(VALUE);
  expect(parsePayload('{"id":"call\n1"}')).toEqual({ id: "call 1" });
});

test("nothing, blanks and what is no JSON give undefined", () => {
  for (const input of ["", "  \n", "\u0000\u0000", "{", "{'a':1}", "hello", '{"a":1}{"b":2}']) {
    expect(parsePayload(input)).toBeUndefined();
  }
  expect(parsePayload(new Uint8Array())).toBeUndefined();
  expect(parsePayload(new Uint8Array([0xff, 0xfe]))).toBeUndefined();
  expect(parsePayload(new Uint8Array([0xc3, 0x28, 0x00, 0x80]))).toBeUndefined();
});

test("a payload nested without end is no reason to throw", () => {
  expect(() => parsePayload("[".repeat(1_000_000))).not.toThrow();
  expect(() => parsePayload("[".repeat(100_000) + "]".repeat(100_000))).not.toThrow();
});
