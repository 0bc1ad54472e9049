import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { Store } from "../../src/daemon/sessions/store.ts";
import { toWire } from "../../src/daemon/sessions/wire.ts";
import { ConsoleError } from "../../src/protocol/errors.ts";
import { type CheckedReport, Report } from "../../src/protocol/session.ts";
import { reportsOf } from "../agents/fixtures.ts";
import type { Frame } from "../support/wire.ts";
import { asOfNow, type Fixture, fixtures } from "./fixture.ts";
import { expectedBy, toldBy } from "./told.ts";

/** All of a fixture are of one process. */
const PROCESS = { pid: 7, pid_start: "x" };
const NOW = Date.UTC(2026, 10, 25, 20);

/** What is told when the payloads arrive as far apart as they did: nothing waits for anything. */
function told(fixture: Fixture): string[] {
  const { adapter = fixture.agent, env = {} } = fixture.header;
  const lines = asOfNow(fixture, NOW);
  const store = new Store();
  const frames: Frame[] = [];
  const publish = (nowMs: number) => {
    for (const { state } of store.takeChanges()) {
      if (state !== null) frames.push({ type: "update", session: toWire(state, nowMs) });
    }
  };
  const take = (report: CheckedReport, nowMs: number) => {
    try {
      store.set(report, nowMs);
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error; // a hub refuses it
    }
  };
  const showUntil = (nowMs: number) => {
    for (let due = store.nextDueMs(); due !== undefined && due <= nowMs; due = store.nextDueMs()) {
      store.showDue(due);
      publish(due);
    }
  };
  for (const line of lines) {
    const nowMs = NOW - 1000 - (lines.at(-1)?.after_ms ?? 0) + line.after_ms;
    showUntil(nowMs);
    for (const report of reportsOf(adapter, line.payload, { env })) {
      take(v.parse(Report, { at_ms: nowMs, ...PROCESS, ...report, source: "hook" }), nowMs);
      publish(nowMs);
    }
  }
  showUntil(NOW + 60_000);
  return toldBy(frames).changes;
}

describe("what hooks alone tell is the same as far apart as it was recorded", () => {
  const timed = fixtures().filter(({ header, lines }) => {
    const isPlain = lines.every(({ file, exit }) => file === undefined && exit === undefined);
    return isPlain && header.plugin === undefined;
  });
  for (const fixture of timed) {
    test(`${fixture.agent}: ${fixture.scenario}`, () => {
      expect(told(fixture)).toEqual(expectedBy(fixture.lines).changes);
    });
  }
});
