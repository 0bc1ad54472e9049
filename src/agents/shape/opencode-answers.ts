import type { Answers } from "../facets/answers.ts";
import { choiceOf } from "./choice.ts";
import { type Fields, fieldOf, fieldsOf, listOf, pathOf, textOf } from "./fields.ts";
import { wholeOf } from "./whole.ts";

/**
 * The questions of OpenCode, and of those built on it, that our plugin holds: it
 * pipes the event again with `held` and, of a permission, the `call` that asks,
 * `{tool, input}`. What is printed is what their server takes as the reply (seen
 * with 1.18.33: the dialog in the terminal stands, whichever answers first counts,
 * and a later reply is a 404). Nobody ends such a hook by a signal but the system.
 */
export const busAnswers: Answers = {
  asked(payload) {
    const fields = fieldsOf(payload);
    if (fieldOf(fields, "held") !== true) return undefined;
    const asked = fieldsOf(fieldOf(fields, "properties"));
    if (textOf(fields, "type") === "question.asked") return choiceOf(asked, "multiple");
    const name = textOf(asked, "permission");
    const what = whatOf(asked, fieldsOf(fieldOf(fields, "call")));
    if (name === undefined || what === undefined) return undefined;
    return { detail: wholeOf(name, what, pathOf(fieldOf(fields, "directory"))), options: [] };
  },
  print(_, decided) {
    switch (decided.decision) {
      case "allow":
        return JSON.stringify({ reply: "once" });
      case "deny": {
        // With a reason its model is told and goes on; without one the turn is over.
        const { message } = decided;
        return JSON.stringify({ reply: "reject", ...(message === null ? {} : { message }) });
      }
      case "option":
        return JSON.stringify({ answers: [[decided.option]] });
    }
  },
  turnedDown: () => ({}),
};

/** All that the permission is for; undefined where that is not known. */
function whatOf(asked: Fields, call: Fields): Fields | undefined {
  const metadata = fieldsOf(fieldOf(asked, "metadata"));
  const patterns = listOf(asked, "patterns") ?? [];
  if (textOf(metadata, "diff") !== undefined) {
    const { files: _, ...change } = metadata; // the same again, before and after
    return change;
  }
  const input = { ...fieldsOf(fieldOf(call, "input")), ...metadata };
  if (textOf(metadata, "command") !== undefined) return input;
  const tool = textOf(call, "tool");
  return tool === undefined ? undefined : { tool, ...input, patterns };
}
