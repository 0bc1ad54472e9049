// HOLD and ANSWER: a hook stays for the answer to what it reports, and a person gives it.
import * as v from "valibot";
import { field, Label, OneLine, told } from "./fields.ts";
import { Decision, Detail, Hash, Options } from "./questions.ts";
import { Report, SessionId } from "./session.ts";

/** Input of HOLD. */
export const Holding = v.object({
  ...Report.entries, // one that asks
  detail: told(Detail, "the whole of what is asked, as a person is to read it"),
  options: field(Options, "what there is to choose from; none to allow or deny"),
});

/** Input of ANSWER. */
export const Answering = v.object({
  session_id: told(SessionId, "the session's id"),
  question_id: told(Label, "the question's id"),
  decision: told(Decision, "allow, deny or option"),
  option: field(v.string("expected a string"), "with option: which, as it stands in options"),
  message: field(OneLine, "with deny: the reason, which the agent is told"),
  seen: field(Hash, "the hash of the detail that was read; needed but to deny"),
  by: field(Label, "who answers, and where, for the session's history and the log"),
});
