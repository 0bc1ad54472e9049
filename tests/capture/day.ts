import type { Report } from "../../src/protocol/session.ts";

const MINUTE_MS = 60_000;

/** One session of a made-up day, and how it came to where it is. */
export interface Told {
  /** Its folder, below the home of whoever works there. */
  folder: string;
  branch: string;
  session_id: string;
  agent_type: string;
  background?: number;
  terminal?: Record<string, string>;
  /** Whether the person has seen it. */
  isSeen?: true;
  /** What was reported, the oldest first: minutes ago, and the rest. */
  reports: readonly [minutesAgo: number, report: Omit<Report, "session_id">][];
}

const prompted = { source: "hook", event: "UserPromptSubmit", status: "working" } as const;
const permission = { source: "hook", event: "PermissionRequest", reason: "permission" } as const;
const done = { source: "hook", event: "Stop", status: "attention", reason: "turn_done" } as const;

/** What wants a person, what goes on, what is over: a day as the view shows it best. */
export const DAY: readonly Told[] = [
  {
    ...{ folder: "src/shop", branch: "fix-cart" },
    ...{ session_id: "6ca8b423-77b1-4c5e-9d57-0f2b8e0f6a11", agent_type: "claudecode" },
    terminal: { tmux: "/tmp/tmux-1000/default,77,0", tmux_pane: "%3" },
    reports: [
      [60, prompted],
      [20, { ...done, message: "The cart keeps its items now" }],
      [11, prompted],
      [2, { ...permission, status: "question", message: "Bash: rm -rf node_modules && npm ci" }],
    ],
  },
  {
    ...{ folder: "src/docs", branch: "rewrite", session_id: "g-88", agent_type: "gemini" },
    reports: [
      [4, { status: "working" }],
      [1, { status: "question", reason: "plan", message: "Split the parser in two files" }],
    ],
  },
  {
    ...{ folder: "src/blog/api", branch: "main" },
    ...{ session_id: "019f99c3-1b7a-7d42-a1de-7a5c2f3b9e90", agent_type: "codex" },
    reports: [
      [15, { status: "working" }],
      [7, { ...done, message: "All 214 tests pass" }],
    ],
  },
  {
    ...{ folder: "src/shop/api", branch: "main", background: 2 },
    ...{ session_id: "c2d1f0aa-3c1e-4f6e-8a53-5d1f7f0f7a3c", agent_type: "claudecode" },
    reports: [[13, { status: "working", message: "Edit src/routes/cart.ts" }]],
  },
  {
    ...{ folder: "src/infra", branch: "main", session_id: "ses_41f7c2", agent_type: "opencode" },
    reports: [[1, { status: "working", message: "Bash: terraform plan" }]],
  },
  {
    ...{ folder: "src/mobile", branch: "release", session_id: "q-204", agent_type: "qwen" },
    isSeen: true,
    reports: [
      [25, { status: "working" }],
      [10, { status: "attention", reason: "rate_limited", message: "resets at 17:00" }],
    ],
  },
  {
    ...{ folder: "src/site", branch: "main", session_id: "ses_40aa19", agent_type: "opencode" },
    reports: [
      [200, { status: "working" }],
      [150, { status: "closed", reason: "ended" }],
    ],
  },
];

const PROJECTS = ["auth", "billing", "search", "mailer", "queue", "admin", "reports", "sdk"];
const AGENTS = ["claudecode", "codex", "gemini", "opencode", "copilot"];
const STEPS = [
  "Edit src/server.ts",
  "Bash: npm test",
  "Read the migration of last week",
  "Bash: cargo clippy --all-targets",
  "Write a test for the empty case",
];

/** The same with two dozen more at work: a screen that is full. */
export const BUSY_DAY: readonly Told[] = [
  ...DAY,
  ...Array.from({ length: 24 }, (_, index): Told => {
    const project = PROJECTS[index % PROJECTS.length];
    const status = index % 6 === 0 ? done : { status: "working" as const };
    const reported = { ...status, message: STEPS[index % STEPS.length] ?? null };
    return {
      folder: `work/${project}${index < PROJECTS.length ? "" : `/packages/p${index}`}`,
      branch: index % 3 === 0 ? "main" : `feature-${index}`,
      session_id: `s-${1000 + index * 37}`,
      agent_type: AGENTS[index % AGENTS.length] ?? "codex",
      reports: [
        [index * 2 + 1, reported],
        [0, reported], // heard from just now
      ],
    };
  }),
];

/** When a report was made, in Unix milliseconds. */
export function momentOf(minutesAgo: number, nowMs: number): number {
  return nowMs - minutesAgo * MINUTE_MS;
}
