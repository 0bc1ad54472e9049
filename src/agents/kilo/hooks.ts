import type { ReadHook } from "../facets/hooks.ts";
import { busReports } from "../shape/opencode-bus.ts";

/** Kilo (run with 7.7.9): OpenCode's event bus under another name. */
export const report: ReadHook = (payload) => busReports("kilo", payload);
