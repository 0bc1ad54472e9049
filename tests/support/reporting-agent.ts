import * as fs from "node:fs";
import { PROGRAM } from "./paths.ts";
import type { Sandbox } from "./sandbox.ts";

/** The command of an agent that reports through its hook, from wherever it is started, and stays. */
export function reportingAgent(box: Sandbox, id: string): string[] {
  const file = `${box.folder}/agent.ts`;
  const source = `
    const payload = { session_id: process.argv[2], hook_event_name: "Stop", cwd: "/srv/shop" };
    Bun.spawnSync([${JSON.stringify(PROGRAM)}, "hook", "claude"], {
      stdin: Buffer.from(JSON.stringify(payload)),
    });
    console.log("reported");
    await Bun.sleep(60_000);
  `;
  fs.writeFileSync(file, source);
  return [process.execPath, file, id];
}
