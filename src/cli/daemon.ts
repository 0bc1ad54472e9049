import { command } from "./command.ts";
import { DAEMON_ARGS } from "./daemon-args.ts";
import { runDaemonCommand } from "./serve.ts";

export const daemon = command({
  meta: { name: "daemon", description: "Run the hub in the foreground, until a signal" },
  args: DAEMON_ARGS,
  run: ({ args }) => runDaemonCommand(args),
});
