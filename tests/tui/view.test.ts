import { expect, test } from "bun:test";
import type { Session } from "../../src/protocol/session.ts";
import { BINDINGS } from "../../src/tui/bindings.ts";
import { ASCII, UNICODE } from "../../src/tui/glyphs.ts";
import { cutNames, textOf, widthOf } from "../../src/tui/line.ts";
import { START, type ViewState } from "../../src/tui/state.ts";
import { NOW_MS, sample } from "../attention/sample.ts";
import { order, picture, SESSIONS, texts } from "./picture.ts";

const STATES: readonly ViewState[] = [
  START,
  { ...START, isGrouped: true },
  { ...START, selected: "asks", page: "details" },
  { ...START, page: "help", scroll: 5 },
  { ...START, filter: "api", prompt: { kind: "filter", text: "api" } },
  { ...START, filter: "nothing has this" },
  {
    ...START,
    selected: "over",
    prompt: { kind: "confirm", verb: "delete", sessionId: "over", name: "old" },
  },
  { ...START, notice: "日本語 ".repeat(60) },
];

test("at any size there are exactly as many lines as rows, and none is wider than the screen", () => {
  for (const state of STATES) {
    for (const rows of [1, 2, 3, 4, 5, 7, 8, 20, 24, 60]) {
      for (const columns of [1, 2, 5, 10, 19, 20, 35, 49, 50, 60, 70, 79, 80, 99, 120, 200, 400]) {
        for (const glyphs of [UNICODE, ASCII]) {
          for (const away of [undefined, { sinceMs: NOW_MS, why: "refused" }]) {
            const { lines } = picture({ state, size: { columns, rows }, glyphs, away });
            expect(lines).toHaveLength(rows);
            for (const line of lines) expect(widthOf(textOf(line))).toBeLessThanOrEqual(columns);
          }
        }
      }
    }
  }
});

test("in ASCII nothing but ASCII is drawn", () => {
  for (const state of STATES) {
    const size = { columns: 120, rows: 40 };
    for (const line of picture({ state, size, glyphs: ASCII }).lines) {
      expect(textOf(line)).toMatch(/^[ -~]*$/);
    }
  }
});

test("80 by 24 shows what is needed of each session, needs-me first", () => {
  expect(texts(picture()).slice(0, 8)).toEqual([
    " ◆ 1 question  ● 1 attention  ◐ 1 working  ○ 1 seen  · 1 closed             1/5",
    "    status        for  project   agent   bg  message",
    "▌ ◆ permission    42s  shop      claude      Bash: rm -rf node_modules",
    "  ● done          12m  blog/api  claude      修正しました — 全テスト合格 e\u0301 👩‍👩‍👧",
    "  ◐ working?    3h00m  shop/api  codex   +2",
    "  ○ error          2m  infra     gemini",
    "  · exited       1d0h  old       claude",
    "",
  ]);
});

test("the whole help page is in sight at 80 by 24, where it is not its edge says so", () => {
  const state: ViewState = { ...START, page: "help" };
  const lines = texts(picture({ state }));
  for (const { shown, help } of BINDINGS) {
    expect(lines.some((line) => line.includes(`${shown} `) && line.includes(` ${help}`))).toBe(
      true,
    );
  }
  for (const text of ["closed", "not provably alive", "scroll"]) {
    expect(lines.join("\n")).toContain(text);
  }
  const small = texts(
    picture({ state: { ...state, scroll: 99 }, size: { columns: 60, rows: 12 } }),
  );
  expect(small.slice(2, 11).filter((line) => line.endsWith("▐")).length).toBeGreaterThan(0);
  expect(small[2]).not.toEndWith("▐");
  expect(small[10]).toEndWith("▐");
});

test("of the counts the names go first, and where one is never goes", () => {
  const many = Array.from({ length: 30 }, (_, index) => {
    const id = `s${index}`;
    return sample({ session_id: id, ...(index % 5 === 0 ? { status: "question" } : {}) });
  });
  const closed = sample({ session_id: "c", status: "closed", closed: true });
  const seen = sample({ session_id: "i", status: "attention", reason: "interrupted" });
  const started = sample({ session_id: "n", status: "attention", reason: "started" });
  const sessions = [
    ...many,
    closed,
    seen,
    started,
    { ...started, session_id: "w", status: "working" as const },
  ];
  for (let columns = 40; columns <= 160; columns += 1) {
    const [head = ""] = texts(picture({ sessions, size: { columns, rows: 24 } }));
    expect(head).toMatch(/ \d+\/34$/);
  }
});

