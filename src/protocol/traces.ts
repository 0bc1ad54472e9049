/**
 * Environment variables that identify a terminal's pane: a hook records them, in
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
