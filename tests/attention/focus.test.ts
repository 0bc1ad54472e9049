import { expect, test } from "bun:test";
import { describeFocus, followPlan, planFocus } from "../../src/attention/focus.ts";
import type { Step } from "../../src/attention/terminal.ts";
import type { Terminal } from "../../src/protocol/session.ts";
import { sample } from "./sample.ts";

type Context = Parameters<typeof planFocus>[1];

const LINUX: Context = { platform: "linux", env: {}, tty: "/dev/pts/9" };
const MAC: Context = { ...LINUX, platform: "darwin" };

function plan(terminal: Terminal | null, context: Context = LINUX, host: string | null = null) {
  return planFocus(sample({ terminal, host }), context);
}

function names(terminal: Terminal, context: Context = LINUX): string[] {
  const attempts = plan(terminal, context);
  return typeof attempts === "string" ? [attempts] : attempts.map((attempt) => attempt.terminal);
}

/** Follows the plan with programs that answer as given, by their argv. */
async function follow(terminal: Terminal, answers: (argv: string) => string | undefined) {
  const ran: string[] = [];
  const attempts = plan(terminal);
  if (typeof attempts === "string") throw new Error(attempts);
  const focused = await followPlan(attempts, async ({ argv }: Step) => {
    ran.push(argv.join(" "));
    const stdout = answers(argv.join(" "));
    return { ok: stdout !== undefined, stdout: stdout ?? "", isLate: false };
  });
  return { focused, ran };
}

test("a multiplexer goes before the terminal it runs in", () => {
  const inner = { tmux: "/tmp/t,1,0", tmux_pane: "%1", kitty_window_id: "2", term: "xterm-kitty" };
  expect(names(inner)[0]).toBe("tmux");
  expect(names({ zellij_session_name: "z", zellij_pane_id: "0", wezterm_pane: "3" })[0]).toBe(
    "zellij",
  );
});

test("of two emulators that left traces, the one that proves itself goes first", () => {
  const leaked = { iterm_session_id: "w0t0p0:G", wezterm_pane: "1", term_program: "WezTerm" };
  expect(names(leaked, MAC)).toEqual(["wezterm", "iterm2"]);
  expect(
    names(
      { ...leaked, kitty_window_id: "2", term: "xterm-kitty", term_program: "iTerm.app" },
      MAC,
    )[0],
  ).toBe("kitty");
});

test("a variable that many terminals set proves none of them", () => {
  expect(names({ term_program: "rio" })).toEqual(["its terminal is of a kind we can't reach"]);
  expect(names({ term_program: "vscode" })).toEqual(["vscode"]);
});

test("tmux is asked on its own socket for exactly that pane", () => {
  const attempts = plan({ tmux: "/tmp/tmux-7/two,881,3", tmux_pane: "%12" });
  const [tmux] = typeof attempts === "string" ? [] : attempts;
  expect(tmux?.plan).toMatchObject({
    reach: "pane",
    check: {
      argv: ["tmux", "-S", "/tmp/tmux-7/two", "display-message", "-p", "-t", "%12", "#{pane_tty}"],
      prints: "/dev/pts/9",
    },
  });
});

test("a pane's name that is none never reaches tmux's own command language", () => {
  const attempts = plan({ tmux: "/tmp/t", tmux_pane: "%1 ; kill-server" });
  expect(typeof attempts === "string" ? null : attempts[0]?.plan).toBeString();
});

test("asked from inside the same tmux the asking client moves, from elsewhere only an unattached session's", () => {
  const terminal = { tmux: "/tmp/t,1,0", tmux_pane: "%1" };
  const last = (env: Record<string, string>) => {
    const attempts = plan(terminal, { ...LINUX, env });
    const first = typeof attempts === "string" ? undefined : attempts[0]?.plan;
    return typeof first === "object" ? first.steps.at(-1)?.argv.slice(3) : first;
  };
  expect(last({ TMUX: "/tmp/t,99,5" })).toEqual(["switch-client", "-t", "%1"]);
  expect(last({ TMUX: "/tmp/other,99,5" })?.[0]).toBe("if-shell");
});

test("a pane that belongs to another tty is passed over for the terminal outside", async () => {
  const terminal = { tmux: "/tmp/t", tmux_pane: "%1", wezterm_pane: "3" };
  const { focused, ran } = await follow(terminal, (argv) =>
    argv.includes("display-message") ? "/dev/pts/2\n" : "",
  );
  expect(focused).toEqual({ reach: "pane", terminal: "wezterm", why: null });
  expect(ran.some((argv) => argv.includes("select-pane"))).toBe(false);
});

test("once the pane is proved, a failure there touches nothing further out", async () => {
  const terminal = { tmux: "/tmp/t", tmux_pane: "%1", wezterm_pane: "3" };
  const { focused, ran } = await follow(terminal, (argv) => {
    if (argv.includes("display-message")) return "/dev/pts/9\n";
    return argv.includes("if-shell") ? undefined : "";
  });
  expect(focused.reach).toBe("none");
  expect(focused.why).toStartWith("nobody is attached to that tmux");
  expect(ran.some((argv) => argv.startsWith("wezterm"))).toBe(false);
});

test("it says that it is the window only where it is", () => {
  const attempts = plan({ ghostty_resources_dir: "/x" }, MAC);
  expect(typeof attempts === "string" ? null : attempts[0]?.plan).toMatchObject({
    reach: "window",
  });
  expect(describeFocus({ reach: "window", terminal: "ghostty", why: null })).toContain("window");
});

test("each way of not being possible has its reason", () => {
  expect(plan(null)).toStartWith("its hook saw no terminal");
  expect(plan({ tmux: "/t", tmux_pane: "%1" }, LINUX, "box2")).toBe(
    "it runs on another machine: ssh box2",
  );
  expect(plan({ ssh_tty: "/dev/pts/1" })).toStartWith("it runs in an ssh login");
  expect(plan({ wt_session: "x" })).toEqual([
    { terminal: "windows-terminal", plan: expect.stringContaining("can't") },
  ]);
  expect(plan({ kitty_window_id: "1" })).toEqual([
    { terminal: "kitty", plan: expect.stringContaining("kitty.conf") },
  ]);
});

test("an AppleScript gets the session's id as an argument, never as part of the script", () => {
  const attempts = plan({ iterm_session_id: 'w0t0p0:G"; do shell script "x' }, MAC);
  const iterm = typeof attempts === "string" ? undefined : attempts[0]?.plan;
  const argv = typeof iterm === "object" ? (iterm.steps[0]?.argv ?? []) : [];
  expect(argv[2]).not.toContain("shell");
  expect(argv[3]).toBe('G"; do shell script "x');
});

test("where the agent's tty is unknown, a pane that exists is enough", () => {
  const attempts = plan({ tmux: "/t", tmux_pane: "%1" }, { ...LINUX, tty: null });
  const tmux = typeof attempts === "string" ? undefined : attempts[0]?.plan;
  expect(typeof tmux === "object" ? tmux.check : undefined).not.toHaveProperty("prints");
});
