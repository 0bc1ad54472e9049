import type { Terminal } from "./session.ts";
import { hasControlCharacters } from "./text.ts";

/**
 * Environment variables that identify a terminal's pane: they are recorded, in
 * lower case, as the session's `terminal`. Kept apart from the table of terminals
 * that reads them, because a hook needs only the names.
 */
export const TERMINAL_VARIABLES = [
  "TERM",
  "TERM_PROGRAM",
  "TMUX",
  "TMUX_PANE",
  "STY",
  "WINDOW",
  "ZELLIJ_SESSION_NAME",
  "ZELLIJ_PANE_ID",
  "KITTY_WINDOW_ID",
  "KITTY_LISTEN_ON",
  "WEZTERM_PANE",
  "WEZTERM_UNIX_SOCKET",
  "ITERM_SESSION_ID",
  "GHOSTTY_RESOURCES_DIR",
  "CURSOR_TRACE_ID",
  "WT_SESSION",
  "KONSOLE_DBUS_SERVICE",
  "KONSOLE_DBUS_WINDOW",
  "KONSOLE_DBUS_SESSION",
  "WINDOWID",
  "SSH_CONNECTION",
  "SSH_TTY",
] as const;

/** What an agent's environment says of the pane it runs in; null when it says nothing. */
export function terminalIn(env: Readonly<Record<string, string | undefined>>): Terminal | null {
  const seen = TERMINAL_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value === undefined || value === "" || value.length > 512 || hasControlCharacters(value)
      ? []
      : [[name.toLowerCase(), value] as const];
  });
  return seen.length === 0 ? null : Object.fromEntries(seen);
}
