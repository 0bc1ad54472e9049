import { isatty } from "node:tty";
import { sortByNeed } from "../../attention/rank.ts";
import { type FollowEvent, follow } from "../../client/events.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { toJson, toOneLine } from "../../protocol/text.ts";
import type { Event } from "../../protocol/wire.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { showLive } from "../live.ts";
import { ON_CHANGE_ARG, OnChange } from "../on-change.ts";
import { endWithReader, writeAway, writeOut } from "../output.ts";
import type { OutputForm } from "../output-form.ts";
import { formatEvent } from "../print.ts";
import { fillSession, readSessionForm, SESSION_OUTPUT_ARGS } from "../session-output.ts";
import { socketOf } from "../socket.ts";

export const watch = command({
  meta: { name: "watch", description: "See every session live; piped, a line for each change" },
  guide: {
    group: "See what agents do",
    examples: [
      ["agent-console watch", "the live view; ? lists its keys"],
      ["agent-console watch --open 'code -r \"$AGENT_CONSOLE_WORKING_DIR\"'", "what enter runs"],
      ["agent-console watch --format '{project} {status} {why}'", "in your own words"],
    ],
  },
  args: {
    open: {
      type: "string",
      valueHint: "command",
      description:
        "in the live view, run this for enter, f and a double click, as --on-change does",
    },
    reopen: {
      type: "string",
      valueHint: "command",
      description: "in the live view, run this for r, instead of copying the command that resumes",
    },
    sse: { type: "boolean", description: "write server-sent events, for a web page" },
    ...ON_CHANGE_ARG,
    ...SESSION_OUTPUT_ARGS,
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const socket = socketOf(args);
    const line = args["on-change"];
    const form = await readSessionForm("watch", args);
    if (args.sse && form.kind !== "text") {
      const flag = form.kind === "json" ? "--json" : "--format";
      throw new ConsoleError("usage", `--sse and ${flag} exclude each other`);
    }
    const isText = form.kind === "text" && !args.sse;
    const canDraw = isatty(0) && isatty(1) && process.env.TERM !== "dumb" && isText;
    const onChange = line === undefined ? undefined : new OnChange(line, socket, canDraw);
    const events = tell(follow(socket, { starts: true }), onChange);
    if (canDraw) {
      await showLive(events, socket, args);
      return;
    }
    endWithReader();
    for await (const event of events) {
      if (args.sse) writeOut(serverSent(event));
      else if (event.type === "away") writeAway(event.why);
      else if (form.kind === "json") writeOut(`${toJson(event)}\n`);
      else
        writeOut(
          linesOf(event, form)
            .map((text) => `${text}\n`)
            .join(""),
        );
    }
  },
});

/** One event of the stream that a browser's EventSource reads (WHATWG HTML, server-sent events). */
function serverSent(event: FollowEvent): string {
  if (event.type === "away") return `: ${toOneLine(event.why)}\n\n`;
  return `event: ${event.type}\nid: ${event.seq}\ndata: ${toJson(event)}\n\n`;
}

function linesOf(event: Event, form: OutputForm): string[] {
  if (form.kind !== "template") return formatEvent(event);
  if (event.type === "update") return [fillSession(form.template, event.session)];
  if (event.type !== "snapshot") return [];
  const sessions = sortByNeed(event.sessions, Date.now());
  return sessions.map((session) => fillSession(form.template, session));
}

async function* tell(events: AsyncIterable<FollowEvent>, onChange: OnChange | undefined) {
  for await (const event of events) {
    onChange?.take(event);
    yield event;
  }
}
