import { expect, test } from "bun:test";
import type { HookFormat } from "../../src/agents/facets/install.ts";
import { GROUPS } from "../../src/agents/shape/hook-groups.ts";
import type { HookFile } from "../../src/install/entries.ts";
import { installHooks, uninstallHooks } from "../../src/install/hooks.ts";

const FLAT: HookFormat = {
  path: ["hooks"],
  base: { version: 1 },
  entry: ({ timeoutSeconds }, command) => ({ command, timeout: timeoutSeconds }),
};

const EVENTS = ["Stop", "SessionStart", "PreToolUse"];
const MINE = '{"hooks":[{"type":"command","command":"mine"}]}';

const SPEC: HookFile = {
  agent: "claude",
  file: "settings.json",
  format: GROUPS,
  hooks: EVENTS.map((event) => ({ event, timeoutSeconds: 5 })),
  command: "{ /usr/bin/agent-console hook claude || :; } >/dev/null 2>&1",
  staying: "{ /usr/bin/agent-console hook claude --answers || :; } >/dev/null 2>&1",
  direct: ["/usr/bin/agent-console", "hook", "claude"],
};

// Taken out entry by entry, without a look at the bytes of before.
test.each([
  "{}",
  "{ }",
  "{\n}",
  '{"a":1}',
  '{"a": 1, "b": 2}',
  '{\n"a":1}',
  '{\n\t"a": 1\n}\n',
  '{\r\n    "a": 1 // x\r\n}\r\n',
  '{ "a" :1\n , "b":[1,2]}',
  `{"a":1,"hooks":{"Stop":[${MINE}]}}`,
  `{"hooks":{"Stop":[${MINE},]},}`,
  `{"hooks":{"Stop":[${MINE} // last\n]}}`,
  `{"hooks":{"Stop":[ // first\n]}}`,
  `{\n  "hooks": {\n    "Stop": [\n      ${MINE}, // mine\n      // end\n    ],\n  },\n  /* tail */\n}\n// bye`,
  `// head\n{\n  // in\n  "hooks": {\n    // all\n    "Other": [${MINE}]\n  }\n}`,
  "{ // nothing\n}",
  '{"hooks":{}}',
  '{\n  "hooks": {\n    "Stop": []\n  }\n}',
  '\uFEFF{\n  "a": 1\n}',
])("%j comes back byte for byte", (text) => {
  const installed = installHooks(text, SPEC);
  expect(installHooks(installed, SPEC)).toBe(installed);
  expect(uninstallHooks(installed, SPEC, text)).toBe(text);
});

test("a new entry is laid out as the file is", () => {
  const one = { ...SPEC, hooks: SPEC.hooks.slice(0, 1), command: "agent-console hook claude" };
  const entry = '"type":"command","command":"agent-console hook claude","timeout":5';
  expect(installHooks('{"a":1}', one)).toBe(`{"a":1,"hooks":{"Stop":[{"hooks":[{${entry}}]}]}}`);
  expect(installHooks('{"a": 1}', one)).toBe(
    `{"a": 1, "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "agent-console hook claude", "timeout": 5}]}]}}`,
  );
  expect(installHooks('{\n\t"hooks": {\n\t\t"Stop": [\n\t\t\t1\n\t\t]\n\t}\n}', one)).toContain(
    '\t\t\t1,\n\t\t\t{\n\t\t\t\t"hooks": [\n',
  );
});

test("a comment on the last entry's line stays with it", () => {
  const installed = installHooks('{\n  "a": 1 // of a\n}', SPEC);
  expect(installed).toStartWith('{\n  "a": 1, // of a\n  "hooks": {');
});

test("a file of ours begins with what its agent asks for; a foreign one is taken as it is", () => {
  const spec: HookFile = { ...SPEC, format: FLAT };
  expect(installHooks(null, spec)).toStartWith('{\n  "version": 1,\n  "hooks": {\n');
  expect(installHooks('{"hooks": {}}', spec)).not.toContain("version");
});

test("a key that is there twice is refused: agents read the last, people the first", () => {
  expect(() => installHooks('{\n"hooks": {},\n"hooks": {}}', SPEC)).toThrow(
    `can't read settings.json, line 3: "hooks" is there twice`,
  );
});

test.each([
  ["", 'line 1: "hooks'],
  ['{"a": 1', "expected a closing }"],
  ['{"a": tru}', "line 1: invalid symbol"],
  ["{'a': 1}", "line 1: invalid symbol"],
  ["[]", "line 1: expected an object"],
  ['{\n"a": 1}\n}', "line 3: expected the end of the file"],
  ['{"a": "x\ny"}', "line 1: unexpected end of string"],
])("%j says what is wrong", (text, words) => {
  if (text === "") return expect(installHooks(text, SPEC)).toContain('"hooks"');
  expect(() => installHooks(text, SPEC)).toThrow(words);
});

test("a member named like a method is a member", () => {
  const text = '{"__proto__": {"a": 1}, "constructor": 1}';
  const installed = installHooks(text, SPEC);
  expect(installed).toStartWith('{"__proto__": {"a": 1}, "constructor": 1, "hooks": {');
  expect(uninstallHooks(installed, SPEC, text)).toBe(text);
});

test("odd layouts by the hundred keep all that is foreign and settle at once", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed / 0x80000000;
  };
  const gaps = ["", "", " ", "\n  ", "\r\n\t", " /* a, b */ ", " // c, d\n  "];
  const gap = () => gaps[Math.floor(random() * gaps.length)] ?? "";
  const write = (value: unknown): string => {
    const isList = Array.isArray(value);
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const parts = isList
      ? value.map((item) => `${gap()}${write(item)}${gap()}`)
      : Object.entries(value).map(([k, v]) => `${gap()}"${k}"${gap()}:${gap()}${write(v)}${gap()}`);
    const tail = parts.length > 0 && random() < 0.2 ? `,${gap()}` : gap();
    return isList ? `[${parts.join(",")}${tail}]` : `{${parts.join(",")}${tail}}`;
  };
  for (let round = 0; round < 300; round += 1) {
    const lists = [...EVENTS, "Other"].filter(() => random() < 0.5);
    const hooks = Object.fromEntries(lists.map((event) => [event, [JSON.parse(MINE), 1]]));
    const text = gap() + write({ a: [1, {}], hooks, z: "x" }) + gap();
    const installed = installHooks(text, SPEC);
    expect(installHooks(installed, SPEC)).toBe(installed);
    const without = uninstallHooks(installed, SPEC, text) ?? "";
    // White space before a closing bracket may come back otherwise in a layout like these.
    expect(without.replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
  }
});
