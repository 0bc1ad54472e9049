import type { Session } from "../protocol/session.ts";
import { toOneLine, truncate } from "../protocol/text.ts";
import { NOTIFY_MACOS } from "./applescript.ts";
import { describeStatus } from "./reason.ts";
import type { Step } from "./terminal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a notification says: printable, one line each. */
export interface Alert {
  title: string;
  body: string;
}

/** How a person can be told here: a program to run, or bytes for the terminal. */
export type Channel = "notify-send" | "osascript" | "osc9" | "osc99" | "osc777" | "bell";

const MAX_BODY = 200;

export function alertOf(session: Session, nowMs: number): Alert {
  const { display_name, agent_type, message } = session;
  const title = toOneLine(`${display_name} - ${describeStatus(session, nowMs)}`);
  return { title, body: truncate(toOneLine(message ?? agent_type), MAX_BODY) };
}

/**
 * The channel that reaches the person who started us: the desktop's own where we
 * are on it, else what the terminal is known to understand, else the bell.
 * @param has whether a program can be run.
 */
export function chooseChannel(
  platform: string,
  env: Environment,
  has: (program: string) => boolean,
): Channel {
  // In an ssh login the desktop is elsewhere: only the terminal leads there.
  if (!env.SSH_CONNECTION) {
    if (platform === "darwin") return "osascript";
    const hasDesktop = env.DBUS_SESSION_BUS_ADDRESS || env.WAYLAND_DISPLAY || env.DISPLAY;
    if (hasDesktop && has("notify-send")) return "notify-send";
  }
  return terminalChannel(env);
}

// kitty's desktop notifications page; iterm2.com, wezterm.org and ghostty.org escape
// sequence pages (OSC 9); foot and VTE (OSC 777); read 2026-09.
function terminalChannel(env: Environment): Channel {
  const { TERM: term = "", TERM_PROGRAM: program = "" } = env;
  if (term === "xterm-kitty" || env.KITTY_WINDOW_ID) return "osc99";
  if (/^(iTerm\.app|WezTerm|ghostty)$/.test(program) || env.WEZTERM_PANE) return "osc9";
  if (/^(foot|rxvt)/.test(term) || env.VTE_VERSION) return "osc777";
  return "bell";
}

/** The program that shows a notification. `action` is offered as a button where it can be. */
export function notifyStep(
  channel: "notify-send" | "osascript",
  { title, body }: Alert,
  action: string | undefined,
): Step {
  if (channel === "osascript") return { argv: ["osascript", "-e", NOTIFY_MACOS, title, body] };
  // With an action it waits until the notification is gone and prints what was clicked.
  const offered = action === undefined ? [] : [`--action=default=${action}`];
  const argv = ["notify-send", "--app-name=agent-console", ...offered, "--", title, unmarked(body)];
  return { argv };
}

/** What makes the terminal show a notification; through tmux to the one outside of it. */
export function terminalAlert(
  channel: "osc9" | "osc99" | "osc777" | "bell",
  { title, body }: Alert,
  isInTmux: boolean,
): string {
  if (channel === "bell") return "\u0007";
  const text = {
    osc9: `9;${title}: ${body}`,
    osc99: `99;;${title}: ${body}`,
    // Its parts are separated by semicolons.
    osc777: `777;notify;${title.replaceAll(";", ",")};${body}`,
  }[channel];
  const sequence = `\u001b]${text}\u001b\\`;
  if (!isInTmux) return sequence;
  // tmux(1), allow-passthrough: every escape inside is doubled.
  return `\u001bPtmux;${sequence.replaceAll("\u001b", "\u001b\u001b")}\u001b\\`;
}

// Notification servers read the body as markup.
function unmarked(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
