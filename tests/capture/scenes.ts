import type { Part } from "../docs.ts";
import { BUSY_DAY, DAY, type Told } from "./day.ts";
import type { Theme } from "./svg.ts";

/** One picture of the live view. */
export interface Scene {
  /** The picture's file, without its ending. */
  name: string;
  columns: number;
  rows: number;
  theme: Theme;
  sessions: readonly Told[];
  /** Keys typed before it is taken, as tmux names them. */
  keys?: readonly string[];
  /** What stands on the screen when it is ready. */
  shows: string;
}

const SMALL = { columns: 80, rows: 24 } as const;
const FRONT = { columns: 100, rows: 11, sessions: DAY, shows: "fix-cart" } as const;

/** Every picture that the pages show, and those that a person looks at before a release. */
export const SCENES: readonly Scene[] = [
  { ...FRONT, name: "front-dark", theme: "dark" },
  { ...FRONT, name: "front-light", theme: "light" },
  { ...SMALL, name: "small-dark", theme: "dark", sessions: DAY, shows: "shop" },
  { ...SMALL, name: "small-light", theme: "light", sessions: DAY, shows: "shop" },
  { ...SMALL, rows: 40, name: "help", theme: "dark", sessions: DAY, keys: ["?"], shows: "leave" },
  { ...SMALL, name: "full-dark", theme: "dark", sessions: BUSY_DAY, shows: "shop" },
  { ...SMALL, name: "grouped-light", theme: "light", sessions: DAY, keys: ["g"], shows: "(1)" },
  { ...SMALL, name: "empty", theme: "dark", sessions: [], shows: "no sessions" },
  {
    ...{ name: "details", columns: 92, rows: 24, theme: "dark", sessions: DAY },
    ...{ keys: ["n", "Enter"], shows: "settled it" },
  },
  { ...{ name: "strip", columns: 60, rows: 3, theme: "dark" }, sessions: DAY, shows: "shop" },
  {
    ...{ name: "middle-dark", columns: 120, rows: 30, theme: "dark" },
    ...{ sessions: BUSY_DAY, shows: "fix-cart" },
  },
  {
    ...{ name: "middle-light", columns: 120, rows: 30, theme: "light" },
    ...{ sessions: BUSY_DAY, shows: "fix-cart" },
  },
  {
    ...{ name: "wide-dark", columns: 200, rows: 50, theme: "dark" },
    ...{ sessions: BUSY_DAY, shows: "fix-cart" },
  },
  {
    ...{ name: "wide-light", columns: 200, rows: 50, theme: "light" },
    ...{ sessions: BUSY_DAY, shows: "fix-cart" },
  },
];

/** The page that shows some of them as text. */
export const PAGE = "src/tui/README.md";
/** The scenes that it shows. */
export const SHOWN: readonly string[] = ["front-dark", "strip", "details"];

/** A scene as a part of that page. */
export function pictureOf(name: string, screen: string): Part {
  return { name, script: "capture", part: `\`\`\`text\n${screen}\n\`\`\`` };
}
