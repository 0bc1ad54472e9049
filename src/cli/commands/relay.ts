import { hostname } from "node:os";
import { ConsoleError } from "../../protocol/errors.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { LIST, parseList } from "../flags.ts";
import { writeOut } from "../output.ts";
import { socketOf } from "../socket.ts";

export const relay = command({
  meta: { name: "relay", description: "Share sessions with other machines through an MQTT broker" },
  guide: {
    group: "Set up",
    examples: [
      [
        "agent-console relay mqtts://broker.example",
        "publish what agents do here, show the others",
      ],
      ["agent-console relay mqtt://localhost --publish-only", "show nothing of the others here"],
      ["agent-console relay mqtts://broker.example --fields status", "tell no reason or project"],
    ],
  },
  args: {
    broker: {
      type: "positional",
      description:
        "mqtts://host[:port][/prefix], or mqtt://: the broker, and the prefix of the topics there",
    },
    fields: {
      type: "string",
      valueHint: LIST,
      default: "status,reason,project",
      description: "what is published: status, reason, project, message, title, folder",
    },
    "publish-only": { type: "boolean", description: "show no sessions of other hubs here" },
    "receive-only": { type: "boolean", description: "publish nothing" },
    host: { type: "string", valueHint: "name", description: "this machine's name there" },
    user: { type: "string", valueHint: "name", description: "your name there" },
    shared: {
      type: "boolean",
      description: "others use the prefix too: show theirs, and take no acks from there",
    },
    commands: {
      type: "boolean",
      description: "take acks and snoozes from your other machines (default unless --shared)",
      negativeDescription: "take no acks and snoozes from your other machines",
    },
    credentials: {
      type: "string",
      valueHint: "file",
      description: "user and password, a line each (else $AGENT_CONSOLE_BROKER_USER, _PASSWORD)",
    },
    ca: { type: "string", valueHint: "file", description: "trust what this certificate signed" },
    cert: { type: "string", valueHint: "file", description: "a certificate of your own" },
    key: { type: "string", valueHint: "file", description: "its key" },
    insecure: { type: "boolean", description: "allow mqtt://, unencrypted, to another machine" },
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    if (args["publish-only"] && args["receive-only"]) {
      throw new ConsoleError("usage", "--publish-only and --receive-only: nothing is left to do");
    }
    const socket = socketOf(args);
    // It goes on for days, unlike what the build is tuned for.
    Bun.unsafe.setJITPolicy(1);
    (await import("../../host/secrets.ts")).keepSecrets(); // before any is read
    // Loaded here, so that nothing else pays for a broker.
    const { openRelay } = await import("../../relay/open.ts");
    const { runs, stop } = openRelay(
      {
        broker: String(args.broker),
        isInsecure: args.insecure === true,
        fields: args["receive-only"] ? [] : parseList(args.fields),
        receives: args["publish-only"] !== true,
        isShared: args.shared === true,
        takesCommands: args.commands ?? args.shared !== true,
        host: args.host,
        user: args.user,
        files: args,
      },
      { socket, env: process.env, host: hostname(), user: userName() },
      (line) => writeOut(`${line}\n`),
    );
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stop);
    await runs;
    process.exit(0);
  },
});

/** The user's name; the runtime goes by the environment alone, which a service may lack (Bun 1.4.5). */
function userName(): string {
  return process.env.USER || process.env.LOGNAME || String(process.geteuid?.() ?? "user");
}
