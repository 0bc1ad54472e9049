import { AbsentError, openConnection } from "../../client/connection.ts";
import { homeFolder } from "../../host/home.ts";
import { stateFolder } from "../../protocol/address.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import type { Keeper } from "../../units/keeper.ts";
import { launchd } from "../../units/launchd.ts";
import { systemd } from "../../units/systemd.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { writeOut } from "../output.ts";
import { formatFacts } from "../print.ts";
import { reportSocketOf, socketOf } from "../socket.ts";
import { ask } from "../wire-command.ts";

/** How long the hub may take to answer once its manager has started it. */
const START_TIMEOUT_MS = 10_000;
const RETRY_MS = 10;
const ACTIONS = ["install", "uninstall", "status"] as const;

export const service = command({
  meta: { name: "service", description: "Have systemd or launchd keep the hub running" },
  guide: {
    group: "Set up",
    examples: [
      ["agent-console service install", "have systemd or launchd keep the hub running"],
      ["agent-console service status", "how it stands"],
    ],
  },
  args: {
    action: {
      type: "positional",
      valueHint: ACTIONS.join("|"),
      description: ACTIONS.join(", "),
    },
    "report-socket": {
      type: "string",
      valueHint: "path",
      description: "with install: take reports there too, for containers and other machines",
    },
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const action = ACTIONS.find((name) => name === args.action);
    if (action === undefined) {
      const message = `action: expected ${ACTIONS.join(", ")}, got ${args.action}`;
      throw new ConsoleError("usage", message);
    }
    const keeper = findKeeper();
    if (action === "status") {
      writeOut(formatFacts(keeper.status()));
      return;
    }
    const socket = socketOf(args);
    const reportSocket = reportSocketOf(args["report-socket"], socket);
    const done =
      action === "install"
        ? keeper.install({ program: ownProgram(), socket, reportSocket })
        : keeper.uninstall();
    if (action === "install") {
      await untilThere(socket);
      await ask("STATUS", {}, socket);
      if (reportSocket !== undefined) await untilThere(reportSocket);
    }
    writeOut(done.length === 0 ? "nothing is installed\n" : `${done.join("\n")}\n`);
  },
});

/** The manager calls a program started that merely runs; the hub is there when it answers. */
async function untilThere(path: string): Promise<void> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      const connection = await openConnection(path, { onLine() {}, onClose() {} });
      connection.close();
      return;
    } catch (error) {
      if (!(error instanceof AbsentError) || performance.now() > deadlineMs) throw error;
    }
    await Bun.sleep(RETRY_MS);
  }
}

function findKeeper(): Keeper {
  const { env, platform } = process;
  if (platform === "darwin") {
    const log = `${stateFolder(env, homeFolder())}/daemon.log`;
    return launchd(homeFolder(), process.getuid?.() ?? 0, log);
  }
  const config = env.XDG_CONFIG_HOME;
  return systemd(config?.startsWith("/") ? config : `${homeFolder()}/.config`);
}

function ownProgram(): string {
  if (Bun.isStandaloneExecutable) return process.execPath;
  throw new ConsoleError("refused", "a service needs the built binary - use npm run build");
}
