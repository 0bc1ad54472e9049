import type { Question } from "../protocol/questions.ts";
import type { Session } from "../protocol/session.ts";
import { toOneLine, truncate } from "../protocol/text.ts";
import { answerableIn } from "./answering.ts";
import { NOTIFY_MACOS } from "./applescript.ts";
import { describeStatus } from "./reason.ts";
import type { Step } from "./terminal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a notification says: printable. */
export interface Alert {
  title: string;
  body: string;
}

/** How a person can be told here: a program to run, or bytes for the terminal. */
export type Channel = "notify-send" | "osascript" | "osc9" | "osc99" | "osc777" | "bell";

const MAX_BODY = 200;

/** More than this a notification may not show, and nobody may allow what they did not see. */
const MAX_WHOLE = 200;
const MAX_LINES = 5;

/** The question that a notification can show as a whole, to be allowed or denied; undefined for none. */
export function shortQuestion(session: Session): Question | undefined {
  const question = answerableIn(session);
  if (question === undefined || question.detail === null || question.options.length > 0) return;
  const { detail } = question;
  const isShort = detail.length <= MAX_WHOLE && detail.split("\n").length <= MAX_LINES;
  return isShort ? question : undefined;
}

/**
 * @param name what the session is called among the others.
 * @param showsLines whether the channel shows several lines: then a short question is there as a whole.
 */
export function alertOf(session: Session, name: string, nowMs: number, showsLines = false): Alert {
  const { agent_type, message } = session;
  const title = toOneLine(`${name} - ${describeStatus(session, nowMs)}`);
  const whole = showsLines ? shortQuestion(session)?.detail : undefined;
  if (whole) return { title, body: whole };
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

/** A button of a notification: what is printed when it is clicked, and what stands on it. */
export type Action = readonly [key: "default" | "allow" | "deny", label: string];

/** The program that shows a notification; with actions it waits for a click and prints its key. */
export function notifyStep(
  channel: "notify-send" | "osascript",
  { title, body }: Alert,
  actions: readonly Action[],
): Step {
  if (channel === "osascript") {
    // A folder's name may begin like an option, and -e adds a line to the script.
    return { argv: ["osascript", "-e", NOTIFY_MACOS, `=${title}`, `=${body || " "}`] };
  }
  const offered = actions.map(([key, label]) => `--action=${key}=${label}`);
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