test("a strip of three lines shows the counts and the two most urgent", () => {
  expect(texts(picture({ size: { columns: 50, rows: 3 } }))).toEqual([
    " ◆ 1  ● 1  ◐ 1  ○ 1  · 1                      1/5",
    "▌ ◆ permission    42s  shop      Bash: rm -rf no…▐",
    "  ● done          12m  blog/api  修正しました — …",
  ]);
});

test("at 200 columns the host of a session elsewhere is shown, at 80 it is not", () => {
  const wide = texts(picture({ size: { columns: 200, rows: 10 } })).join("\n");
  expect(wide).toContain("box2");
  expect(texts(picture()).join("\n")).not.toContain("box2");
});

test("grouped, each project has its heading and the most urgent group is first", () => {
  const view = picture({
    state: { ...START, isGrouped: true },
    sessions: [...SESSIONS, sample({ session_id: "more", working_dir: "/home/ann/old" })],
  });
  const headings = texts(view).filter((line) => line.startsWith("─"));
  expect(headings.map((line) => line.replace(/[─ ]+$/, ""))).toEqual([
    "─ shop (1)",
    "─ blog/api (1)",
    "─ shop/api (1)",
    "─ old (2)",
    "─ infra (1)",
  ]);
});

test("grouped, no row repeats the name that heads its group", () => {
  const sessions = [
    sample({ session_id: "a", title: "Fix the cart" }),
    sample({ session_id: "b", title: "Write the docs" }),
  ];
  const lines = texts(picture({ sessions, state: { ...START, isGrouped: true } }));
  expect(lines.filter((line) => line.includes("shop"))).toEqual([expect.stringMatching(/^─ shop/)]);
  expect(lines[3]).toMatch(/Fix the cart/);
});

test("sessions that would be called alike are told apart by their ids, in groups too", () => {
  const sessions = [
    sample({ session_id: "ses_81f7" }),
    sample({ session_id: "ses_91f7" }),
    sample({ session_id: "child", parent_id: "ses_81f7" }),
    sample({ session_id: "over", status: "closed" }),
    sample({ session_id: "other", working_dir: "/src/blog" }),
  ];
  const namesIn = (isGrouped: boolean) => {
    const { items } = picture({ sessions, state: { ...START, isGrouped } });
    const named = items.flatMap((item) => (item.kind === "session" ? [item] : []));
    return Object.fromEntries(named.map(({ session, name }) => [session.session_id, name]));
  };
  expect(namesIn(false)).toEqual({
    ses_81f7: "shop: ses_8",
    ses_91f7: "shop: ses_9",
    ...{ child: "shop", over: "shop", other: "blog" },
  });
  expect(namesIn(true)).toEqual({
    ses_81f7: "ses_8",
    ses_91f7: "ses_9",
    ...{ child: "", over: "", other: "" },
  });
});

test("sessions of one project are told apart by their own title, one alone is not", () => {
  const shared = [
    sample({ session_id: "a", title: "Fix the cart" }),
    sample({ session_id: "b", title: "Write the docs" }),
    sample({ session_id: "c", title: "Alone", working_dir: "/src/blog" }),
  ];
  const text = texts(picture({ sessions: shared })).join("\n");
  expect(text).toMatch(/shop: Fix the cart/);
  expect(text).toMatch(/shop: Write the docs/);
  expect(text).toMatch(/ blog /);
});

test("subfolders and worktrees of a repository are one project", () => {
  const roots = new Map([
    ["/src/shop", { root: "/src/shop", branch: "main" }],
    ["/src/shop/api", { root: "/src/shop", branch: "main" }],
    ["/trees/shop-cart", { root: "/src/shop", branch: "cart" }],
    ["/src/blog/api", { root: "/src/blog", branch: "main" }],
  ]);
  const sessions = [...roots.keys()].map((working_dir) =>
    sample({ session_id: working_dir, working_dir }),
  );
  const repositoryOf = (folder: string) => roots.get(folder);
  const size = { columns: 120, rows: 20 };
  const state = { ...START, isGrouped: true };
  const grouped = texts(picture({ sessions, repositoryOf, size, state }));
  expect(grouped.filter((line) => line.startsWith("─")).map((line) => line.slice(0, 10))).toEqual([
    "─ blog (1)",
    "─ shop (3)",
  ]);
  const flat = texts(picture({ sessions, repositoryOf, size })).join("\n");
  expect(flat).toMatch(/shop: cart +cart/);
  expect(flat).toMatch(/shop: api +main/);
});

