import { AbsentError, openConnection } from "../../client/connection.ts";
import { account } from "../../host/account.ts";
import { homeFolder } from "../../host/home.ts";
import { hubAddress } from "../../host/hub-address.ts";
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
      ["agent-console service install --relay mqtts://broker.example", "and a relay with it"],
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
    relay: {
      type: "string",
      valueHint: "url",
      description: "with install: keep a relay to this broker running too; its flags may follow it",
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
      const { facts, problem } = keeper.status();
      writeOut(formatFacts(facts));
      if (problem !== null) throw new ConsoleError("refused", problem);
      return;
    }
    refuseForAnother();
    const socket = hubAddress(socketOf(args));
    const reportSocket = reportSocketOf(args["report-socket"], socket);
    const words = await relayWords(args.relay);
    const done =
      action === "install"
        ? keeper.install({ program: await ownProgram(), socket, reportSocket, relay: words })
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

/** The manager is the user's, and so are its files. */
function refuseForAnother(): void {
  const { uid, isBorrowed } = account();
  if (!isBorrowed) return;
  throw new ConsoleError("refused", `root has no service of user ${uid}'s - run it without sudo`);
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

/** As hooks name it: a path that outlives an upgrade. */
async function ownProgram(): Promise<string> {
  const { stableProgram } = await import("../../install/versions.ts");
  if (Bun.isStandaloneExecutable) {
    return stableProgram(process.execPath, process.argv0, process.env, homeFolder());
  }
  throw new ConsoleError("refused", "a service needs the built binary - use npm run build");
}

/** What follows `relay` on its command line: the broker, and flags. @throws usage */
async function relayWords(text: string | undefined): Promise<string[] | undefined> {
  const words = (text ?? "").split(/\s+/).filter(Boolean);
  const [broker] = words;
  if (broker === undefined) return undefined;
  const { parseBroker } = await import("../../relay/address.ts");
  parseBroker(broker, words.includes("--insecure"));
  return words;
}
