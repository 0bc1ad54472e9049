// What a hook, `set` and `statusline` load before their own code runs. A hook runs at each step
// of an agent, and each file here costs it (tests/bench/README.md, Processes): from the 64th
// block of its heap on the runtime starts a thread, which takes an eighth of its CPU.
import { beforeAll, expect, test } from "bun:test";
import { resolve } from "node:path";
import { ROOT } from "../support/paths.ts";

/** As the first chunk has; a file more is to be loaded when it is needed, or measured and written here. */
const FILES: Readonly<Record<string, string>> = {
  "": "main version",
  "agents/": "identify registry-folder server table",
  "agents/shape/": "asking claude-events claude-shaped fields hook payload rules tools",
  "attention/": "names project rank reason roster statusline template",
  "cli/":
    "global-flags hook hook-args hook-input output plain-args program runtime session-line set socket statusline suggest",
  "client/": "client connect connection delivery frame request",
  "host/":
    "account ancestors calls file glance hub-address lock name node-fs path process reader runtime-folder system-error",
  "protocol/": "address errors lines reasons semver text traces wire",
};
/** Each agent's folder has one, of some 200 bytes. */
const ENTRY = /^src\/agents\/[a-z]+\/entry\.ts$/;
const MAX_BYTES = 60_000;

interface Chunk {
  entryPoint?: string;
  inputs: Readonly<Record<string, { bytesInOutput: number }>>;
  /** Chunks, but no modules of the runtime (Bun 1.4.5). */
  imports: readonly { path: string; kind: string }[];
}

let chunks: Readonly<Record<string, Chunk>>;
let texts: Map<string, string>;

beforeAll(async () => {
  const built = await Bun.build({
    entrypoints: [resolve(ROOT, "src/main.ts")],
    root: ROOT,
    target: "bun",
    splitting: true,
    format: "esm",
    minify: true,
    metafile: true,
    define: { "process.env.NODE_ENV": '"production"', BUILD_STAMP: '"test"' },
  });
  chunks = built.metafile?.outputs ?? {};
  texts = new Map();
  for (const output of built.outputs) texts.set(output.path, await output.text());
});

/** The chunk whose entry is that file, with all that is loaded before it runs. */
function loadedBy(file: string): { files: Map<string, number>; modules: string[] } {
  const files = new Map<string, number>();
  const modules = new Set<string>();
  const seen = new Set<string>();
  function visit(name: string): void {
    if (seen.has(name)) return;
    seen.add(name);
    const chunk = chunks[name];
    if (chunk === undefined) throw new Error(`no chunk ${name}`);
    for (const [input, { bytesInOutput }] of Object.entries(chunk.inputs)) {
      if (bytesInOutput > 0) files.set(input, bytesInOutput);
    }
    for (const { path, kind } of chunk.imports) if (kind !== "dynamic-import") visit(path);
    for (const [, module = ""] of (texts.get(name) ?? "").matchAll(/\bfrom"([^."][^"]*)"/g)) {
      modules.add(module);
    }
  }
  const [name] = Object.entries(chunks).find(([, one]) => one.entryPoint?.endsWith(file)) ?? [];
  if (name === undefined) throw new Error(`no chunk begins with ${file}`);
  visit(name);
  return { files, modules: [...modules] };
}

const NAMED = Object.entries(FILES).flatMap(([folder, names]) =>
  names.split(" ").map((name) => `src/${folder}${name}.ts`),
);

test("a hook runs once these files are there, and no module of the runtime but for libc", () => {
  const { files, modules } = loadedBy("src/main.ts");
  const others = [...files.keys()].filter((file) => !ENTRY.test(file) && file !== "package.json");
  expect(others.sort()).toEqual(NAMED.toSorted());
  expect(modules).toEqual(["bun:ffi"]);
});

test("what it runs first is short", () => {
  const bytes = [...loadedBy("src/main.ts").files.values()].reduce((sum, one) => sum + one, 0);
  expect(bytes).toBeGreaterThan(MAX_BYTES / 2); // it was found
  expect(bytes).toBeLessThan(MAX_BYTES);
});

test("the rules of an agent's hooks bring their own file, and nothing that checks a schema", () => {
  const first = loadedBy("src/main.ts").files;
  const { files, modules } = loadedBy("src/agents/claude/hooks.ts");
  const brought = [...files.keys()].filter((file) => !first.has(file));
  expect(brought.filter((file) => !file.startsWith("src/agents/"))).toEqual([]);
  expect(brought).toContain("src/agents/claude/hooks.ts");
  expect(modules).toEqual(["bun:ffi"]); // of the first chunk
});
