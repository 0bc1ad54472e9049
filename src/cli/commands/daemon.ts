import { command } from "../command.ts";
import { DAEMON_ARGS } from "../daemon-args.ts";

export const daemon = command({
  meta: { name: "daemon", description: "Run the hub in the foreground, until a signal" },
  guide: {
    group: "The hub itself",
    examples: [
      ["agent-console daemon --daemonize", "start it; commands do so by themselves"],
      ["agent-console daemon --idle-timeout 0 --log-level debug", "in the foreground, for good"],
    ],
  },
  args: DAEMON_ARGS,
  async run({ args }) {
    // Not shared with the short way to it, which is loaded as one piece.
    const { runDaemonCommand } = await import("../serve.ts");
    await runDaemonCommand(args);
  },
});
