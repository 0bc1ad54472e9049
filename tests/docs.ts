// The parts of the pages that the program knows itself. `npm run docs` writes
// them; a test fails when one is out of date.
import { renderAgentNames, renderAgents } from "./docs/agents.ts";
import { renderCommands } from "./docs/commands.ts";
import { renderKeys } from "./docs/keys.ts";
import { renderOutputs } from "./docs/outputs.ts";
import * as protocol from "./docs/protocol.ts";
import { ROOT } from "./support/paths.ts";

/** Page -> name of a part -> its text. In the page it stands between two comments of that name. */
const PAGES: Readonly<Record<string, Readonly<Record<string, () => Promise<string>>>>> = {
  "README.md": { names: renderAgentNames, commands: renderCommands },
  "src/tui/README.md": { keys: renderKeys },
  "src/agents/README.md": { agents: renderAgents },
  "src/protocol/README.md": {
    frames: protocol.renderFrames,
    commands: protocol.renderWireCommands,
    types: protocol.renderTypes,
    events: protocol.renderEvents,
    errors: protocol.renderErrors,
    limits: protocol.renderLimits,
    outputs: renderOutputs,
  },
};

/** The pages with generated parts: their paths from the top of the repository. */
export const GENERATED_PAGES = Object.keys(PAGES);

/** The text of a page with each of its parts put in its place. */
export async function withParts(page: string, text: string): Promise<string> {
  let filled = text;
  for (const [name, render] of Object.entries(PAGES[page] ?? {})) {
    filled = fill(page, filled, { name, script: "docs", part: await render() });
  }
  return filled;
}

/** One part of a page: its name, the npm script that writes it, and its text. */
export interface Part {
  name: string;
  script: string;
  part: string;
}

/** The text of a page with one part put in its place. */
export function fill(page: string, text: string, { name, script, part }: Part): string {
  const begin = `<!-- ${name}: written by \`npm run ${script}\` -->\n`;
  const end = `<!-- end of ${name} -->`;
  const [before, rest] = split(page, text, begin);
  const [, after] = split(page, rest, end);
  return `${before}${begin}${part}\n${end}${after}`;
}

/** The text before the mark, and what comes after it. */
function split(page: string, text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at === -1) throw new Error(`${page} has no line: ${mark.trim()}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

if (import.meta.main) {
  for (const page of GENERATED_PAGES) {
    const file = Bun.file(`${ROOT}/${page}`);
    await Bun.write(file, await withParts(page, await file.text()));
  }
}
