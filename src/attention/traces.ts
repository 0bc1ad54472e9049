/**
 * Variables that tell where a terminal's pane is: a hook keeps them, in lower
 * case, as the session's `terminal`. All that the table of terminals looks at,
 * apart from it because the hook needs no more than the names.
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
