import { mkdirSync } from "node:fs";
import { connect } from "../../src/client/connect.ts";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import { momentOf, type Told } from "./day.ts";
import type { Scene } from "./scenes.ts";

/** Whose day it is: what stands for the sandbox's home in a picture. */
const HOME = "/home/ada";

/** What a terminal shows: as text, and with its colour sequences. */
export interface Screen {
  text: string;
  colored: string;
}

/** Fills a daemon of its own and takes a picture of `agent-console watch` in a terminal. */
export async function capture(scene: Scene): Promise<Screen> {
  using box = sandbox();
  const { columns, rows, keys = [], shows } = scene;
  await box.daemon();
  await report(box, scene.sessions);
  await Bun.write(`${box.folder}/tmux.conf`, "set -g status off\n");
  const tmux = ["tmux", "-S", `${box.folder}/tmux`, "-f", `${box.folder}/tmux.conf`];
  const size = ["-x", String(columns), "-y", String(rows)];
  await box.exec([...tmux, "new-session", "-d", ...size, `${PROGRAM} watch`]);
  const shot = async (...flags: string[]) => {
    const { stdout } = await box.exec([...tmux, "capture-pane", "-p", ...flags]);
    return stdout.trimEnd().replaceAll(`${box.folder}/home`, HOME);
  };
  const wait = (text: string) => until(async () => (await shot()).includes(text), text, shot);
  try {
    await wait(scene.sessions.length === 0 ? shows : "shop");
    for (const key of keys) await box.exec([...tmux, "send-keys", key]);
    await wait(shows);
    // Branches are looked up one by one.
    let before = "";
    const stays = async () => {
      const now = await shot();
      const isSame = now === before;
      before = now;
      return isSame;
    };
    await until(stays, "a screen that stays", () => before);
    return { text: await shot(), colored: await shot("-e", "-N") };
  } finally {
    await box.exec([...tmux, "kill-server"]);
  }
}

/** Reports the sessions as their hooks would have, from folders that are on their branches. */
async function report(box: Sandbox, sessions: readonly Told[]): Promise<void> {
  const client = await connect(box.socket, { starts: false });
  const nowMs = Date.now();
  for (const { folder, branch, reports, isSeen, ...session } of sessions) {
    const working_dir = `${box.env.HOME}/${folder}`;
    mkdirSync(`${working_dir}/.git`, { recursive: true });
    await Bun.write(`${working_dir}/.git/HEAD`, `ref: refs/heads/${branch}\n`);
    for (const [minutesAgo, reported] of reports) {
      const at_ms = momentOf(minutesAgo, nowMs);
      await client.call("SET", { ...session, working_dir, at_ms, ...reported });
    }
    if (isSeen) await client.call("ACK", { session_id: session.session_id });
  }
  client.close();
}
