import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { ROOT } from "./support/paths.ts";

const SRC = `${ROOT}/src`;

// Room -> what it may import. A name in parentheses only by dynamic import, as
// loading it costs every command; `version` is the file src/version.ts.
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: ["valibot"],
  host: ["protocol"],
  daemon: ["protocol", "host", "version", "valibot"],
  client: ["protocol", "host", "version"],
  agents: ["protocol"],
  install: ["protocol", "host", "agents", "jsonc-parser", "diff"],
  attention: ["protocol"],
  tui: ["protocol", "client", "attention"],
  units: ["protocol"],
  cli: [
    ...["protocol", "host", "client", "agents", "install", "attention", "units", "version"],
    ...["citty", "valibot", "(daemon)", "(tui)"],
  ],
  main: ["cli"],
  version: [],
  // Only build.ts imports it: nothing of it is in the shipped program.
  release: ["version", "cli"],
};

interface Import {
  file: string;
  from: string;
  to: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(`${SRC}/${file}`, "utf8");
  const found = text.matchAll(/\bfrom "([^"]+)"|\bimport "([^"]+)"|\bimport\("([^"]+)"\)/g);
  return [...found].map(([, from, bare, dynamic]) => {
    const to = roomOf(file, from ?? bare ?? dynamic ?? "");
    return { file, from: roomOf("", `./${file}`), to: dynamic === undefined ? to : `(${to})` };
  });
}

/** The room a path of ours is in, or the package's name. */
function roomOf(importer: string, path: string): string {
  if (!path.startsWith(".")) return path;
  const within = relative(SRC, resolve(SRC, dirname(importer), path));
  return within.split("/")[0]?.replace(/\.ts$/, "") ?? "";
}

function mayImport({ from, to }: Import): boolean {
  const bare = to.replace(/[()]/g, "");
  if (bare === from || /^(node:|bun(:|$))/.test(bare)) return true;
  if (from === "version" && bare === "..") return true; // package.json
  const allowed = MAY_IMPORT[from] ?? [];
  return allowed.includes(to) || allowed.includes(bare);
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((f) =>
  f.endsWith(".ts"),
);
const imports = files.flatMap(importsOf);

test("imports point one way", () => {
  const wrong = imports.filter((one) => !mayImport(one)).map((o) => `${o.file} imports ${o.to}`);
  expect(wrong).toEqual([]);
});

test("every room has its line in the table", () => {
  const rooms = [...new Set(imports.map(({ from }) => from))];
  expect(rooms.filter((room) => !Object.hasOwn(MAY_IMPORT, room))).toEqual([]);
});

test("the protocol and the agents' adapters touch no host", () => {
  const pure = imports.filter(({ from }) => from === "protocol" || from === "agents");
  expect(pure.filter(({ to }) => to.startsWith("node:") || to.startsWith("bun"))).toEqual([]);
});
