import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { agentNamesIn } from "./support/agent-names.ts";
import { ROOT } from "./support/paths.ts";

const SRC = `${ROOT}/src`;

/** The agents through their table: no folder of one agent, and nothing that several share. */
const AGENTS = ["agents", "agents/agent.ts", "agents/facets"];

// Room -> what it may import. `*` stands for one folder; a file or folder belongs
// to the first room that it is in. In parentheses: by dynamic import only, as
// loading it costs every command.
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: ["valibot"],
  host: ["protocol"],
  "agents/facets": ["protocol"],
  "agents/agent.ts": ["agents/facets"],
  "agents/shape": ["protocol", "agents/facets"],
  "agents/*": ["protocol", "agents/agent.ts", "agents/facets", "agents/shape"],
  agents: ["agents/agent.ts", "agents/facets", "agents/shape", "agents/*"],
  "daemon/socket": ["protocol", "host"],
  "daemon/sessions": ["protocol", "host"],
  "daemon/journal": ["protocol", "host", "daemon/sessions", "daemon/socket", "valibot"],
  "daemon/lifecycle": ["protocol", "host", "daemon/sessions", "daemon/socket", "version.ts"],
  "daemon/evidence": ["protocol", "host", "daemon/sessions", ...AGENTS],
  "daemon/hub": [
    ...["protocol", "host"],
    ...wings("socket", "sessions", "evidence", "journal", "lifecycle"),
  ],
  daemon: [
    ...["protocol", "host", "version.ts"],
    ...wings("socket", "sessions", "evidence", "journal", "lifecycle", "hub"),
  ],
  client: ["protocol", "host", ...AGENTS, "version.ts"],
  install: ["protocol", "host", ...AGENTS, "jsonc-parser", "diff"],
  units: ["protocol", "host", ...AGENTS],
  attention: ["protocol"],
  tui: ["protocol", "attention"],
  relay: ["protocol", "client", "attention", "version.ts", "mqtt/lib/client", "valibot"],
  cli: [
    ...["protocol", "host", "client", ...AGENTS, "agents/shape"],
    ...[
      "install",
      "attention",
      "units",
      "version.ts",
      "citty",
      "valibot",
      "(daemon)",
      "(tui)",
      "(relay)",
    ],
    // By a macro of the build only: what it makes stands in the program as data.
    ...["@valibot/to-json-schema", "json-schema-to-typescript"],
  ],
  "main.ts": ["cli"],
  "version.ts": ["../package.json"],
  // Only build.ts imports it: nothing of it is in the shipped program.
  release: ["version.ts", "cli"],
};

function wings(...names: string[]): string[] {
  return names.map((name) => `daemon/${name}`);
}

interface Import {
  file: string;
  /** A file of ours, relative to src, or a package's name. */
  to: string;
  isDynamic: boolean;
}

/** Imports of every kind, those of types included. */
function importsOf(file: string): Import[] {
  const text = readFileSync(`${SRC}/${file}`, "utf8");
  const found = text.matchAll(/\bfrom "([^"]+)"|\bimport "([^"]+)"|\bimport\(\s*"([^"]+)"/g);
  return [...found].map(([, from, bare, dynamic]) => {
    const path = from ?? bare ?? dynamic ?? "";
    const to = path.startsWith(".") ? relative(SRC, resolve(SRC, dirname(file), path)) : path;
    return { file, to, isDynamic: dynamic !== undefined };
  });
}

const ROOMS = Object.keys(MAY_IMPORT).map((name) => {
  return {
    name,
    pattern: new RegExp(name.endsWith("*") ? `^${name.slice(0, -1)}[^/]+/` : `^${name}(/|$)`),
  };
});

/** The room that a file of ours is in, or the package itself. */
function roomOf(path: string): string {
  return ROOMS.find(({ pattern }) => pattern.test(path))?.name ?? path;
}

/** A folder that the file is in besides its room: one agent may not know another. */
function folderOf(path: string): string {
  return roomOf(path) === "agents/*" ? dirname(path) : roomOf(path);
}

