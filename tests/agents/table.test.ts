import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Entry } from "../../src/agents/agent.ts";
import { claude } from "../../src/agents/claude/entry.ts";
import { loadAgentOfType, loadAgents } from "../../src/agents/load.ts";
import { ENTRIES, entryNamed } from "../../src/agents/table.ts";
import { DEFAULT_AGENT_TYPE } from "../../src/protocol/session.ts";
import { cases } from "./fixtures.ts";

const ROOM = join(import.meta.dir, "../../src/agents");

test("each agent's folder has its name", () => {
  const folders = readdirSync(ROOM, { withFileTypes: true }).filter((one) => one.isDirectory());
  const names = folders.map(({ name }) => name).filter((name) => !/^(facets|shape)$/.test(name));
  expect(ENTRIES.map(({ name }) => name).sort()).toEqual(names.sort());
});

test("what every object has is no agent", async () => {
  for (const name of ["constructor", "__proto__", "toString", "", "Claude"]) {
    expect(entryNamed(name)).toBeUndefined();
    expect(await loadAgentOfType(name)).toBeUndefined();
  }
});

test("the wire takes each agent type, and no two agents share one", () => {
  const types = ENTRIES.map(({ agentType }) => agentType);
  expect(types.filter((type) => !/^[a-z0-9_-]{1,32}$/.test(type))).toEqual([]);
  expect(new Set(types).size).toBe(types.length);
  expect(types).toContain(DEFAULT_AGENT_TYPE);
});

test("the word by which a server is known is found as one on its command line", () => {
  const words = ENTRIES.flatMap(({ server }) => server ?? []);
  expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(`agent --${word} x`))).toEqual(
    [],
  );
});

test("what an agent can't report is said in sentences", async () => {
  for (const { capabilities, limits } of await loadAgents()) {
    const isPerfect = Object.values(capabilities).every((capability) => capability === "yes");
    expect(isPerfect || limits.length > 0).toBe(true);
    expect(limits.filter((limit) => !/^[A-Z].+\.$/.test(limit))).toEqual([]);
  }
});

test("each agent has fixtures, and nobody else has", () => {
  expect([...cases().keys()].sort()).toEqual(ENTRIES.map(({ name }) => name).sort());
});

test("agents load nothing but each other and the functions of text and versions", () => {
  const files = readdirSync(ROOM, { recursive: true, encoding: "utf8" });
  const sources = files.filter((name) => name.endsWith(".ts"));
  const imports = sources.flatMap((file) => {
    const text = readFileSync(join(ROOM, file), "utf8");
    const found = [...text.matchAll(/^import (?!type\b)[^;]*?from "([^"]+)"/gm)];
    return found.map(([, path]) => join(ROOM, dirname(file), path ?? ""));
  });
  const foreign = imports.filter((path) => !path.startsWith(ROOM));
  const shared = ["text.ts", "semver.ts"].map((file) => join(ROOM, "../protocol", file));
  expect(new Set(foreign)).toEqual(new Set(shared));
});

test("an entry without one of its facets does not compile", () => {
  const { agent, hooks, records } = claude;
  const named = { name: "new", agentType: "new" };
  const entries: Entry[] = [
    // @ts-expect-error: no hooks
    { ...named, agent, records },
    // @ts-expect-error: no facts
    { ...named, hooks, records },
    // @ts-expect-error: that no records are read is said
    { ...named, agent, hooks },
    // @ts-expect-error: the facet of another kind
    { ...named, agent, hooks: records, records: undefined },
    { ...named, agent, hooks, records: undefined },
  ];
  expect(entries).toHaveLength(5);
});
