import * as fs from "node:fs";
import type { Sandbox } from "./sandbox.ts";
import { openTmux, type Tmux } from "./tmux.ts";

/** A zellij session of its own, which somebody looks at in a tmux. */
export interface Zellij {
  /** What its commands need to find it. */
  readonly env: Record<string, string>;
  readonly viewer: Tmux;
  /** Runs an action. @returns what it printed. */
  action(...args: string[]): Promise<string>;
}

/** @param layout in KDL, as zellij takes it. */
export async function openZellij(
  box: Sandbox,
  layout: string,
  path = box.env.PATH,
): Promise<Zellij> {
  const config = `${box.folder}/zellij`;
  const env = { ZELLIJ_SOCKET_DIR: `${config}/run`, ZELLIJ_CONFIG_DIR: config, PATH: path ?? "" };
  fs.mkdirSync(env.ZELLIJ_SOCKET_DIR, { recursive: true });
  const quiet = ["show_startup_tips false", "show_release_notes false"];
  fs.writeFileSync(`${config}/config.kdl`, `${quiet.join("\n")}\n`);
  fs.writeFileSync(`${config}/layout.kdl`, layout);
  const words = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
  const start = ["zellij", "--session", "one", "--new-session-with-layout", `${config}/layout.kdl`];
  const viewer = await openTmux(box, {
    name: "viewer",
    run: ["exec env", ...words, ...start].join(" "),
  });
  return {
    env,
    viewer,
    async action(...args) {
      const command = ["zellij", "--session=one", "action", ...args];
      const { stdout, stderr, exitCode } = await box.exec(command, { env });
      if (exitCode !== 0) throw new Error(`zellij action ${args.join(" ")}: ${stderr}`);
      return stdout;
    },
  };
}
