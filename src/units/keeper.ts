import { accessSync, constants } from "node:fs";
import { ConsoleError } from "../protocol/errors.ts";
import type { Service } from "./systemd-units.ts";

/** What keeps the hub on: the service manager of this system, for this user. */
export interface Keeper {
  /** Idempotent. @returns what was done, a line each. @throws refused with the manager's own words. */
  install(service: Service): string[];
  /** @returns what was done; nothing when there was nothing. */
  uninstall(): string[];
  status(): KeeperStatus;
}

/** How the service stands. */
export interface KeeperStatus {
  /** By name, for people. */
  facts: [name: string, value: string][];
  /** Why it can't do what it is installed for; null where it can, or is not installed. */
  problem: string | null;
}

/** The facts about the program that a unit names, and what is wrong with it. */
export function programFacts(program: string | null): KeeperStatus {
  if (program === null) return { facts: [], problem: null };
  const isThere = isProgram(program);
  return {
    facts: [["program", isThere ? program : `${program}, which is gone`]],
    problem: isThere ? null : `${program} is gone - run agent-console service install`,
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // gone, or not for us
  }
}

/** How a run of the manager's tool ended. */
export interface Answer {
  isOk: boolean;
  text: string;
}

/** Runs a tool of the service manager. */
export function ask(command: readonly string[]): Answer {
  if (Bun.which(command[0] ?? "") === null) return { isOk: false, text: "not found" };
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], { stdin: "ignore" });
  const text = `${stdout}${stderr}`.trim();
  return { isOk: exitCode === 0, text };
}

/** The same, where it has to go well. @throws refused */
export function tell(command: readonly string[]): void {
  const { isOk, text } = ask(command);
  if (!isOk) throw new ConsoleError("refused", `${command.join(" ")} failed: ${text}`);
}
