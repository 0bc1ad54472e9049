import { expect, test } from "bun:test";
import { alertOf, chooseChannel, notifyStep, terminalAlert } from "../../src/attention/alert.ts";
import { isWatched } from "../../src/attention/tmux.ts";
import { NOW_MS, sample } from "./sample.ts";

const all = () => true;
const none = () => false;

test("the desktop is told where we are on it, else the terminal, else the bell", () => {
  const desktop = { DISPLAY: ":0" };
  expect(chooseChannel("linux", desktop, all)).toBe("notify-send");
  expect(chooseChannel("darwin", {}, none)).toBe("osascript");
  expect(chooseChannel("linux", desktop, none)).toBe("bell");
  expect(chooseChannel("linux", { TERM: "xterm-kitty" }, none)).toBe("osc99");
  expect(chooseChannel("linux", { TERM_PROGRAM: "WezTerm" }, none)).toBe("osc9");
  expect(chooseChannel("linux", { TERM: "foot" }, none)).toBe("osc777");
});

test("in an ssh login the desktop is another machine's", () => {
  const env = { SSH_CONNECTION: "1 2 3 4", DISPLAY: ":0", TERM_PROGRAM: "ghostty" };
  expect(chooseChannel("linux", env, all)).toBe("osc9");
  expect(chooseChannel("darwin", env, all)).toBe("osc9");
});

test("a session's text can't end the sequence it is in, nor begin another", () => {
  const session = sample({ status: "question", message: "a\u0007\u001b]0;x\u001b\\b;c" });
  const alert = alertOf(session, "shop", NOW_MS);
  for (const channel of ["osc9", "osc99", "osc777"] as const) {
    const inside = terminalAlert(channel, alert, false).slice(2, -2);
    expect(inside).not.toContain("\u001b");
    expect(inside).not.toContain("\u0007");
  }
});

test("through tmux every escape inside is doubled", () => {
  const wrapped = terminalAlert("osc9", { title: "t", body: "b" }, true);
  expect(wrapped).toBe("\u001bPtmux;\u001b\u001b]9;t: b\u001b\u001b\\\u001b\\");
});

test("macOS gets the texts as arguments of a script that does not hold them", () => {
  const alert = { title: '-edo shell script "id"', body: "-e & do shell script" };
  const { argv } = notifyStep("osascript", alert, []);
  // What begins with a dash would be an option: a further line of the script.
  expect(argv.slice(3)).toEqual([`=${alert.title}`, `=${alert.body}`]);
  expect(argv[2]).not.toContain("shell");
});

test("a pane is watched when a client with the focus shows it", () => {
  const terminal = { tmux: "/t,1,0", tmux_pane: "%3" };
  expect(isWatched(terminal, "%1 attached,focused\n%3 attached,focused,UTF-8\n")).toBe(true);
  expect(isWatched(terminal, "%3 attached,UTF-8\n%1 attached,focused\n")).toBe(false);
  expect(isWatched(terminal, "")).toBe(false);
});
