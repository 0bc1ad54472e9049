/** One call of a tool that the model makes. */
export interface ToolCall {
  name: string;
  input: Record<string, unknown>;
  /** For protocols whose tools stand in a namespace (Codex's collaboration tools). */
  namespace?: string;
  /** For Codex's tools that take text instead of JSON; `input.text` is what they get. */
  isCustom?: boolean;
}

/** What the model does with one request. */
export type Move =
  /** It says something, counts aloud up to a number (0: not at all), and calls tools. */
  | { kind: "answer"; text: string; upTo: number; calls: readonly ToolCall[] }
  | { kind: "fail"; status: number }
  /** The answer begins and nothing ever comes. */
  | { kind: "silent" };
export type Answer = Extract<Move, { kind: "answer" }>;

/**
 * What the model does in one scenario: for each prompt, known by words in it, one
 * move a request. A subagent's prompt is an entry of its own.
 */
export type Script = Readonly<Record<string, readonly Move[]>>;

/** One message of a conversation, whatever the protocol. */
export interface Turn {
  role: "user" | "model" | "result";
  text: string;
}

const COUNT_EVERY_MS = 300;

/** In a tool's input: the plan file that the agent told its model of. */
export const PLAN_FILE = "<plan file>";

/** The model answers with these words and is done. */
export const say = (text: string): Answer => count(text, 0);
/** The model counts aloud, `text 1, 2, 3, …`: a stream that takes its time, or never ends. */
export const count = (text: string, upTo = Number.POSITIVE_INFINITY): Answer => ({
  kind: "answer",
  text,
  upTo,
  calls: [],
});
export const fail = (status: number): Move => ({ kind: "fail", status });
export const silent: Move = { kind: "silent" };
/** The model calls one tool. */
export const use = (name: string, input: Record<string, unknown>): Answer => ({
  ...say(""),
  calls: [{ name, input }],
});
/** Several moves in one answer: all their tools are called at once, after the words of the first. */
export const together = (first: Answer, ...others: readonly Answer[]): Answer => ({
  ...first,
  calls: [first, ...others].flatMap(({ calls }) => calls),
});

/** What an answer says, piece by piece, as long as it takes. */
export async function* wordsOf({ text, upTo }: Answer): AsyncGenerator<string> {
  if (text !== "") yield text;
  for (let number = 1; number <= upTo; number += 1) {
    await Bun.sleep(COUNT_EVERY_MS);
    yield ` ${number},`;
  }
}

/** The move for a conversation: the last prompt that the script knows, and how often the model has answered since. */
export function chooseMove(script: Script, turns: readonly Turn[]): Move {
  for (const [index, turn] of [...turns.entries()].reverse()) {
    if (turn.role !== "user") continue;
    const moves = movesFor(script, turn.text);
    if (moves === undefined) continue;
    const answered = answersIn(turns.slice(index));
    return moves[answered] ?? say("There is nothing more to do.");
  }
  return say("No prompt of the script was found.");
}

function movesFor(script: Script, text: string): readonly Move[] | undefined {
  // What an agent adds to a prompt may quote an earlier one.
  const own = text.replace(/<system-reminder>[\s\S]*?<\/system-reminder>/g, "");
  const known = Object.keys(script).filter((words) => own.includes(words));
  const last = known.toSorted((a, b) => own.lastIndexOf(b) - own.lastIndexOf(a))[0];
  return last === undefined ? undefined : script[last];
}

// Some protocols split one answer into several items.
function answersIn(turns: readonly Turn[]): number {
  return turns.filter((turn, at) => turn.role === "model" && turns[at - 1]?.role !== "model")
    .length;
}
