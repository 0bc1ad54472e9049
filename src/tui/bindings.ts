/** Everything a key can do in the view. */
export type Action =
  | "up"
  | "down"
  | "page_up"
  | "page_down"
  | "first"
  | "last"
  | "open"
  | "back"
  | "next"
  | "previous"
  | "focus"
  | "acknowledge"
  | "snooze"
  | "close"
  | "delete"
  | "allow"
  | "deny"
  | "undo"
  | "resume"
  | "filter"
  | "group"
  | "help"
  | "redraw"
  | "suspend"
  | "quit";

/** What a key does; the help page and the footer are made from this. */
export interface Binding {
  action: Action;
  keys: readonly string[];
  /** As the help page shows the keys. */
  shown: string;
  help: string;
  /** The word for the footer; none for what everybody tries anyway. */
  hint?: string;
}

export const BINDINGS: readonly Binding[] = [
  { action: "up", keys: ["up", "k"], shown: "up, k", help: "the session above" },
  { action: "down", keys: ["down", "j"], shown: "down, j", help: "the session below" },
  { action: "page_up", keys: ["pageup", "ctrl-u"], shown: "pgup", help: "a page up" },
  { action: "page_down", keys: ["pagedown", "ctrl-d"], shown: "pgdn", help: "a page down" },
  { action: "first", keys: ["home"], shown: "home", help: "the first session" },
  { action: "last", keys: ["end", "G"], shown: "end", help: "the last session" },
  {
    action: "next",
    keys: ["n"],
    shown: "n",
    help: "the next that needs you",
    hint: "next",
  },
  { action: "previous", keys: ["N"], shown: "N", help: "the one before it" },
  {
    action: "open",
    keys: ["enter", "right", "l"],
    shown: "enter",
    help: "its details and history",
    hint: "details",
  },
  {
    action: "focus",
    keys: ["f"],
    shown: "f",
    help: "bring its terminal to front",
    hint: "focus",
  },
  {
    action: "acknowledge",
    keys: ["a"],
    shown: "a",
    help: "seen; again takes that back",
    hint: "ack",
  },
  { action: "snooze", keys: ["s"], shown: "s", help: "put it off for a while", hint: "snooze" },
  { action: "filter", keys: ["/"], shown: "/", help: "show only what matches", hint: "filter" },
  { action: "group", keys: ["g"], shown: "g", help: "group by project", hint: "group" },
  {
    action: "resume",
    keys: ["r"],
    shown: "r",
    help: "copy the command to resume",
    hint: "resume",
  },
  { action: "allow", keys: ["y"], shown: "y", help: "allow it; shows it first" },
  { action: "deny", keys: ["x"], shown: "x", help: "deny it; shows it first" },
  { action: "close", keys: ["c"], shown: "c", help: "close it; asks first" },
  { action: "delete", keys: ["d"], shown: "d", help: "forget it; asks first" },
  {
    action: "undo",
    keys: ["u"],
    shown: "u",
    help: "undo a, s, c, d; one by one",
    hint: "undo",
  },
  {
    action: "back",
    keys: ["escape", "left", "h"],
    shown: "esc",
    help: "back; no filter; no choice",
  },
  { action: "redraw", keys: ["ctrl-l"], shown: "ctrl-l", help: "draw everything anew" },
  { action: "suspend", keys: ["ctrl-z"], shown: "ctrl-z", help: "to the shell; fg comes back" },
  { action: "help", keys: ["?"], shown: "?", help: "this page", hint: "help" },
  {
    action: "quit",
    keys: ["q", "ctrl-c"],
    shown: "q",
    help: "leave; from a page, back",
    hint: "quit",
  },
];

/** The same for who has a command of their own for what `enter` and `f` open. */
export const OPENING_BINDINGS: readonly Binding[] = BINDINGS.map((binding) => {
  if (binding.action === "open") return { ...binding, keys: ["right", "l"], shown: "right, l" };
  if (binding.action !== "focus") return binding;
  return { ...binding, keys: ["f", "enter"], shown: "enter, f", help: "open it", hint: "open" };
});

/** What the key does, `undefined` for nothing. */
export function actionOf(key: string, bindings: readonly Binding[]): Action | undefined {
  return bindings.find(({ keys }) => keys.includes(key))?.action;
}
