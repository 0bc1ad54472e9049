import { ConsoleError } from "../protocol/errors.ts";
import { ask, type Keeper, type KeeperStatus, programFacts, tell } from "./keeper.ts";
import { programOf, serviceUnit, socketUnit, UNIT } from "./systemd-units.ts";
import { putFile, readFile, removeFile } from "./unit-file.ts";

const SYSTEMCTL = ["systemctl", "--user", "--no-pager"];
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
      return [...done, `systemd listens at ${service.socket} and keeps the hub running`];
    },
    uninstall() {
      const isThere = UNITS.some((unit) => readFile(`${folder}/${unit}`) !== null);
      if (!isThere) return [];
      ask([...SYSTEMCTL, "disable", "--now", ...UNITS]);
      const done = UNITS.flatMap((unit) => removeFile(`${folder}/${unit}`));
      ask([...SYSTEMCTL, "daemon-reload"]);
      return [...done, "systemd no longer keeps the hub"];
    },
    status() {
      const isThere = UNITS.every((unit) => readFile(`${folder}/${unit}`) !== null);
      const unit = readFile(`${folder}/${UNIT}.service`);
      const program = programFacts(unit === null ? null : programOf(unit));
      const state = (unit: string) => ask([...SYSTEMCTL, "is-active", unit]).text;
      const silence = whySilent();
      const facts: KeeperStatus["facts"] = [
        ["manager", silence === null ? "systemd, of this user" : `none answers: ${silence}`],
        ["installed", isThere ? `yes, in ${folder}` : "no"],
        ...program.facts,
        ...UNITS.map((unit): [string, string] => [unit, isThere && !silence ? state(unit) : ""]),
      ];
      const noManager = silence === null ? null : `no systemd of this user answers: ${silence}`;
      return { facts, problem: isThere ? (program.problem ?? noManager) : null };
    },
  };
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
