import type { ReadHook } from "../facets/hooks.ts";
import { busReports } from "../shape/opencode-bus.ts";

/** OpenCode: what is on its event bus. */
export const report: ReadHook = (payload) => busReports("opencode", payload);