function mayImport({ file, to, isDynamic }: Import): boolean {
  if (folderOf(file) === folderOf(to) || /^(node:|bun(:|$))/.test(to)) return true;
  const allowed = MAY_IMPORT[roomOf(file)] ?? [];
  return allowed.includes(roomOf(to)) || (isDynamic && allowed.includes(`(${roomOf(to)})`));
}

/** Circles of files that import each other, each in the order of its imports. */
function circlesIn(all: readonly Import[]): string[] {
  const importsOf = Map.groupBy(all, ({ file }) => file);
  const visited = new Set<string>();
  const found: string[] = [];
  function visit(file: string, path: readonly string[]): void {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (visited.has(file)) return;
    visited.add(file);
    for (const { to } of importsOf.get(file) ?? []) visit(to, [...path, file]);
  }
  for (const file of importsOf.keys()) visit(file, []);
  return found;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((f) =>
  f.endsWith(".ts"),
);
const imports = files.flatMap(importsOf);

test("imports point one way", () => {
  const wrong = imports.filter((one) => !mayImport(one));
  expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
});

test("no files import each other in a circle, be it for a type or only when needed", () => {
  expect(circlesIn(imports)).toEqual([]);
});

test("a circle is found, of two files and of more", () => {
  const chain = (...names: string[]): Import[] =>
    names.slice(1).map((to, index) => ({ file: names[index] ?? "", to, isDynamic: false }));
  expect(circlesIn(chain("a", "b", "a"))).toEqual(["a -> b -> a"]);
  const three = [...chain("x", "a", "b"), ...chain("b", "c", "a"), ...chain("c", "d")];
  expect(circlesIn(three)).toEqual(["a -> b -> c -> a"]);
  expect(circlesIn([...chain("a", "b", "d"), ...chain("a", "c", "d")])).toEqual([]);
});

test("every file is in a room of the table", () => {
  expect(files.filter((file) => !Object.hasOwn(MAY_IMPORT, roomOf(file)))).toEqual([]);
});

test("the protocol and the agents' adapters touch no host", () => {
  const pure = imports.filter(({ file }) => /^(protocol|agents)\//.test(file));
  expect(pure.filter(({ to }) => to.startsWith("node:") || to.startsWith("bun"))).toEqual([]);
});

// File -> the one name that may stand in it.
const MAY_NAME: Readonly<Record<string, string>> = {
  // The wire's default of version 1: what a session is whose agent nobody named.
  "protocol/session.ts": "claudecode",
  // The editor of that name, whose terminal it brings to the front.
  "attention/terminals.ts": "cursor",
};

test("no agent is named outside the agents' folder", () => {
  const wrong = files
    .filter((file) => !file.startsWith("agents/"))
    .flatMap((file) => {
      const found = agentNamesIn(readFileSync(`${SRC}/${file}`, "utf8"));
      const allowed = found.indexOf(MAY_NAME[file] ?? "");
      return found.filter((_, index) => index !== allowed).map((name) => `${file}: ${name}`);
    });
  expect(wrong).toEqual([]);
});

test.each([
  ['if (agent === "codex") return;', ["codex"]],
  ["// Claude Code keeps it there", ["Claude Code"]],
  ["function claudeRegistry() {}", ["claude"]],
  ['["CODEX_HOME", "GEMINI_CLI_HOME"]', ["CODEX", "GEMINI"]],
  ["restart Cursor and cursor-agent", ["Cursor", "cursor-agent"]],
  ["case 'pi':", ["pi"]],
  ["// no cursor, and &amp; in XML", []],
])("a name outside the agents' folder is found: %s", (text, found) => {
  expect(agentNamesIn(text)).toEqual(found);
});

test.each([
  ["agents/codex/hooks.ts", "agents/claude/hooks.ts"],
  ["agents/codex/hooks.ts", "host/file.ts"],
  ["agents/shape/rules.ts", "agents/codex/hooks.ts"],
  ["install/plan.ts", "agents/codex/trust.ts"],
  ["daemon/evidence/registry.ts", "agents/claude/records.ts"],
])("an import past an agent's table is found: %s of %s", (file, to) => {
  expect(mayImport({ file, to, isDynamic: true })).toBe(false);
});
