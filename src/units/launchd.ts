import { ask, type Keeper, type KeeperStatus, programFacts, tell } from "./keeper.ts";
import { agentPlist, LABEL, programOf, RELAY_LABEL, relayPlist } from "./launchd-plist.ts";
import { relayCommand, type Service } from "./systemd-units.ts";
import { putFile, readFile, removeFile } from "./unit-file.ts";

/** The user's launchd. @param log file for what the hub says. */
export function launchd(home: string, uid: number, log: string): Keeper {
  const file = `${home}/Library/LaunchAgents/${LABEL}.plist`;
  const domain = `gui/${uid}`;
  const leave = () => ask(["launchctl", "bootout", `${domain}/${LABEL}`]);
  const relayFile = `${home}/Library/LaunchAgents/${RELAY_LABEL}.plist`;
  function installRelay(service: Service): string[] {
    const command = relayCommand(service);
    if (command === undefined) return uninstallRelay();
    const done = putFile(relayFile, relayPlist(command, log.replace(/[^/]*$/, "relay.log")));
    ask(["launchctl", "bootout", `${domain}/${RELAY_LABEL}`]);
    tell(["launchctl", "bootstrap", domain, relayFile]);
    return [done, "launchd keeps the relay running"];
  }
  function uninstallRelay(): string[] {
    if (readFile(relayFile) === null) return [];
    ask(["launchctl", "bootout", `${domain}/${RELAY_LABEL}`]);
    return [...removeFile(relayFile), "launchd no longer keeps the relay"];
  }
  return {
    install(service) {
      const done = putFile(file, agentPlist(service, log));
      leave(); // an earlier one goes by what it was started with
      tell(["launchctl", "bootstrap", domain, file]);
      return [done, "launchd keeps the hub running", ...installRelay(service)];
    },
    uninstall() {
      const relay = uninstallRelay();
      if (readFile(file) === null) return relay;
      leave();
      return [...relay, ...removeFile(file), "launchd no longer keeps the hub"];
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
        ...(readFile(relayFile) === null ? [] : [["relay", relayFile] as [string, string]]),
      ];
      return { facts, problem: program.problem };
    },
  };
}
