import { ask, type Keeper, tell } from "./keeper.ts";
import { agentPlist, LABEL } from "./launchd-plist.ts";
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
      return [
        ["manager", "launchd"],
        ["installed", readFile(file) === null ? "no" : `yes, ${file}`],
        ["state", isOk ? (state ?? "loaded") : "not loaded"],
      ];
    },
  };
}
