// What the README shows, made from the real program: `npm run capture` prints the
// live view as text, `npm run capture -- --svg file` draws it too. Wants tmux, which
// is the terminal it is drawn in.
import { parseArgs } from "node:util";
import { connect } from "../../src/client/connect.ts";
import type { Input } from "../../src/protocol/commands.ts";
import { PROGRAM } from "../support/paths.ts";
import { sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import { drawSvg } from "./svg.ts";

const SIZE = { columns: 92, rows: 10 };
const MINUTE_MS = 60_000;

/** A working day as the view shows it best: what wants a person, what goes on. */
const SESSIONS: readonly (Input<"SET"> & { minutes: number })[] = [
  {
    ...{ session_id: "7f3a", agent_type: "claudecode", working_dir: "/home/ada/src/shop" },
    ...{ status: "question", reason: "permission", message: "Bash: rm -rf dist && bun run build" },
    minutes: 2,
  },
  {
    ...{ session_id: "019a", agent_type: "codex", working_dir: "/home/ada/src/parser" },
    ...{ status: "attention", reason: "turn_done", message: "All 214 tests pass" },
    minutes: 7,
  },
  {
    ...{ session_id: "c2d1", agent_type: "claudecode", working_dir: "/home/ada/src/docs" },
    ...{ status: "working", message: "Rewrite the getting started page", background: 2 },
    minutes: 12,
  },
  {
    ...{ session_id: "ses_4", agent_type: "opencode", working_dir: "/home/ada/src/api" },
    ...{ status: "working", message: "Find out why login is slow" },
    minutes: 1,
  },
  {
    ...{ session_id: "g-88", agent_type: "gemini", working_dir: "/home/ada/src/site" },
    ...{ status: "closed", reason: "ended" },
    minutes: 31,
  },
];

const { values } = parseArgs({ options: { svg: { type: "string" } } });
const { text, colored } = await capture();
console.log(text);
if (values.svg !== undefined) await Bun.write(values.svg, drawSvg(colored, SIZE.columns));

/** Fills a hub of its own and takes a picture of `agent-console watch` in a terminal. */
async function capture(): Promise<{ text: string; colored: string }> {
  using box = sandbox();
  await box.daemon();
  const client = await connect(box.socket, { starts: false });
  for (const { minutes, ...report } of SESSIONS) {
    await client.call("SET", { ...report, at_ms: Date.now() - minutes * MINUTE_MS });
  }
  client.close();
  const tmux = ["tmux", "-S", `${box.folder}/tmux`, "-f", "/dev/null"];
  const { columns, rows } = SIZE;
  const size = ["-x", String(columns), "-y", String(rows)];
  await box.exec([...tmux, "new-session", "-d", ...size, `${PROGRAM} watch`]);
  try {
    const shot = async (...flags: string[]) =>
      (await box.exec([...tmux, "capture-pane", "-p", ...flags])).stdout;
    await until(async () => (await shot()).includes("parser"), "the live view", shot);
    return { text: (await shot()).trimEnd(), colored: (await shot("-e")).trimEnd() };
  } finally {
    await box.exec([...tmux, "kill-server"]);
  }
}
