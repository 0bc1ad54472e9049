import type { Terminal } from "../protocol/session.ts";
import { shellWord } from "../protocol/text.ts";
import type { FocusContext, Plan, Step } from "./terminal.ts";

/** Brings a tmux pane to the front of whoever looks at its session. */
export function planTmux(terminal: Terminal, { env, tty }: FocusContext): Plan | string {
  const socket = (terminal.tmux ?? "").split(",")[0] ?? "";
  const pane = terminal.tmux_pane ?? "";
  if (!/^%\d+$/.test(pane)) return `not a tmux pane: ${pane}`;
  const tmux = tmuxAt(terminal);
  const select = ["select-window", "-t", pane, ";", "select-pane", "-t", pane];
  // Whoever asks from inside this server is looking at it: that client moves. From
  // elsewhere a client that shows the session already is left where it is.
  const isInside = (env.TMUX ?? "").split(",")[0] === socket;
  const show = isInside
    ? ["switch-client", "-t", pane]
    : ["if-shell", "-F", "-t", pane, "#{session_attached}", "", `switch-client -t ${pane}`];
  const word = shellWord(socket);
  const attach = word === undefined ? undefined : `tmux -S ${word} attach -t '${pane}'`;
  return {
    reach: "pane",
    check: {
      argv: [...tmux, "display-message", "-p", "-t", pane, "#{pane_tty}"],
      ...(tty === null ? {} : { prints: tty }),
    },
    steps: [{ argv: [...tmux, ...select] }, { argv: [...tmux, ...show] }],
    otherwise: `nobody is attached to that tmux${attach === undefined ? "" : ` - ${attach}`}`,
  };
}

/**
 * Asks whether somebody has a pane in front of them; {@link isWatched} reads the
 * answer. `undefined` for a session that is in no tmux: nobody can tell then.
 */
export function askWatchers(terminal: Terminal | null): Step | undefined {
  if (!terminal?.tmux || !terminal.tmux_pane) return undefined;
  return { argv: [...tmuxAt(terminal), "list-clients", "-F", "#{pane_id} #{client_flags}"] };
}

/**
 * True when a client of the tmux shows that pane and has the focus, as far as its
 * terminal tells (tmux(1), `focus-events`; a client that never told counts as having it).
 */
export function isWatched(terminal: Terminal | null, answer: string): boolean {
  return answer.split("\n").some((line) => {
    const [pane, flags = ""] = line.split(" ");
    return pane === terminal?.tmux_pane && flags.split(",").includes("focused");
  });
}

function tmuxAt(terminal: Terminal): string[] {
  return ["tmux", "-S", (terminal.tmux ?? "").split(",")[0] ?? ""];
}
