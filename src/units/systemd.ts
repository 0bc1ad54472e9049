import { ConsoleError } from "../protocol/errors.ts";
import { ask, type Keeper, type KeeperStatus, programFacts, tell } from "./keeper.ts";
import {
  programOf,
  RELAY_UNIT,
  relayCommand,
  relayUnit,
  type Service,
  serviceUnit,
  socketUnit,
  UNIT,
} from "./systemd-units.ts";
import { putFile, readFile, removeFile } from "./unit-file.ts";

const SYSTEMCTL = ["systemctl", "--user", "--no-pager"];
const RELAY_FILE = `${RELAY_UNIT}.service`;
const UNITS = [`${UNIT}.socket`, `${UNIT}.service`];

/** The user's systemd. @param configFolder the user's own, as XDG has it. */
export function systemd(configFolder: string): Keeper {
  const folder = `${configFolder}/systemd/user`;
  return {
    install(service) {
      checkManager();
      const done = [
        putFile(`${folder}/${UNIT}.socket`, socketUnit(service)),
        putFile(`${folder}/${UNIT}.service`, serviceUnit(service)),
      ];
      const isNews = done.some((line) => line.startsWith("wrote"));
      tell([...SYSTEMCTL, "daemon-reload"]);
      // A unit that runs goes by what it was started with.
      if (isNews) ask([...SYSTEMCTL, "stop", ...UNITS]);
      tell([...SYSTEMCTL, "enable", "--now", `${UNIT}.socket`]);
      // At once, so that a hub that already runs hands over now, and a fault shows here.
      tell([...SYSTEMCTL, "start", `${UNIT}.service`]);
      const hub = `systemd listens at ${service.socket} and keeps the hub running`;
      return [...done, hub, ...installRelay(folder, service)];
    },
    uninstall() {
      const isThere = UNITS.some((unit) => readFile(`${folder}/${unit}`) !== null);
      const relay = uninstallRelay(folder);
      if (!isThere) return relay;
      ask([...SYSTEMCTL, "disable", "--now", ...UNITS]);
      const done = UNITS.flatMap((unit) => removeFile(`${folder}/${unit}`));
      ask([...SYSTEMCTL, "daemon-reload"]);
      return [...relay, ...done, "systemd no longer keeps the hub"];
    },
    status() {
      const isThere = UNITS.every((unit) => readFile(`${folder}/${unit}`) !== null);
      const unit = readFile(`${folder}/${UNIT}.service`);
      const program = programFacts(unit === null ? null : programOf(unit));
      const state = (unit: string) => ask([...SYSTEMCTL, "is-active", unit]).text;
      const hasRelay = readFile(`${folder}/${RELAY_FILE}`) !== null;
      const silence = whySilent();
      const facts: KeeperStatus["facts"] = [
        ["manager", silence === null ? "systemd, of this user" : `none answers: ${silence}`],
        ["installed", isThere ? `yes, in ${folder}` : "no"],
        ...program.facts,
        ...UNITS.map((unit): [string, string] => [unit, isThere && !silence ? state(unit) : ""]),
        ...(hasRelay ? [relayFact(silence === null ? state(RELAY_FILE) : "")] : []),
      ];
      const noManager = silence === null ? null : `no systemd of this user answers: ${silence}`;
      return { facts, problem: isThere ? (program.problem ?? noManager) : null };
    },
  };
}

/** Has the relay run beside the hub, or no longer where none is wanted. */
function installRelay(folder: string, service: Service): string[] {
  const command = relayCommand(service);
  if (command === undefined) return uninstallRelay(folder);
  const done = putFile(`${folder}/${RELAY_FILE}`, relayUnit(command));
  tell([...SYSTEMCTL, "daemon-reload"]);
  tell([...SYSTEMCTL, "enable", RELAY_FILE]);
  tell([...SYSTEMCTL, done.startsWith("wrote") ? "restart" : "start", RELAY_FILE]);
  return [done, "systemd keeps the relay running"];
}

function uninstallRelay(folder: string): string[] {
  if (readFile(`${folder}/${RELAY_FILE}`) === null) return [];
  ask([...SYSTEMCTL, "disable", "--now", RELAY_FILE]);
  const done = removeFile(`${folder}/${RELAY_FILE}`);
  ask([...SYSTEMCTL, "daemon-reload"]);
  return [...done, "systemd no longer keeps the relay"];
}

function relayFact(state: string): [string, string] {
  return [RELAY_FILE, state];
}

function checkManager(): void {
  const why = whySilent();
  if (why === null) return;
  const rest = "none is needed, the hub starts by itself with the first command";
  throw new ConsoleError("refused", `no systemd of this user answers (${why}) - ${rest}`);
}

/** Why the manager does not answer; null when it does. */
function whySilent(): string | null {
  const { isOk, text } = ask([...SYSTEMCTL, "show-environment"]);
  return isOk ? null : (text.split("\n")[0] ?? "");
}
