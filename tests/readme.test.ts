import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ArgsDef } from "citty";
import { COMMAND_TREE } from "../src/cli/tree.ts";
import {
  anchorsOf,
  blocksOf,
  codeOf,
  linksOf,
  type Page,
  proseOf,
  readPages,
} from "./docs/markdown.ts";
import { GENERATED_PAGES, withParts } from "./docs.ts";
import { ROOT } from "./support/paths.ts";

const pages = await readPages();
const blocks = pages.flatMap(blocksOf);
const manifest = await Bun.file(`${ROOT}/package.json`).json();

const pageOf = (path: string): Page =>
  pages.find((page) => page.path === path) ?? { path, text: "" };
/** What a reader may type: shell blocks, a line each, and what stands between backticks. */
const typed = [
  ...blocks.filter(({ info }) => /^(sh|fish)\b/.test(info)).flatMap(({ text }) => text.split("\n")),
  ...pages.flatMap(codeOf),
];

test("the README fits in three hundred lines", () => {
  expect(pageOf("README.md").text.trimEnd().split("\n").length).toBeLessThanOrEqual(300);
});

test.each(GENERATED_PAGES)("%s says what the program says of itself", async (path) => {
  const { text } = pageOf(path);
  expect(await withParts(path, text)).toBe(text);
});

describe.each(pages)("$path", (page) => {
  test("leads somewhere with each link", () => {
    const own = linksOf(page).filter((link) => !/^(https?|mailto):/.test(link));
    const dead = own.filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page.path : join(dirname(page.path), path);
      if (!existsSync(`${ROOT}/${target}`)) return true;
      return anchor !== undefined && !anchorsOf(pageOf(target)).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test("names no file of ours that is not there", () => {
    const paths = codeOf(page).filter((code) => /^(src|tests|\.github)\/[\w./-]+$/.test(code));
    expect(paths.filter((path) => !existsSync(`${ROOT}/${path}`))).toEqual([]);
  });

  test("has no snippet that is not valid as it stands", () => {
    const wrong = blocksOf(page).filter(({ info, text }) => {
      try {
        if (info === "json") JSON.parse(text);
        else if (info === "toml") Bun.TOML.parse(text);
        else if (/^sh\b/.test(info)) {
          return Bun.spawnSync(["bash", "-n"], { stdin: Buffer.from(text) }).exitCode !== 0;
        }
        return false;
      } catch {
        return true; // the parser's word for it
      }
    });
    expect(wrong).toEqual([]);
  });

  test("has tables whose rows have as many cells as their headings", () => {
    const tables = proseOf(page).match(/(^\|.*\|\n)+/gm) ?? [];
    const cells = (row: string) => row.split(/(?<!\\)\|/).length;
    const ragged = tables.flatMap((table) => {
      const [heading = "", ...rows] = table.trimEnd().split("\n");
      return rows.filter((row) => cells(row) !== cells(heading));
    });
    expect(ragged).toEqual([]);
  });
});

test("variables of ours that the pages name are read or set somewhere", async () => {
  const files = [...new Bun.Glob("src/**/*.{ts,sh}").scanSync(ROOT)];
  const sources = await Promise.all(files.map((file) => Bun.file(`${ROOT}/${file}`).text()));
  const source = sources.join("\n");
  const named = new Set(pages.flatMap(({ text }) => text.match(/AGENT_CONSOLE_[A-Z_]+/g) ?? []));
  const unknown = [...named].filter((name) => {
    // What a user's command is given is named there without our prefix.
    const given = new RegExp(`\\b${name.replace("AGENT_CONSOLE_", "")}: `);
    return !source.includes(name) && !given.test(source);
  });
  expect(unknown).toEqual([]);
});

test("commands and flags that the pages name are there", async () => {
  const wrong: string[] = [];
  for (const line of typed) {
    for (const [call, name = "", rest = ""] of line.matchAll(
      /agent-console ([a-z]+)((?:'[^']*'|[^'|;&#)>])*)/g,
    )) {
      const load = Object.hasOwn(COMMAND_TREE, name) ? COMMAND_TREE[name] : undefined;
      if (load === undefined) wrong.push(call);
      const args = Object.keys(((await load?.())?.args ?? {}) as ArgsDef);
      const flags = rest.replaceAll(/'[^']*'/g, "").matchAll(/ --([a-z-]+)/g);
      const unknown = [...flags].filter(([, flag = ""]) => ![...args, "help"].includes(flag));
      if (unknown.length > 0) wrong.push(call);
    }
  }
  expect(wrong).toEqual([]);
});

test("whatever the pages say to run needs node and npm, and no Bun of one's own", () => {
  expect(typed.filter((line) => /(^|[;&|] *)(bun|bunx) /.test(line))).toEqual([]);
  const scripts = typed.flatMap((line) => [...line.matchAll(/npm (?:run )?([a-z:]+)/g)]);
  const unknown = scripts.filter(([, name = ""]) => !Object.hasOwn(manifest.scripts, name));
  expect(unknown.map(([call]) => call)).toEqual([]);
});

test("no page names a version of Bun but the pinned one", () => {
  const named = pages.flatMap(({ text }) => [...text.matchAll(/\bbun@(\d+\.\d+\.\d+)/g)]);
  expect(named.filter(([spec]) => spec !== manifest.packageManager)).toEqual([]);
});
