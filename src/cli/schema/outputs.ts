import * as v from "valibot";
import type { Focused } from "../../attention/focus.ts";
import type { StatuslineFacts } from "../../attention/statusline.ts";
import { Answered, Dump, Explanation, Health } from "../../protocol/answers.ts";
import { Count, told } from "../../protocol/fields.ts";
import { Event } from "../../protocol/frames.ts";
import { Session } from "../../protocol/session.ts";
import type { BuildInfo } from "../../version.ts";

const Text = v.nullable(v.string());

/** What an agent reports, and how well it is known. */
export const Capabilities = v.object({
  question: told(v.string(), "how a question is known of"),
  turn_end: told(v.string(), "how the end of a turn is known of"),
  interrupt: told(v.string(), "how it is known that a person stopped it"),
  close: told(v.string(), "how its end is known of"),
  background: told(v.string(), "how background work is known of"),
  answer: told(v.string(), "whether its questions can be answered from the hub"),
});

/** What an agent can tell of itself. */
export const AgentFacts = v.object({
  name: told(v.string(), "its name on the command line"),
  agent_type: told(v.string(), "its name on the wire"),
  title: told(v.string(), "its name for people"),
  capabilities: told(Capabilities, "what it reports, and how well it is known"),
  limits: told(v.array(v.string()), "what it can't report"),
});
export type AgentFacts = v.InferOutput<typeof AgentFacts>;

/** One thing that `doctor` looked at: how it stands, and what mends it where it is not well. */
export const Finding = v.object({
  subject: told(v.string(), "what was looked at"),
  is_well: told(v.boolean(), "whether all is well there"),
  says: told(v.string(), "how it stands"),
  cure: told(Text, "what mends it; null where nothing has to, or nothing can"),
});
export type Finding = v.InferOutput<typeof Finding>;

const Focus = v.object({
  reach: told(v.picklist(["pane", "window", "none"]), "how far it got"),
  terminal: told(Text, "the terminal that the session runs in"),
  why: told(Text, "why it was not possible, or what is left to do"),
}) satisfies v.GenericSchema<Focused>;

const Statusline = v.object({
  text: told(v.string(), "the line"),
  waiting: told(Count, "sessions that need a person now"),
  question: told(Count, "blocked on an answer"),
  attention: told(Count, "turn over, and nobody has looked"),
  working: told(Count, "at work"),
  started: told(Count, "before their first prompt"),
  seen: told(Count, "seen, or put off"),
  closed: told(Count, "closed"),
  total: told(Count, "all of them"),
  next: told(Text, "project of the session that has waited longest"),
  hub: told(v.boolean(), "whether there is a hub"),
}) satisfies v.GenericSchema<StatuslineFacts>;

const Build = v.object({
  version: told(v.string(), "the release"),
  commit: told(Text, "the commit it was built from; null when unknown"),
  build: told(v.string(), "names the build"),
  runtime: told(v.string(), "the JavaScript runtime in it"),
  target: told(v.string(), "the machine it is for"),
}) satisfies v.GenericSchema<BuildInfo>;

/** What each command prints with `--json`; of `watch`, what each line is. */
export const OUTPUTS = {
  status: Health,
  dump: Dump,
  list: v.array(Session),
  get: Session,
  explain: v.object({
    ...Explanation.entries,
    agent: told(v.nullable(AgentFacts), "what is known of the agent; null for one we don't know"),
  }),
  watch: Event,
  set: Session,
  rm: Session,
  delete: Session,
  reopen: Session,
  answer: Answered,
  ack: Session,
  unack: Session,
  snooze: Session,
  next: Session,
  wait: v.array(Session),
  focus: Focus,
  doctor: v.array(Finding),
  agents: v.array(AgentFacts),
  statusline: Statusline,
  version: Build,
} as const satisfies Record<string, v.GenericSchema>;
