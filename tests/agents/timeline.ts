import * as v from "valibot";
import { Store } from "../../src/daemon/sessions/store.ts";
import { Report } from "../../src/protocol/session.ts";

/** Between two reports; every held question has shown by then. */
const STEP_MS = 10_000;

/** What the store makes of the reports of one session: status and reason after each. */
export function timeline(reports: readonly Report[]): string[] {
  const store = new Store();
  return reports.map((report, index) => {
    const nowMs = (index + 1) * STEP_MS;
    const checked = v.parse(Report, { ...report, source: "hook", at_ms: nowMs });
    const state = store.set(checked, nowMs);
    store.showDue(nowMs + STEP_MS - 1);
    return state.reason === null ? state.status : `${state.status} ${state.reason}`;
  });
}
