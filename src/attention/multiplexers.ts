import type { Terminal } from "../protocol/session.ts";
import { shellWord } from "../protocol/text.ts";
import type { Plan } from "./terminal.ts";

// Both take an order also where nobody is attached, and show it to nobody then
// (screen 4.09, zellij 0.45).

/** Brings a window of GNU screen to the front. `select` succeeds whatever the window is. */
export function planScreen({ sty = "", window = "" }: Terminal): Plan {
  const screen = ["screen", "-S", sty];
  return {
    reach: "pane",
    check: { argv: [...screen, "-p", window, "-Q", "title"] },
    steps: [
      { argv: [...screen, "-X", "select", window] },
      { argv: [...screen, "-Q", "lastmsg"] }, // refused without a display
    ],
    otherwise: nobodyThere("screen", "screen -x", sty),
  };
}

// Its heading alone, without a client. Now and then nothing at all comes, which tells nothing.
const NOT_NOBODY = /^$|\n/;

/** Brings a pane of zellij to the front, in whichever tab. */
export function planZellij(terminal: Terminal): Plan {
  const { zellij_session_name: name = "", zellij_pane_id: id = "" } = terminal;
  const action = ["zellij", `--session=${name}`, "action"];
  return {
    reach: "pane",
    check: { argv: [...action, "focus-pane-id", `terminal_${id}`] },
    steps: [{ argv: [...action, "list-clients"], prints: NOT_NOBODY }],
    otherwise: nobodyThere("zellij", "zellij attach", name),
  };
}

function nobodyThere(program: string, attach: string, name: string): string {
  const word = shellWord(name);
  return `nobody is attached to that ${program}${word === undefined ? "" : ` - ${attach} ${word}`}`;
}
