import { isatty } from "node:tty";
import { type FollowEvent, follow } from "../../client/events.ts";
import { COMMON_ARGS, JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { showLive } from "../live.ts";
import { ON_CHANGE_ARG, OnChange } from "../on-change.ts";
import { endWithReader, writeAway, writeOut } from "../output.ts";
import { formatEvent } from "../print.ts";
import { socketOf } from "../socket.ts";

export const watch = command({
  meta: { name: "watch", description: "See every session live; piped, a line for each change" },
  guide: {
    group: "See what agents do",
    examples: [
      ["agent-console watch", "the live view; ? lists its keys"],
      ["agent-console watch | grep permission", "a line for each change"],
      ["agent-console watch --json", "every event as JSON, one a line"],
    ],
  },
  args: { ...ON_CHANGE_ARG, ...JSON_ARG, ...COMMON_ARGS },
  run: async ({ args }) => {
    const socket = socketOf(args);
    const line = args["on-change"];
    const canDraw = isatty(0) && isatty(1) && process.env.TERM !== "dumb" && !args.json;
    const onChange = line === undefined ? undefined : new OnChange(line, socket, canDraw);
    const events = tell(follow(socket, { starts: true }), onChange);
    if (canDraw) {
      await showLive(events, socket);
      return;
    }
    endWithReader();
    for await (const event of events) {
      if (event.type === "away") writeAway(event.why);
      else if (args.json) writeOut(`${JSON.stringify(event)}\n`);
      else
        writeOut(
          formatEvent(event)
            .map((text) => `${text}\n`)
            .join(""),
        );
    }
  },
});

async function* tell(events: AsyncIterable<FollowEvent>, onChange: OnChange | undefined) {
  for await (const event of events) {
    onChange?.take(event);
    yield event;
  }
}