test("at 80 columns the host is shown where nothing else tells two sessions apart", () => {
  const shop = { working_dir: null, display_name: "shop", agent_type: "codex", message: "asks" };
  const drawn = (...hosts: (string | null)[]) =>
    texts(
      picture({ sessions: hosts.map((host) => sample({ ...shop, session_id: `${host}`, host })) }),
    );
  const text = drawn("laptop", null, "desk").join("\n");
  expect(text).toMatch(/shop +laptop +asks/);
  expect(text).toMatch(/shop +desk +asks/);
  expect(drawn(null).join("\n")).toMatch(/shop +codex +asks/);
});

test("a long name has the room that no message needs", () => {
  const working_dir = "/src/a-project-whose-name-is-long-and-told";
  const name = working_dir.slice(5);
  const of = (message: string) =>
    texts(picture({ sessions: [sample({ working_dir, message })] })).join("\n");
  expect(of("short")).toContain(` ${name} `);
  expect(of("a message as long as they mostly are ".repeat(3))).not.toContain(name);
});

test("it says on which session of how many one is, and of all under a filter", () => {
  const sessions = Array.from({ length: 48 }, (_, index) =>
    sample({ session_id: `s${index}`, working_dir: index < 7 ? "/src/codex" : "/src/shop" }),
  );
  const head = (state: ViewState) => texts(picture({ sessions, state }))[0];
  expect(head({ ...START, selected: sessions[3]?.session_id ?? null })).toMatch(/ \d+\/48$/);
  expect(head({ ...START, filter: "codex" })).toMatch(/ 1\/7 of 48$/);
  expect(head({ ...START, filter: "zzz" })).toMatch(/ 0 of 48$/);
});

test("the head says what was waited today where there is room for it", () => {
  const head = (columns: number) =>
    texts(picture({ waitedMs: 42 * 60_000, size: { columns, rows: 10 } }))[0];
  expect(head(120)).toMatch(/agent-console .* waited 42m today {2}1\/5$/);
  expect(head(80)).toMatch(/^ ◆ \d question .* waited 42m today {2}1\/5$/);
  expect(head(62)).toMatch(/^ ◆ \d question .* 1\/5$/);
});

test("the last line says what is asked, and what was done, of however long a name", () => {
  const name = `${"中文-very-long-".repeat(12)}end`;
  const confirm = { kind: "confirm", verb: "delete", sessionId: "s1", name } as const;
  const sessions = [sample({ session_id: "s1" })];
  for (const columns of [40, 80, 200]) {
    const last = (state: Partial<ViewState>) => {
      const size = { columns, rows: 10 };
      return texts(picture({ sessions, state: { ...START, ...state }, size })).at(-1);
    };
    expect(last({ prompt: confirm })).toMatch(/^ delete 中文.*end\? y \/ n$/);
    expect(last({ notice: `${name} is open again` })).toMatch(/^ 中文.* open again$/);
  }
});

test("a group says how many are in it however long its name is", () => {
  const sessions = [1, 2].map((id) =>
    sample({ session_id: `s${id}`, working_dir: `/src/${"中文-very-long-".repeat(12)}end` }),
  );
  for (const columns of [24, 80, 200]) {
    const state = { ...START, isGrouped: true };
    const [group] = texts(picture({ sessions, state, size: { columns, rows: 10 } })).filter(
      (line) => line.startsWith("─"),
    );
    expect(group).toMatch(/end \(2\)( |$)/);
  }
});

test("a mark at the edge tells which part of a long list is in sight", () => {
  const sessions = Array.from({ length: 100 }, (_, index) => sample({ session_id: `s${index}` }));
  const marks = (top: number) =>
    texts(picture({ sessions, state: { ...START, selected: order100(top), top } }))
      .slice(2, -1)
      .map((line) => line.endsWith("▐"));
  const order100 = (row: number) =>
    order(picture({ sessions, size: { columns: 80, rows: 200 } }))[row] ?? null;
  expect(marks(0).slice(0, 4).every(Boolean)).toBe(true);
  expect(marks(0).at(-1)).toBe(false);
  expect(marks(79).at(-1)).toBe(true);
  expect(marks(79)[0]).toBe(false);
  expect(texts(picture()).join("")).not.toContain("▐");
});

