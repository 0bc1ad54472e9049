import { loadAgents } from "../../src/agents/load.ts";
import type { Session } from "../../src/protocol/session.ts";
import { BINDINGS } from "../../src/tui/bindings.ts";
import { UNICODE } from "../../src/tui/glyphs.ts";
import { textOf } from "../../src/tui/line.ts";
import { START } from "../../src/tui/state.ts";
import { drawView, type View, type ViewInput } from "../../src/tui/view.ts";
import { NOW_MS, sample } from "../attention/sample.ts";

const AGENTS = await loadAgents();

/** Sessions of every kind, with texts that are hard to lay out. */
export const SESSIONS: readonly Session[] = [
  sample({
    session_id: "seen",
    status: "attention",
    reason: "error",
    acknowledged_ms: 5,
    working_dir: "/home/ann/infra",
    host: "box2",
    agent_type: "gemini",
    since_ms: NOW_MS - 120_000,
  }),
  sample({
    session_id: "asks",
    status: "question",
    reason: "permission",
    message: "Bash: rm -rf node_modules",
    since_ms: NOW_MS - 42_000,
    terminal: { tmux: "/tmp/tmux-0/default", tmux_pane: "%3" },
    pid: 4321,
  }),
  sample({
    session_id: "works",
    working_dir: "/srv/shop/api",
    agent_type: "codex",
    background: 2,
    stale: true,
    since_ms: NOW_MS - 3 * 3_600_000,
  }),
  sample({
    session_id: "done",
    status: "attention",
    reason: "turn_done",
    working_dir: "/home/ann/blog/api",
    message: "修正しました — 全テスト合格 e\u0301 👩‍👩‍👧",
    since_ms: NOW_MS - 720_000,
  }),
  sample({
    session_id: "over",
    status: "closed",
    reason: "process_exited",
    working_dir: "/home/ann/old",
    since_ms: NOW_MS - 86_400_000,
  }),
];

/** A view of the sample sessions, but for what is given. */
export function picture(given: Partial<ViewInput> = {}): View {
  return drawView({
    sessions: SESSIONS,
    isKnown: true,
    away: undefined,
    state: START,
    bindings: BINDINGS,
    waitedMs: 0,
    size: { columns: 80, rows: 24 },
    nowMs: NOW_MS,
    glyphs: UNICODE,
    clock: (ms) => new Date(ms).toISOString().slice(11, 19),
    platform: "linux",
    env: {},
    repositoryOf: () => undefined,
    agentOf: (agentType) => AGENTS.find((agent) => agent.agentType === agentType),
    explanationOf: () => undefined,
    ...given,
  });
}

/** The view as text, without the blanks at the ends of lines. */
export function texts(view: View): string[] {
  return view.lines.map((line) => textOf(line).trimEnd());
}

/** Session ids from top to bottom, as they are on the screen. */
export function order(view: View): string[] {
  return view.lines.flatMap(({ sessionId }) => sessionId ?? []);
}
