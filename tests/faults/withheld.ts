// Command lines, places that the system withholds, and what may not be said of them.
import * as fs from "node:fs";
import type { Outcome, Sandbox } from "../support/sandbox.ts";

export const NOBODY = 65534;
/** Root may enter any folder: as root it is all done as another user. */
export const isRoot = process.getuid?.() === 0;
export const USER = isRoot ? { uid: NOBODY } : {};

/** A command line for each command; those that would go on are told to end soon. */
export const LINES: Record<string, readonly string[]> = {
  daemon: ["daemon", "--daemonize"],
  status: ["status"],
  stop: ["stop", "--force"],
  dump: ["dump"],
  list: ["list"],
  get: ["get", "a"],
  explain: ["explain", "a"],
  watch: ["watch", "--json"],
  set: ["set", "a", "working"],
  rm: ["rm", "a"],
  schema: ["schema"],
  metrics: ["metrics"],
  delete: ["delete", "b"],
  reopen: ["reopen", "a"],
  answer: ["answer", "a", "deny", "--question", "q", "--yes"],
  ack: ["ack", "a"],
  unack: ["unack", "a"],
  snooze: ["snooze", "a", "1000"],
  next: ["next"],
  wait: ["wait", "--timeout", "0s"],
  focus: ["focus", "a"],
  notify: ["notify", "--bell"],
  statusline: ["statusline"],
  relay: ["relay", "mqtt://127.0.0.1:9"],
  install: ["install", "claude", "--dry-run"],
  uninstall: ["uninstall"],
  doctor: ["doctor"],
  agents: ["agents"],
  hook: ["hook", "claude"],
  service: ["service", "status"],
  completions: ["completions", "bash"],
  man: ["man"],
  version: ["version"],
};
/** These speak with a hub, and start one or go on until it leaves. */
export const FOLLOWERS = ["watch", "notify", "relay"];

export const PAYLOAD = JSON.stringify({
  session_id: "h",
  hook_event_name: "UserPromptSubmit",
  cwd: "/w",
});

/** A folder that anyone may enter, with bad places in it. */
export function badPlaces(box: Sandbox) {
  const { folder } = box;
  fs.chmodSync(folder, 0o711);
  const open = `${folder}/open`;
  fs.mkdirSync(open);
  fs.chmodSync(open, 0o777);
  const locked = `${folder}/locked`;
  fs.mkdirSync(`${locked}/inside`, { recursive: true });
  fs.chmodSync(locked, 0);
  const readOnly = `${folder}/read-only`;
  fs.mkdirSync(readOnly, { mode: 0o555 });
  fs.writeFileSync(`${folder}/file`, "");
  fs.symlinkSync("loop", `${folder}/loop`);
  const long = `${folder}/${"x".repeat(300)}`;
  return {
    open,
    locked: `${locked}/inside`,
    readOnly,
    file: `${folder}/file`,
    loop: `${folder}/loop`,
    long,
  };
}

/** What is wrong with how a command ended, whatever the system refused; null for nothing. */
export function mistakeIn(name: string, { stdout, stderr, exitCode }: Outcome): string | null {
  if (/bug:|^ +at /m.test(stdout + stderr)) return `${name} called it a bug: ${stdout}${stderr}`;
  if (exitCode === 70) return `${name} ended with 70: ${stderr}`;
  if (exitCode === null) return `${name} was killed`;
  // A hub that the system refused something answers all the same.
  if (exitCode === 124 && name !== "wait") return `${name} got no answer: ${stderr}`;
  return null;
}
