import { blocksOf, readPages } from "../docs/markdown.ts";

const PAGE = "src/cli/README.md";

/** The recipe of the page on bars that is marked so. */
export async function recipe(info: string): Promise<string> {
  const page = (await readPages()).filter(({ path }) => path === PAGE);
  const found = page.flatMap(blocksOf).find((block) => block.info === info);
  if (found === undefined) throw new Error(`${PAGE} has no block marked ${info}`);
  return found.text;
}

/** What the page has VS Code show in a terminal's tab. */
export async function titleSetting(): Promise<string | undefined> {
  const page = (await readPages()).find(({ path }) => path === PAGE);
  return /"terminal\.integrated\.tabs\.title": "(.+?)"/.exec(page?.text ?? "")?.[1];
}

/** The first line of a page's shell blocks that matches, without its comment. */
export async function recipeLine(path: string, pattern: RegExp): Promise<string> {
  const page = (await readPages()).filter((one) => one.path === path);
  const blocks = page.flatMap(blocksOf).filter(({ info }) => info.startsWith("sh"));
  const line = blocks.flatMap(({ text }) => pattern.exec(text) ?? [])[0];
  if (line === undefined) throw new Error(`${path} has no line like ${pattern}`);
  return line.replace(/ +# .*$/, "");
}
