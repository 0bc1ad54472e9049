import * as fs from "node:fs";
import type { Place } from "../agent.ts";
import { endProcesses } from "./processes.ts";

/** The folder of one scenario, with all that runs in it. */
export interface World extends Place, AsyncDisposable {
  folder: string;
  /** The environment of everything that runs here, written from nothing. */
  env: Record<string, string>;
}

export interface WorldOptions {
  model: string;
  /** Folder of the agent's programs. */
  bin: string;
  /** Where hook payloads are kept; nowhere when left out. */
  record: boolean;
  env(place: Place): Record<string, string>;
}

export function createWorld(options: WorldOptions): World {
  const folder = fs.mkdtempSync("/tmp/acl-");
  const { model, bin } = options;
  const place = { home: `${folder}/home`, project: `${folder}/project`, model, bin };
  for (const name of ["home", "project", "run", "tmp", "payloads"]) {
    fs.mkdirSync(`${folder}/${name}`, { mode: 0o700 });
  }
  // A proxy that nobody serves: what would leave the machine fails at once.
  const nowhere = "http://127.0.0.1:9";
  const env = {
    PATH: [bin, "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    HOME: place.home,
    USER: "live",
    SHELL: "/bin/bash",
    PS1: "$ ",
    TERM: "xterm-256color",
    COLORTERM: "truecolor",
    LANG: "C.UTF-8",
    TMPDIR: `${folder}/tmp`,
    XDG_RUNTIME_DIR: `${folder}/run`,
    XDG_STATE_HOME: `${place.home}/.local/state`,
    XDG_CONFIG_HOME: `${place.home}/.config`,
    XDG_DATA_HOME: `${place.home}/.local/share`,
    XDG_CACHE_HOME: `${place.home}/.cache`,
    AGENT_CONSOLE_SOCKET: `${folder}/hub.sock`,
    HTTPS_PROXY: nowhere,
    HTTP_PROXY: nowhere,
    NO_PROXY: "127.0.0.1,localhost",
    DO_NOT_TRACK: "1",
    ...(options.record ? { LIVE_PAYLOADS: `${folder}/payloads` } : {}),
    ...options.env(place),
  };
  return {
    ...place,
    folder,
    env,
    async [Symbol.asyncDispose]() {
      await endProcesses(folder);
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
