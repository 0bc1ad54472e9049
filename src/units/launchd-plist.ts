import { hubCommand, type Service } from "./systemd-units.ts";

/** Name of the launchd agent. */
export const LABEL = "agent-console.hub";
/** The same of the relay's. */
export const RELAY_LABEL = "agent-console.relay";

/**
 * The launchd agent (launchd.plist(5)): started at login, and again when it
 * fails. launchd hands sockets over only to programs that call its own library,
 * so the hub opens its own.
 * @param log file for what the hub says.
 */
export function agentPlist(service: Service, log: string): string {
  return plist(LABEL, [...hubCommand(service), "--log-file", log], "");
}

/** The agent of the relay. @param log file for what it says. */
export function relayPlist(command: readonly string[], log: string): string {
  const path = text(log);
  const outputs = ["StandardOutPath", "StandardErrorPath"];
  const keys = outputs.map((key) => `  <key>${key}</key>\n  <string>${path}</string>\n`);
  return plist(RELAY_LABEL, command, keys.join(""));
}

function plist(label: string, words: readonly string[], more: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Written by agent-console service install -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${label}</string>
  <key>ProgramArguments</key>
  <array>
${words.map((word) => `    <string>${text(word)}</string>`).join("\n")}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>BUN_GC_TIMER_DISABLE</key>
    <string>1</string>
  </dict>
${more}  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>Umask</key>
  <integer>63</integer>
  <key>HardResourceLimits</key>
  <dict>
    <key>Core</key>
    <integer>0</integer>
  </dict>
</dict>
</plist>
`;
}

/** The program that an agent of ours runs; null when it names none. */
export function programOf(plist: string): string | null {
  const [, word] = /<key>ProgramArguments<\/key>\s*<array>\s*<string>([^<]*)</.exec(plist) ?? [];
  return word?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&") ?? null;
}

function text(word: string): string {
  return word.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
