import { type Expected, hasBeenTold, parseTold } from "./expected.ts";
import { clickNotifications, disturbHub, giveAnswer, startedMs } from "./hub.ts";
import type { Observer } from "./observer.ts";
import type { Action, Step } from "./scenario.ts";
import type { World } from "./terminal/place.ts";
import { groupOf, isAlive } from "./terminal/processes.ts";
import { NotSeen, openTerminal, type Pane, trimmed } from "./terminal/tmux.ts";

/** When a step's glyph was on the screen, and what was expected by then. */
export interface Driven {
  step: Step;
  /** Unix milliseconds: when the action began, and when the screen showed it done. */
  fromMs: number;
  seenMs: number;
  /** When a look last found it not done; 0 where it was at the first, since nobody knows when. */
  notYetMs: number;
  /** How long after the action its tool began; null where that was not looked at. */
  startMs?: number | null;
  /** The latest message by then. */
  message: string;
  /** The screen by then; empty where there is none. */
  screen: string;
  /** All that was printed since the step before, without what moves the cursor. */
  printed: string;
}

/** A cold start of some agents takes 25 s on a busy machine. */
const START_LIMIT_MS = 90_000;
const SCREEN_LIMIT_MS = 45_000;
/** A status that has not come by then is wrong, and the next step is taken. */
const TOLD_LIMIT_MS = 5000;
/** Fast typists are taken for a paste by some agents, whose Enter is then a new line. */
const BEFORE_ENTER_MS = 800;
/** Dialogs swallow the keys of their first instants, which were meant for what was there before. */
const BEFORE_KEY_MS = 400;
/** A second Esc counts as one only soon after the first. */
const BETWEEN_KEYS_MS = 300;

/** Does what a scenario's steps say. @throws NotSeen when the screen never shows what is awaited. */
export async function drive(
  steps: readonly Step[],
  command: readonly string[],
  world: World,
  observer: Observer,
): Promise<Driven[]> {
  const terminal = openTerminal(world.folder, world.env);
  const panes = new Map<string, Pane>();
  const driven: Driven[] = [];
  const expected: Expected[] = [];
  for (const step of steps) {
    const name = step.pane ?? "main";
    const fromMs = Date.now();
    const pid = panes.get(name)?.agentPid() ?? 0;
    // A launcher is gone at once; what it launched takes half a second to give its memory back.
    const isHard = step.do && ("signal" in step.do || "close" in step.do);
    const killed = isHard ? groupOf(pid) : undefined;
    if (step.do) await act(step.do, name);
    const actedMs = Date.now();
    const began = step.starts && (await startedMs(`${world.project}/${step.starts}`)) - actedMs;
    let seenMs = Date.now();
    const pane = panes.get(name);
    const limitMs = step.do && "start" in step.do ? START_LIMIT_MS : SCREEN_LIMIT_MS;
    const sight = step.see && (await pane?.sees(step.see, limitMs));
    seenMs = sight?.atMs ?? seenMs;
    let notYetMs = sight?.notYetMs ?? 0;
    if (step.ends) {
      notYetMs = await ended(killed ?? [pid || (pane?.agentPid() ?? 0)], pane);
      seenMs = Date.now();
    }
    expected.push(...step.told.map(parseTold));
    await observer.until(() => hasBeenTold(expected, observer.told), TOLD_LIMIT_MS);
    if (step.staysSeconds) await Bun.sleep(step.staysSeconds * 1000);
    const message = observer.told.at(-1)?.message ?? "";
    const screen = step.ends ? "" : (pane?.screen() ?? "");
    const printed = pane?.printed() ?? "";
    driven.push({
      step,
      startMs: began || null,
      fromMs,
      seenMs,
      notYetMs,
      message,
      screen,
      printed,
    });
  }
  await Bun.sleep(1500); // what comes late must not be missed
  return driven;

  async function act(action: Action, name: string): Promise<void> {
    if ("start" in action) {
      panes.set(name, terminal.open(name, [...command, ...action.start], world.project));
      return;
    }
    if ("run" in action) {
      const line = [...command, ...action.run].map((word) => `'${word}'`).join(" ");
      const script = `${line} </dev/null 2>&1 | cat`;
      panes.set(name, terminal.open(name, ["sh", "-c", script], world.project));
      return;
    }
    if ("startInShell" in action) {
      const shell = terminal.open(name, ["bash", "--norc", "--noprofile", "-i"], world.project);
      panes.set(name, shell);
      await shell.sees(/^\$/m, START_LIMIT_MS);
      shell.type([...command, ...action.startInShell].join(" "));
      shell.press("Enter");
      return;
    }
    if ("click" in action) {
      clickNotifications(action.click, world);
      return;
    }
    const pane = panes.get(name);
    if (pane === undefined) throw new Error(`no pane ${name} yet`);
    if ("answer" in action) {
      await giveAnswer(action, world, (keys) => pane.press(...keys));
      return;
    }
    if ("hub" in action) {
      await disturbHub(action.hub, world);
      return;
    }
    if ("type" in action) {
      pane.type(action.type);
      await Bun.sleep(BEFORE_ENTER_MS);
      pane.press("Enter");
    } else if ("press" in action || "choose" in action) {
      const keys = "press" in action ? action.press : [numberOf(action.choose, pane.screen())];
      for (const [at, key] of keys.entries()) {
        await Bun.sleep(at === 0 ? BEFORE_KEY_MS : BETWEEN_KEYS_MS);
        pane.press(key);
      }
    } else if ("signal" in action) pane.signal(action.signal);
    else pane.close();
  }
}

function numberOf(label: RegExp, screen: string): string {
  const line = screen.split("\n").findLast((one) => label.test(one) && /\d[.)]/.test(one));
  const number = /(\d+)[.)]/.exec(line ?? "")?.[1];
  if (number === undefined) throw new NotSeen(`a numbered line ${label}\n${screen}`);
  return number;
}

/** @returns when any of them was last seen alive; 0 where none was. */
async function ended(pids: readonly number[], pane: Pane | undefined): Promise<number> {
  const deadlineMs = Date.now() + SCREEN_LIMIT_MS;
  let aliveMs = 0;
  for (let lookedMs = Date.now(); pids.some(isAlive); lookedMs = Date.now()) {
    aliveMs = lookedMs;
    if (Date.now() > deadlineMs) {
      throw new NotSeen(`the end of process ${pids.join(", ")}\n${trimmed(pane?.screen() ?? "")}`);
    }
    await Bun.sleep(10);
  }
  return aliveMs;
}
