import type { CommandName, Input } from "../../src/protocol/commands.ts";

/** What the reference says of a command besides its schema. */
export type Notes = {
  readonly [N in CommandName]: {
    /** Input of a request that works for a session `demo`. */
    example: Input<N>;
    says: readonly string[];
  };
};

export const NOTES: Notes = {
  SET: {
    example: {
      session_id: "demo",
      status: "question",
      reason: "permission",
      message: "may I?",
      working_dir: "/tmp",
    },
    says: [
      "An unknown session is created; then `status` is needed. Of a known one only the given fields change. `null` takes back what a field said.",
      "`closed` closes it; any other status opens a closed one again. The same status again counts as a report, and is no new entry of `history`.",
      "A new status begins without `reason` and `message`, unless they are given with it.",
      'A report without `source`, or with `"command"`, is a statement and always counts. With another source it is evidence, weighed against what other sources say; most fields from `source` on are for the hooks of agents.',
    ],
  },
  GET: { example: { session_id: "demo" }, says: [] },
  LIST: { example: {}, says: ["All sessions, closed ones too, in no order that is promised."] },
  RM: {
    example: { session_id: "demo" },
    says: [
      "The session is kept as `closed`, until there are too many of those: then the one closed longest ago is forgotten.",
    ],
  },
  DELETE: {
    example: { session_id: "demo" },
    says: ["Answers the session as it was; subscribers hear `delete`."],
  },
  REOPEN: {
    example: { session_id: "demo" },
    says: [
      "Its folder has to be there. Errors begin with a word of version 1: `SESSION_NOT_FOUND`, `NOT_RESUMABLE` or `WORKING_DIR_MISSING`.",
    ],
  },
  EXPLAIN: { example: { session_id: "demo" }, says: [] },
  ACK: {
    example: { session_id: "demo" },
    says: ["Sets `acknowledged_ms`. The next thing that happens in the session takes it back."],
  },
  UNACK: { example: { session_id: "demo" }, says: [] },
  SNOOZE: {
    example: { session_id: "demo", for_ms: 600_000 },
    says: ["Sets `snoozed_until_ms`. The next thing that happens in the session takes it back."],
  },
  HOLD: {
    example: {
      ...{ session_id: "demo", status: "question", reason: "permission", asks: "tool:Bash" },
      source: "hook",
      detail: "Bash\nrm -rf build",
    },
    says: [
      "For the hooks of agents that take an answer from one: the report is taken as `SET` takes it, and its question is `answerable` for as long as this connection stays open. What it hears then is one [answer](#event-answer). A hook that hears none, or whose connection ends, says nothing to its agent, whose own dialog stands all the while. One connection holds one question; a later `HOLD` of the same question takes it over.",
      "A `detail` that can't be shown as it is (longer than 16 kB, with escape sequences, with characters that show as nothing or as others, with long gaps) is held, but not shown and not answerable; `why_not` says so. None of it is ever written to the journal.",
      "Only at the owner's socket: what comes through the report-only one is never answerable.",
    ],
  },
  ANSWER: {
    example: {
      session_id: "demo",
      question_id: "mfa2k0s0-1",
      decision: "deny",
      message: "not that folder",
    },
    says: [
      "One answers what one has read: with `allow` and `option` the question's `hash` goes back as `seen`, and anything else is refused. Each answer is for that one question; nothing is ever allowed for longer. It is kept in the session's `history` and in the daemon's log.",
      "It does not come from within an agent that the hub knows: those are refused with `not_permitted`.",
    ],
  },
  SUB: {
    example: {},
    says: [
      "After the reply comes one [snapshot](#event-snapshot), then an event for each change, until the connection ends. The state and the subscription begin in the same instant: nothing falls between.",
      "With the `epoch` and the `seq` last seen (as `since`) the snapshot holds only what was missed, see [catching up](#catching-up).",
    ],
  },
  RECEIVE: {
    example: {
      from: "desk",
      sessions: [
        {
          session_id: "a1",
          instance: "1700000000000-1",
          agent_type: "codex",
          status: "question",
          reason: "permission",
          display_name: "shop",
          since_ms: 1_700_000_000_000,
          updated_ms: 1_700_000_000_000,
        },
      ],
      deleted: [],
    },
    says: [
      "Each is shown with the id `<from>/<session_id>`, with `via` and `host`, and has a quota of its own: no session of this hub's is ever touched. What changes nothing is no event.",
      "They are tied to the connection: when it ends they turn `stale`, until a connection brings them again. An ack or a snooze that is given here stays until their own hub says otherwise, or something new happens.",
    ],
  },
  RELAY: {
    example: {
      broker: "mqtts://broker.example",
      topic: "agent-console/anna/desk",
      publishes: ["status", "reason", "project"],
      receives: true,
      takes_commands: true,
      connected: true,
    },
    says: ["Shown by `STATUS` and `doctor` for as long as the connection lasts."],
  },
  STATUS: { example: {}, says: ["Asking never starts a daemon."] },
  DUMP: { example: {}, says: ["Asking never starts a daemon."] },
  STOP: {
    example: {},
    says: [
      "While sessions are active it only says how many, unless `confirmed`. Active is a session that is not closed and was heard from within the time under [limits](#limits).",
    ],
  },
  UPGRADE: {
    example: { app_version: "0.0.1" },
    says: [
      "For clients of this project: a daemon only ever gives way to a newer version, which takes its state over.",
    ],
  },
};
