import { describe, expect, test } from "bun:test";
import { formatEvent, formatHealth, formatSession } from "../../src/cli/print.ts";
import { formatLine } from "../../src/cli/session-line.ts";
import { formatTable } from "../../src/cli/session-table.ts";
import type { Health } from "../../src/protocol/answers.ts";
import type { Session } from "../../src/protocol/session.ts";
import { sample } from "../attention/sample.ts";

const NOW = 1_700_000_065_000;
const PLAIN = { color: false, columns: Number.POSITIVE_INFINITY };
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const EVIL = "\u001b[31m\u001b]0;title\u0007\n\r\u0085\u009b\u202eevil";

function session(more: Partial<Session> = {}): Session {
  return sample({
    working_dir: "/home/me/project",
    elapsed_seconds: 61,
    idle_seconds: 5,
    since_ms: 1_700_000_000_000,
    updated_ms: 1_700_000_060_000,
    ...more,
  });
}

const evil = session({
  session_id: EVIL,
  agent_type: EVIL,
  working_dir: EVIL,
  display_name: EVIL,
  reason: EVIL,
  message: EVIL,
  host: EVIL,
  parent_id: EVIL,
  replaced_by: EVIL,
});

describe("what is printed", () => {
  test("never holds a control character of a session's", () => {
    const health = {
      uptime_seconds: 1,
      connections: 1,
      subscribers: 1,
      memory_mb: 1,
      socket_path: EVIL,
      app_version: EVIL,
      pid: 1,
      epoch: EVIL,
      seq: 1,
      warnings: [EVIL],
      sessions: { active: 1, closed: 1 },
      agents: [],
      waits: [],
      relays: [],
    };
    const event = { version: 1, seq: 1 } as const;
    const texts = [
      formatTable([evil], PLAIN, NOW),
      formatSession(evil),
      formatLine(evil),
      formatHealth(health),
      ...formatEvent({ ...event, type: "update", session: evil }),
      ...formatEvent({ ...event, type: "delete", session_id: EVIL }),
      ...formatEvent({ ...event, type: "snapshot", epoch: "e", sessions: [evil], deleted: [EVIL] }),
    ];
    for (const text of texts) {
      expect(text).not.toMatch(CONTROL);
      expect(text).toContain("evil");
    }
  });

  test("tells two projects of one name apart that were waited for", () => {
    const waits = ["/src/a/app", "/src/b/app"].map((working_dir) => {
      return { working_dir, today_seconds: 60, total_seconds: 60 };
    });
    const health = { sessions: {}, warnings: [], waits } as unknown as Health; // what it reads
    expect(formatHealth(health)).toMatch(/2m for a person: a\/app 1m, b\/app 1m/);
  });

  test("holds no line break of a session's", () => {
    expect(formatTable([evil, evil], PLAIN, NOW).split("\n").length).toBe(4);
    expect(formatLine(evil)).not.toContain("\n");
    expect(formatEvent({ version: 1, type: "update", seq: 1, session: evil }).length).toBe(1);
  });
});

describe("the whole table", () => {
  test("stands in columns, also under wide characters", () => {
    const rows = [session(), session({ display_name: "漢字🦊", session_id: "b" })];
    const lines = formatTable(rows, PLAIN, NOW).trimEnd().split("\n");
    const columnOf = (line: string | undefined, word: string) =>
      Bun.stringWidth(line?.slice(0, line.indexOf(word)) ?? "");
    expect(columnOf(lines[0], "AGENT")).toBe(columnOf(lines[1], "claudecode"));
    expect(columnOf(lines[1], "claudecode")).toBe(columnOf(lines[2], "claudecode"));
  });

  test("is coloured only where colour is welcome", () => {
    expect(formatTable([session()], PLAIN, NOW)).not.toContain("\u001b");
    expect(formatTable([session()], { color: true, columns: 80 }, NOW)).toContain("\u001b[32m");
  });

  test("marks a session that was not heard from", () => {
    expect(formatTable([session({ stale: true })], PLAIN, NOW)).toContain("working?");
  });

  test("calls a session that has only started that, and says it once", () => {
    const started = session({ status: "attention", reason: "started" });
    expect(formatTable([started], PLAIN, NOW)).toMatch(/\nstarted +project +claudecode +1m +a1\n$/);
    expect(formatLine(started)).toMatch(/^[\d:]{8} {2}started +project +a1$/);
  });

  test("names the machine where there is more than ours", () => {
    expect(formatTable([session()], PLAIN, NOW)).not.toContain("HOST");
    expect(formatTable([session(), session({ host: "box" })], PLAIN, NOW)).toMatch(
      /claudecode +box/,
    );
  });
});

test("lines stand in columns, whatever the status", () => {
  const columnOf = (line: string | undefined) => line?.indexOf("a1");
  const statuses = ["working", "attention", "question", "closed"] as const;
  const lines = statuses.map((status) => formatLine(session({ status })));
  const [deletion] = formatEvent({ version: 1, type: "delete", seq: 1, session_id: "a1" });
  expect(new Set(lines.map(columnOf)).size).toBe(1);
  expect(columnOf(deletion)).toBe(lines[0]?.indexOf("project"));
});

test("one session is shown a fact a line, and only the facts there are", () => {
  const text = formatSession(session({ message: "npm test", priority: 2 }));
  expect(text).toMatch(/^session +a1$/m);
  expect(text).toMatch(/^message +npm test$/m);
  expect(text).toMatch(/^priority +2$/m);
  expect(text).toMatch(/^history +\d\d:\d\d:\d\d working$/m);
  expect(text).not.toContain("parent");
  expect(text).not.toContain("null");
});

test("on a terminal a long fact is broken between words, below its beginning", () => {
  const message = "may I run the tests of the whole of it now";
  const text = formatSession(session({ message }), 40);
  expect(text).toContain("message      may I run the tests of the\n             whole of it now\n");
  expect(formatSession(session({ message }))).toContain(`message      ${message}\n`);
});