test("from 140 columns on the details stand beside the list and follow the cursor", () => {
  const shown = (columns: number, selected: string | null = null) =>
    texts(picture({ size: { columns, rows: 30 }, state: { ...START, selected } })).join("\n");
  expect(shown(139)).not.toContain("│");
  expect(shown(140)).toMatch(/│ ◆ shop {2}question: permission/);
  expect(shown(140, "done")).toMatch(/│ ● blog\/api|│ ● api/);
  const { lines } = picture({ size: { columns: 200, rows: 30 } });
  const walls = lines.slice(1, -1).map((line) => textOf(line).indexOf("│"));
  expect(new Set(lines.slice(1, -1).map(({ beside }) => beside?.from)).size).toBe(1);
  expect(Math.min(...walls)).toBeGreaterThan(100);
});

test("what a status rests on is whole, however narrow the details are", () => {
  const session = sample({ status: "question" });
  const verdict = "settled it, for nothing newer was heard of it from anywhere else";
  const said = {
    source: "hook",
    at_ms: NOW_MS,
    event: "PermissionRequest",
    message: null,
  } as const;
  const evidence = [{ ...said, status: "question", reason: null, settled: true, verdict } as const];
  const told = {
    session,
    settled_by: null,
    settled_at_ms: null,
    last_evidence_ms: 0,
    questions: [],
  };
  const explanationOf = () => ({ ...told, evidence });
  for (const columns of [40, 60, 140, 200]) {
    const state: ViewState = { ...START, selected: "a1", page: columns < 140 ? "details" : "list" };
    const size = { columns, rows: 60 };
    const view = picture({ sessions: [session], state, size, explanationOf });
    const text = texts(view).map((line) => line.split("│").at(-1)?.trim());
    expect(text.join(" ")).toContain(verdict);
  }
});

test("an empty view says the next command whole, at any width that has room for it", () => {
  for (let columns = 23; columns <= 200; columns += 1) {
    for (const rows of [1, 3, 8, 24]) {
      const lines = texts(picture({ sessions: [], size: { columns, rows } }));
      if (rows > 1) expect(lines.join("\n")).toContain("agent-console install");
    }
  }
});

test("names are cut where that keeps them apart", () => {
  const names = ["checkout-service-eu", "checkout-service-us", "checkout-web"];
  expect(cutNames(names, 12, UNICODE)).toEqual(["checko…ce-eu", "checko…ce-us", "checkout-web"]);
  expect(cutNames(["one-long-name", "two-long-name"], 8, UNICODE)).toEqual([
    "one-lon…",
    "two-lon…",
  ]);
  // Only those that nothing else tells apart lose their project.
  expect(cutNames(["shop: the first of them", "shop: the other of both"], 12, UNICODE)).toEqual([
    "shop: the f…",
    "shop: the o…",
  ]);
  const alike = ["blog: a long title, one of two things", "blog: a long title, two of two things"];
  expect(cutNames(["shop: a branch of long name", ...alike], 18, UNICODE)).toEqual([
    "shop: a branch of…",
    "…one of two things",
    "…two of two things",
  ]);
});

test("a filter leaves only what matches, and says so when nothing does", () => {
  expect(order(picture({ state: { ...START, filter: "codex" } }))).toEqual(["works"]);
  const none = texts(picture({ state: { ...START, filter: "zzz" } })).join("\n");
  expect(none).toContain('nothing matches "zzz"');
});

test("the details show each status with how long it lasted, newest first", () => {
  const sinceMs = NOW_MS - 30_000;
  const at = (secondsAgo: number) => NOW_MS / 1000 - secondsAgo;
  const session = sample({
    status: "question",
    since_ms: sinceMs,
    history: [
      { status: "working", at_secs: at(330) },
      { status: "attention", at_secs: at(150) },
      { status: "question", at_secs: at(30) },
    ],
  });
  const state: ViewState = { ...START, selected: "a1", page: "details" };
  const lines = texts(picture({ sessions: [session], state }));
  const timeline = lines.filter((line) => /^ \d\d:\d\d:\d\d/.test(line));
  expect(timeline.map((line) => line.split(/\s+/).slice(1, 5).join(" "))).toEqual([
    "11:59:30 ◆ question 30s",
    "11:57:30 ● attention 2m",
    "11:54:30 ◐ working 3m",
  ]);
});

