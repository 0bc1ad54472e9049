// A question that an agent waits on, as it stands on the wire, and what an answer to it holds.
import * as v from "valibot";
import { Count, told } from "./fields.ts";

/** Longest `detail` that can be answered here, in bytes. */
export const MAX_DETAIL_BYTES = 16 * 1024;
/** Longest `detail` that is read at all. */
const MAX_READ = 64 * 1024;
const MAX_OPTIONS = 16;

const Text = v.nullable(v.string());

/** An open question. Answerable while a hook of its agent stays for the answer. */
export const Question = v.object({
  id: told(v.string(), "names this very question: one asked later has another id"),
  kind: told(v.string(), "permission, question, plan, …"),
  message: told(Text, "what it is about, one line"),
  detail: told(
    Text,
    "the whole of what is asked: command, path, change, choices; null where that is not known",
  ),
  hash: told(Text, "SHA-256 of detail, in hex: who answers sends it back as seen"),
  options: told(
    v.array(v.string()),
    "one of these is the answer; none where it is to be allowed or denied",
  ),
  answerable: told(v.boolean(), "whether ANSWER can answer it now"),
  why_not: told(Text, "why it can't be answered here, for people; null where it can"),
  asked_ms: told(Count, "when it was asked, Unix milliseconds"),
});
export type Question = v.InferOutput<typeof Question>;

/** What a person decides. Never for longer than this once. */
export const Decision = v.picklist(["allow", "deny", "option"], "expected allow, deny or option");
export type Decision = v.InferOutput<typeof Decision>;

const DETAIL_EXPECTED = `expected a string of at most ${MAX_READ} characters`;

/** What is held up to be answered. */
export const Detail = v.pipe(v.string("expected a string"), v.maxLength(MAX_READ, DETAIL_EXPECTED));

const OPTION_EXPECTED = "expected 1 to 256 characters";
const Option = v.pipe(
  v.string("expected a string"),
  v.minLength(1, OPTION_EXPECTED),
  v.maxLength(256, OPTION_EXPECTED),
);

/** What there is to choose from. */
export const Options = v.pipe(
  v.array(Option, "expected an array of strings"),
  v.maxLength(MAX_OPTIONS, `expected at most ${MAX_OPTIONS} options`),
);

/** A SHA-256 in hex. */
export const Hash = v.pipe(
  v.string("expected a string"),
  v.regex(/^[0-9a-f]{64}$/, "expected the SHA-256 of detail, 64 of 0-9 and a-f"),
);

/** One answer that was given through this hub. */
export const Given = v.object({
  decision: told(Decision, "what was decided"),
  option: told(Text, "which option, where there were some"),
  message: told(Text, "what the question was about, one line"),
  by: told(v.string(), "who gave it, in the client's own words"),
  at_ms: told(Count, "when, Unix milliseconds"),
});
export type Given = v.InferOutput<typeof Given>;
