import { loadAgents } from "../../src/agents/load.ts";

// Names that are words besides, or parts of them: only a string that is nothing else
// counts, or the name as a title.
const ALSO_WORDS = new Set(["amp", "cursor", "omp", "pi"]);

const agents = await loadAgents();
const names = agents.flatMap(({ name, agentType, title, label, programs }) => {
  return [name, agentType, title, label, ...programs].map((one) => one.toLowerCase());
});
const longestFirst = [...new Set(names)].sort((a, b) => b.length - a.length);
const [alsoWords = [], unmistakable = []] = [true, false].map((isWord) => {
  return longestFirst.filter((name) => ALSO_WORDS.has(name) === isWord);
});

const UNMISTAKABLE = new RegExp(unmistakable.map((name) => RegExp.escape(name)).join("|"), "gi");
const AS_VALUE = `(?<=["'\`])(?:${alsoWords.join("|")})(?=["'\`])`;
const AS_TITLE = `\\b(?:${alsoWords.map(titled).join("|")})\\b`;
const MISTAKABLE = new RegExp(`${AS_VALUE}|${AS_TITLE}`, "g");

/** Finds each place in a text where an agent is named: as a value, in a comment, as part of a name. */
export function agentNamesIn(text: string): string[] {
  return [UNMISTAKABLE, MISTAKABLE].flatMap((pattern) => text.match(pattern) ?? []).sort();
}

function titled(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
