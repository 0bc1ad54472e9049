import { describe, expect, test } from "bun:test";
import type { Session } from "../../src/protocol/session.ts";
import { drawTable } from "../../src/tui/table.ts";
import { NOW_MS, sample } from "../attention/sample.ts";

const SESSIONS = [
  sample({
    session_id: "3c9e5f02",
    working_dir: "/src/a-project-with-quite-a-long-name",
    status: "question",
    reason: "permission",
    message: "Bash: rm -rf node_modules && npm ci",
  }),
  sample({ session_id: "77aa0001", status: "attention", reason: "rate_limited", message: "soon" }),
  sample({ session_id: "90bb0001", status: "attention", reason: "started" }),
  sample({ session_id: "a1cc0001", message: "编译中，请稍候，马上就好了" }),
];

function table(columns: number, sessions: readonly Session[] = SESSIONS, hasColor = false) {
  return drawTable(sessions, {
    ...{ columns, hasColor, nowMs: NOW_MS, env: { LANG: "C.UTF-8" } },
    idOf: ({ session_id }) => session_id.slice(0, 4),
    all: sessions,
    agentOf: () => undefined,
    repositoryOf: () => undefined,
  });
}

describe("the table of a terminal", () => {
  test("never loses why, at any width that has room for a word", () => {
    for (let columns = 24; columns <= 200; columns++) {
      const [, asks, limited, works, started] = table(columns);
      expect(asks).toContain("permission");
      expect(limited).toContain("rate limit");
      expect(started).toContain("started");
      expect(works).toContain("working");
    }
  });

  test("says what is asked from 44 columns on, and from 50 on by which id to answer", () => {
    for (let columns = 44; columns <= 200; columns++) {
      const [, asks] = table(columns);
      expect(asks).toMatch(/permission .*Bash: rm/);
      if (columns >= 50) expect(asks).toContain("3c9e");
    }
  });

  test("is never wider than the terminal, nor cut inside a character", () => {
    for (let columns = 1; columns <= 200; columns++) {
      for (const line of table(columns)) {
        expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
        expect(line.isWellFormed()).toBe(true);
      }
    }
  });

  test("looks like this", () => {
    expect(table(80)).toEqual([
      "  status      for  project                      id    message",
      "◆ permission   1m  a-project-with-quite-a-lon…  3c9e  Bash: rm -rf node_modules…",
      "● rate limit   1m  shop                         77aa  soon",
      "◐ working      1m  shop                         a1cc  编译中，请稍候，马上就好了",
      "◌ started      1m  shop                         90bb",
    ]);
  });

  test("is coloured only where colour is welcome, and holds no control character", () => {
    expect(table(80, SESSIONS, true).join()).toContain("\u001b[1;31m");
    const evil = sample({ working_dir: "/w/\u001b[31m\u202ex", message: "\u001b]0;t\u0007\n" });
    const text = table(80, [evil]).join("");
    expect(text).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });
});
