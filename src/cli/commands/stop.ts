import { follow } from "../../client/events.ts";
import { COMMANDS } from "../../protocol/commands.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { isConfirmed } from "../confirm.ts";
import { writeErr, writeOut } from "../output.ts";
import { socketOf } from "../socket.ts";
import { ask } from "../wire-command.ts";

export const stop = command({
  meta: { name: "stop", description: COMMANDS.STOP.summary },
  guide: {
    group: "The hub itself",
    examples: [
      ["agent-console stop", "asks while sessions are active"],
      ["agent-console stop --force", "does not ask"],
    ],
  },
  args: {
    force: {
      type: "boolean",
      description: "do not ask or warn, though sessions are active or dashboards connected",
    },
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const socket = socketOf(args);
    const gone = new AbortController();
    // Subscribed before it is asked, so that its end is seen however fast it comes.
    const events = follow(socket, { starts: false, signal: gone.signal });
    await events.next();
    if (!args.force) await warnOfDashboards(socket);
    const answer = await ask("STOP", args.force ? { confirmed: true } : {}, socket);
    if (answer.stop_status === "confirm_required") {
      await confirm(answer.active_count);
      await ask("STOP", { confirmed: true }, socket);
    }
    for await (const event of events) if (event.type === "away") break;
    gone.abort();
    writeOut("stopped\n");
  },
});

/** As the original `acd stop` does: who looks at the hub loses it. */
async function warnOfDashboards(socket: string): Promise<void> {
  const { subscribers } = await ask("STATUS", {}, socket);
  const others = subscribers - 1; // one is ours
  if (others < 1) return;
  writeErr(others === 1 ? "1 dashboard is connected" : `${others} dashboards are connected`);
}

async function confirm(activeCount: number): Promise<void> {
  const sessions = activeCount === 1 ? "1 session is" : `${activeCount} sessions are`;
  if (!process.stdin.isTTY) {
    throw new ConsoleError("refused", `${sessions} active - use --force to stop all the same`);
  }
  const question = `${sessions} active. Stop the hub all the same?`;
  if (await isConfirmed(question, process.stderr)) return;
  throw new ConsoleError("refused", "not stopped");
}
