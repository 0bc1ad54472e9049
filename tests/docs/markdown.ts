import { ROOT } from "../support/paths.ts";

/** One page of the repository. */
export interface Page {
  /** From the top of the repository. */
  path: string;
  text: string;
}

/** A fenced block of a page. */
export interface Block {
  page: string;
  /** What stands after the fence: the language, and how a test treats it. */
  info: string;
  text: string;
}

/** Every page that is ours: the README, and those of the rooms. */
export async function readPages(): Promise<Page[]> {
  const rooms = [...new Bun.Glob("{src,tests}/**/README.md").scanSync(ROOT)].sort();
  const ours = rooms.filter((path) => !path.includes("node_modules"));
  return Promise.all(
    ["README.md", ...ours].map(async (path) => ({
      path,
      text: await Bun.file(`${ROOT}/${path}`).text(),
    })),
  );
}

/** The fenced blocks of a page, in their order. */
export function blocksOf({ path, text }: Page): Block[] {
  const found = text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm);
  return [...found].map(([, info = "", block = ""]) => ({ page: path, info, text: block }));
}

/** The page's text without its fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(/^```.*\n[\s\S]*?^```$/gm, "");
}

/** What stands between backticks in the page's prose. */
export function codeOf(page: Page): string[] {
  return [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** Where the page's links and pictures lead. */
export function linksOf(page: Page): string[] {
  const prose = proseOf(page).replaceAll(/`[^`\n]+`/g, "");
  const found = prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g);
  return [...found].map(([, link, attribute]) => link ?? attribute ?? "");
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: Page): string[] {
  const headings = proseOf(page).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
