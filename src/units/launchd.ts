import { ask, type Keeper, type KeeperStatus, programFacts, tell } from "./keeper.ts";
import { agentPlist, LABEL, programOf } from "./launchd-plist.ts";
import { putFile, readFile, removeFile } from "./unit-file.ts";

/** The user's launchd. @param log file for what the hub says. */
export function launchd(home: string, uid: number, log: string): Keeper {
  const file = `${home}/Library/LaunchAgents/${LABEL}.plist`;
  const domain = `gui/${uid}`;
  const leave = () => ask(["launchctl", "bootout", `${domain}/${LABEL}`]);
  return {
    install(service) {
      const done = putFile(file, agentPlist(service, log));
      leave(); // an earlier one goes by what it was started with
      tell(["launchctl", "bootstrap", domain, file]);
      return [done, "launchd keeps the hub running"];
    },
    uninstall() {
      if (readFile(file) === null) return [];
      leave();
      return [...removeFile(file), "launchd no longer keeps the hub"];
    },
    status() {
      const { isOk, text } = ask(["launchctl", "print", `${domain}/${LABEL}`]);
      const state = /state = (.+)/.exec(text)?.[1];
      const plist = readFile(file);
      const program = programFacts(plist === null ? null : programOf(plist));
      const facts: KeeperStatus["facts"] = [
        ["manager", "launchd"],
        ["installed", plist === null ? "no" : `yes, ${file}`],
        ...program.facts,
        ["state", isOk ? (state ?? "loaded") : "not loaded"],
      ];
      return { facts, problem: program.problem };
    },
  };
}
