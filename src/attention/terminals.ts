import type { Terminal } from "../protocol/session.ts";
import { FOCUS_APPLE_TERMINAL, FOCUS_ITERM } from "./applescript.ts";
import { planScreen, planZellij } from "./multiplexers.ts";
import type { Plan, TerminalAdapter } from "./terminal.ts";
import { planTmux } from "./tmux.ts";

const gone = (name: string) => `${name} did not find the pane - it may be closed`;

/**
 * The terminals we know, innermost first where several have left traces.
 * Sources: tmux(1); zellij-utils 0.44 CliAction::FocusPaneId; wezterm.org cli
 * activate-pane; kitty's remote control page; iTerm2 and Terminal scripting
 * dictionaries; read 2026-09. Windows Terminal: microsoft/terminal #19783.
 */
export const TERMINALS: readonly TerminalAdapter[] = [
  {
    name: "tmux",
    isMultiplexer: true,
    traces: ["tmux", "tmux_pane"],
    plan: planTmux,
  },
  {
    name: "screen",
    isMultiplexer: true,
    traces: ["sty", "window"],
    plan: planScreen,
  },
  {
    name: "zellij",
    isMultiplexer: true,
    traces: ["zellij_session_name", "zellij_pane_id"],
    plan: planZellij,
  },
  {
    name: "vscode",
    isMultiplexer: false,
    traces: ["term_program"],
    proof: { term_program: "vscode" },
    plan: ({ cursor_trace_id: cursor }, { workingDir }) =>
      workingDir === null
        ? "VS Code can only be asked for a folder, and the session's is unknown"
        : {
            reach: "window",
            steps: [{ argv: [cursor === undefined ? "code" : "cursor", workingDir] }],
            otherwise: "the editor's own command did not run",
          },
  },
  {
    name: "kitty",
    isMultiplexer: false,
    traces: ["kitty_window_id"],
    proof: { term: "xterm-kitty" },
    plan: ({ kitty_listen_on: socket, kitty_window_id: id = "" }) =>
      socket === undefined
        ? "kitty listens to nobody - set allow_remote_control and listen_on in kitty.conf"
        : {
            reach: "pane",
            steps: [
              { argv: ["kitty", "@", "--to", socket, "focus-window", "--match", `id:${id}`] },
            ],
            otherwise: gone("kitty"),
          },
  },
  {
    name: "wezterm",
    isMultiplexer: false,
    traces: ["wezterm_pane"],
    proof: { term_program: "WezTerm" },
    plan: ({ wezterm_unix_socket: socket, wezterm_pane: id = "" }) => ({
      reach: "pane",
      steps: [
        {
          argv: ["wezterm", "cli", "activate-pane", "--pane-id", id],
          ...(socket === undefined ? {} : { env: { WEZTERM_UNIX_SOCKET: socket } }),
        },
      ],
      otherwise: gone("WezTerm"),
    }),
  },
  {
    name: "iterm2",
    isMultiplexer: false,
    traces: ["iterm_session_id"],
    proof: { term_program: "iTerm.app" },
    plan: ({ iterm_session_id: id = "" }, { platform }) =>
      platform === "darwin"
        ? {
            reach: "pane",
            steps: [{ argv: ["osascript", "-e", FOCUS_ITERM, id.slice(id.indexOf(":") + 1)] }],
            otherwise: gone("iTerm2"),
          }
        : "iTerm2 can only be reached from macOS",
  },
  {
    name: "ghostty",
    isMultiplexer: false,
    traces: ["ghostty_resources_dir"],
    proof: { term_program: "ghostty" },
    plan: (_, { platform }) =>
      platform === "darwin"
        ? {
            reach: "window",
            steps: [{ argv: ["open", "-a", "Ghostty"] }],
            otherwise: "Ghostty did not open",
          }
        : "Ghostty offers no way to raise a window from outside on this system",
  },
  {
    name: "windows-terminal",
    isMultiplexer: false,
    traces: ["wt_session"],
    plan: () => "Windows Terminal can't be told to show a tab by its session",
  },
  {
    name: "konsole",
    isMultiplexer: false,
    traces: ["konsole_dbus_service", "konsole_dbus_window", "konsole_dbus_session"],
    plan: planKonsole,
  },
  {
    name: "apple-terminal",
    isMultiplexer: false,
    traces: ["term_program"],
    proof: { term_program: "Apple_Terminal" },
    plan: (_, { platform, tty }) => {
      if (platform !== "darwin") return "Terminal can only be reached from macOS";
      if (tty === null) return "Terminal knows its tabs by their tty, and the session's is unknown";
      return {
        reach: "pane",
        steps: [{ argv: ["osascript", "-e", FOCUS_APPLE_TERMINAL, tty] }],
        otherwise: gone("Terminal"),
      };
    },
  },
  {
    name: "x11-window",
    isMultiplexer: false,
    traces: ["windowid"],
    plan: ({ windowid: id = "" }, { env }) =>
      env.DISPLAY === undefined
        ? "there is no X display to find its window on"
        : {
            reach: "window",
            steps: [{ argv: ["xdotool", "windowactivate", id] }],
            otherwise: "xdotool did not find the window, or is not installed",
          },
  },
];

/** An order for a tab that is gone, or is in another window by now, is taken all the same (22.12). */
function planKonsole(terminal: Terminal): Plan | string {
  const { konsole_dbus_service: service = "", konsole_dbus_window: window = "" } = terminal;
  const id = /^\/Sessions\/(\d+)$/.exec(terminal.konsole_dbus_session ?? "")?.[1];
  if (id === undefined) return "Konsole's name of its tab is not one we know";
  const ask = (method: string, ...given: string[]) => [
    ...["dbus-send", "--session", "--print-reply=literal", `--dest=${service}`],
    ...[window, `org.kde.konsole.Window.${method}`, ...given],
  ];
  return {
    reach: "pane",
    check: { argv: ask("sessionList"), prints: new RegExp(`\\b${id}\\b`) },
    steps: [{ argv: ask("setCurrentSession", `int32:${id}`) }],
    otherwise: gone("Konsole"),
  };
}