test("a long message is whole on the details page, however narrow it is", () => {
  const message = "word ".repeat(60).trim();
  const state: ViewState = { ...START, selected: "a1", page: "details" };
  for (const columns of [24, 40, 80, 200]) {
    const view = picture({ sessions: [sample({ message })], state, size: { columns, rows: 100 } });
    const text = texts(view).join(" ");
    expect(text.match(/word/g)).toHaveLength(60);
  }
});

test("while the hub is away it says so, nothing looks alive, and no counter runs", () => {
  const away = { sinceMs: NOW_MS - 1000, why: "connection refused" };
  const view = picture({ away });
  expect(texts(view)[0]).toContain("hub away: connection refused");
  expect(view.changesMs).toBeUndefined();
  const styles = new Set(view.lines.flatMap(({ spans }) => spans.map(({ style }) => style)));
  expect([...styles].sort()).toEqual(["faint", "warning"]);
  expect(texts(picture({ away, nowMs: NOW_MS + 90_000 }))).toEqual(texts(view));
});

test("the picture changes by the clock exactly when it is foretold", () => {
  for (const state of [START, { ...START, selected: "works", page: "details" as const }]) {
    const before = picture({ state });
    const changesMs = before.changesMs ?? 0;
    expect(changesMs).toBeGreaterThan(NOW_MS);
    expect(texts(picture({ state, nowMs: changesMs - 1 }))).toEqual(texts(before));
    expect(texts(picture({ state, nowMs: changesMs }))).not.toEqual(texts(before));
  }
});

test("with nothing in sight that counts seconds the next change is a minute's", () => {
  const sessions = [sample({ since_ms: NOW_MS - 125_000 })];
  expect(picture({ sessions }).changesMs).toBe(NOW_MS + 55_000);
  expect(picture({ sessions: [] }).changesMs).toBeUndefined();
});

test("a snooze that ends changes the picture at that moment", () => {
  const sessions = [
    sample({ status: "question", since_ms: NOW_MS - 125_000, snoozed_until_ms: NOW_MS + 10 }),
  ];
  expect(picture({ sessions }).changesMs).toBe(NOW_MS + 10);
  expect(texts(picture({ sessions }))[0]).toContain("1 seen");
  expect(texts(picture({ sessions, nowMs: NOW_MS + 10 }))[0]).toContain("1 question");
});

test("before the first snapshot nobody is told that there are no sessions", () => {
  expect(texts(picture({ sessions: [], isKnown: false })).join()).toContain("connecting");
  expect(texts(picture({ sessions: [] })).join()).toContain("no sessions yet");
});

test("no text of a session can draw outside its line", () => {
  const hostile = "x\u001b[2J\n\u0007\u009b31m\u202e";
  const session = sample({
    session_id: "h",
    message: hostile,
    working_dir: `/tmp/${hostile}`,
    display_name: hostile,
    reason: hostile,
    host: hostile,
    agent_type: hostile,
    terminal: { tmux: "/t", tmux_pane: hostile },
  });
  for (const page of ["list", "details"] as const) {
    const state: ViewState = { ...START, selected: "h", page, isGrouped: true, filter: "x" };
    const view = picture({ sessions: [session], state, size: { columns: 200, rows: 40 } });
    for (const line of view.lines) expect(textOf(line)).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  }
});

test("the strip shows what is being asked in place of the counts", () => {
  const state: ViewState = { ...START, filter: "sh", prompt: { kind: "filter", text: "sh" } };
  expect(texts(picture({ state, size: { columns: 50, rows: 3 } }))[0]).toBe(" filter: sh▏");
});

test("a question that somebody has seen keeps its sign and calls no more", () => {
  const session = sample({ status: "question", reason: "permission" });
  const signOf = (seen: Session) => {
    const line = picture({ sessions: [seen] }).lines.find(({ sessionId }) => sessionId === "a1");
    return line?.spans[1];
  };
  expect(signOf(session)).toEqual({ text: "◆ ", style: "question" });
  expect(signOf({ ...session, acknowledged_ms: 5 })).toEqual({ text: "◆ ", style: "seen" });
});
