import { closeSync, writeSync } from "node:fs";
import { request } from "../client/request.ts";
import { account } from "../host/account.ts";
import { hubAddress } from "../host/hub-address.ts";
import { inheritedLimits } from "../host/inherited.ts";
import { toExpected } from "../host/system-error.ts";
import { DEFAULT_SOCKET } from "../protocol/address.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { daemonSettings } from "./daemon-settings.ts";
import { writeOut } from "./output.ts";
import type { PlainArgs } from "./plain-args.ts";

/** Runs the daemon, or has it run by itself, as the arguments of `daemon` say. */
export async function runDaemonCommand(args: PlainArgs): Promise<void> {
  const handoff = await takeOwnHandoff();
  // After a re-exec the starter has been told already.
  const report = handoff === undefined ? readiness(args["ready-fd"]) : () => {};
  try {
    const settings = daemonSettings(args, process.env);
    refuseForAnother(settings.socket);
    if (args.daemonize) {
      const { servesReports, startDaemon } = await import("../client/autostart.ts");
      const { socket, reportSocket, flags } = settings;
      const { started } = await startDaemon(socket, flags);
      // It listens before it answers, and has said in its log by then what there is to say.
      if (started) await request("STATUS", {}, socket, false);
      if (!started && reportSocket !== undefined && !servesReports(socket, reportSocket)) {
        const message = `the hub at ${socket} is running already and takes no reports at ${reportSocket}`;
        throw new ConsoleError("refused", `${message} - run "agent-console stop", then this again`);
      }
      writeOut(`${started ? "listening" : "already running"} at ${hubAddress(socket)}\n`);
      return;
    }
    // Loaded here, so that no other command pays for it.
    const { runDaemon } = await import("../daemon/daemon.ts");
    // Whoever started it connects while it loads what answers.
    const onListening = () => report("ready");
    const onReady = () => {
      report("ready");
      // Who starts a hub in the foreground, or a service, means what they limit it to.
      if (args["ready-fd"] !== undefined) void shedInherited();
    };
    await runDaemon({ ...settings, handoff, onListening, onReady });
  } catch (thrown) {
    const error = toExpected(thrown);
    if (error instanceof ConsoleError) report(error.message);
    throw error;
  }
}

async function shedInherited(): Promise<void> {
  const limits = inheritedLimits();
  if (limits.length > 0) (await import("../host/shed.ts")).shedLimits(limits);
}

/** Descriptor of what this process handed to itself across a re-exec; undefined when there was none. */
async function takeOwnHandoff(): Promise<number | undefined> {
  // Its name stands here too, so that no other start loads what is behind it.
  if (process.env.AGENT_CONSOLE_HANDOFF === undefined) return undefined;
  const { takeHandoff } = await import("../host/re-exec.ts");
  return takeHandoff(process.env, process.pid);
}

/** A hub at the default path is its user's, who can't use one that root has started. */
function refuseForAnother(socket: string): void {
  const { uid, isBorrowed } = account();
  if (isBorrowed && socket === DEFAULT_SOCKET) {
    const message = `root starts no hub for user ${uid}`;
    throw new ConsoleError("refused", `${message} - run it without sudo, or name a --socket`);
  }
  delete process.env.SUDO_UID; // at any other path it is root's own
}

/** Tells whoever started us, once, how it went. */
function readiness(descriptor: unknown): (word: string) => void {
  const fd = typeof descriptor === "string" ? Number(descriptor) : undefined;
  if (fd === undefined) return () => {};
  if (!Number.isInteger(fd) || fd < 3)
    throw new ConsoleError("usage", "--ready-fd: expected 3 or more");
  let isOpen = true;
  return (word) => {
    if (!isOpen) return;
    isOpen = false;
    try {
      writeSync(fd, `${word}\n`);
      closeSync(fd);
    } catch {
      // The starter is gone; the daemon serves the next one all the same.
    }
  };
}
