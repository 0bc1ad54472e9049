import { type Dialect, withoutDialog } from "../../common/dialect.ts";
import { dialect as opencode } from "../opencode/glyphs.ts";

/** It asks why a permission was turned down, also by Esc. */
export const REASON = /Tell Kilo what to do differently/;

const { shell: _, quits: __, ...shared } = opencode;
const gone = withoutDialog(/Permission required|Reject permission/);
const leftOut = { see: gone, told: ["attention/interrupted"] };

/** Kilo's screen: OpenCode's, but for what is turned down and what runs unasked: nothing. */
export const dialect: Dialect = {
  ...shared,
  // Its list of commands takes the Enter after `/exit` where it is slow to come up.
  leaves: { press: ["C-c", "C-c"] },
  denies: [
    { do: { press: ["Right", "Right", "Enter"] }, see: REASON, told: [] },
    { do: { press: ["Enter"] }, ...leftOut },
  ],
  // The next Esc would go back from the reason to the dialog.
  leavesDialog: { do: { press: ["Escape", "Enter"] }, ...leftOut },
};
