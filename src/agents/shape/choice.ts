import type { Holdable } from "../facets/answers.ts";
import { type Fields, fieldOf, fieldsOf, listOf, textOf } from "./fields.ts";

/**
 * One question with one answer of those it gives; undefined for more than that,
 * which is answered at the agent.
 * @param fields with `questions`, a list of `{question, options: [{label, description}]}`.
 * @param several the member of a question that says whether it takes several answers.
 */
export function choiceOf(fields: Fields, several: string): Holdable | undefined {
  const questions = listOf(fields, "questions") ?? [];
  const first = fieldsOf(questions[0]);
  const asked = textOf(first, "question");
  const isPlain = questions.length === 1 && fieldOf(first, several) !== true;
  if (!isPlain || asked === undefined) return undefined;
  const choices = (listOf(first, "options") ?? []).map(fieldsOf);
  const options = choices.map((one) => textOf(one, "label") ?? "");
  if (options.length === 0) return undefined;
  const lines = choices.map((one, at) => `- ${options[at]}: ${textOf(one, "description") ?? ""}`);
  return { detail: [asked, ...lines].join("\n"), options };
}
