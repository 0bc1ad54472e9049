/** A commit as its author wrote it. */
export interface Commit {
  subject: string;
  body: string;
}

/** Kinds of commits that a user of the program can notice, in the order they are told. */
const HEADINGS: Readonly<Record<string, string>> = {
  feat: "New",
  fix: "Fixed",
  perf: "Faster and smaller",
};

/**
 * Release notes out of the commits since the release before, in their order:
 * what is new, what is fixed. A body that speaks of a break is told first.
 */
export function releaseNotes(version: string, commits: readonly Commit[]): string {
  const told = commits.map(({ subject, body }) => ({ ...parseSubject(subject), body }));
  const breaks = told.filter(({ isBreak, body }) => isBreak || /^BREAKING[ -]CHANGE:/m.test(body));
  const sections = [
    section("Breaks", breaks),
    ...Object.entries(HEADINGS).map(([kind, heading]) =>
      section(
        heading,
        told.filter((one) => one.kind === kind && !breaks.includes(one)),
      ),
    ),
  ];
  return [`# agent-console ${version}`, ...sections.flat()].join("\n\n").concat("\n");
}

interface Told {
  kind: string;
  isBreak: boolean;
  text: string;
}

function parseSubject(subject: string): Told {
  const match = /^(\w+)(?:\(([^)]*)\))?(!?): (.+)$/.exec(subject);
  if (match === null) return { kind: "", isBreak: false, text: subject };
  const [, kind = "", scope, bang, rest = ""] = match;
  const text = scope === undefined ? rest : `${scope}: ${rest}`;
  return { kind, isBreak: bang === "!", text };
}

function section(heading: string, told: readonly Told[]): string[] {
  if (told.length === 0) return [];
  const lines = told.map(({ text }) => `- ${text.slice(0, 1).toUpperCase()}${text.slice(1)}`);
  return [`## ${heading}`, lines.join("\n")];
}
