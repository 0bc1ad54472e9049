import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HOOK_EVENTS } from "../../src/agents/events.ts";
import { loadAdapter } from "../../src/agents/load.ts";
import { ADAPTERS, adapterFor } from "../../src/agents/table.ts";
import { cases } from "./fixtures.ts";

const ROOM = join(import.meta.dir, "../../src/agents");

test("each adapter stands in the table under its own name", () => {
  for (const [name, adapter] of Object.entries(ADAPTERS)) expect(adapter.name).toBe(name);
});

test("an adapter loaded alone is the one in the table", async () => {
  for (const [name, adapter] of Object.entries(ADAPTERS)) {
    expect(await loadAdapter(name)).toBe(adapter);
  }
});

test("what every object has is no adapter", async () => {
  for (const name of ["constructor", "__proto__", "toString", "", "Claude"]) {
    expect(adapterFor(name)).toBeUndefined();
    expect(await loadAdapter(name)).toBeUndefined();
  }
});

test("the wire takes each agent type, and no two agents share one", () => {
  const types = Object.values(ADAPTERS).map(({ agentType }) => agentType);
  expect(types.filter((type) => !/^[a-z0-9_-]{1,32}$/.test(type))).toEqual([]);
  expect(new Set(types).size).toBe(types.length);
});

test("what an agent can't report is said in sentences", () => {
  for (const { capabilities, limits } of Object.values(ADAPTERS)) {
    const isPerfect = Object.values(capabilities).every((capability) => capability === "yes");
    expect(isPerfect || limits.length > 0).toBe(true);
    expect(limits.filter((limit) => !/^[A-Z].+\.$/.test(limit))).toEqual([]);
  }
});

test("each adapter has fixtures, and events are registered for adapters only", () => {
  expect([...cases().keys()].sort()).toEqual(Object.keys(ADAPTERS).sort());
  expect(Object.keys(HOOK_EVENTS).filter((name) => adapterFor(name) === undefined)).toEqual([]);
});

test("adapters load nothing but each other and the text functions", () => {
  const files = readdirSync(ROOM, { recursive: true, encoding: "utf8" });
  const sources = files.filter((name) => name.endsWith(".ts"));
  const imports = sources.flatMap((file) => {
    const text = readFileSync(join(ROOM, file), "utf8");
    const found = [...text.matchAll(/^import (?!type\b)[^;]*?from "([^"]+)"/gm)];
    return found.map(([, path]) => join(ROOM, dirname(file), path ?? ""));
  });
  const foreign = imports.filter((path) => !path.startsWith(ROOM));
  expect(new Set(foreign)).toEqual(new Set([join(ROOM, "../protocol/text.ts")]));
});
