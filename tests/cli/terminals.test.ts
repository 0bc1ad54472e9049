// `focus` in real terminals, without a person's desktop: what each says of itself
// afterwards is what counts, not that it took an order.
import { expect, setDefaultTimeout } from "bun:test";
import * as fs from "node:fs";
import { openPty } from "../support/pty.ts";
import { inReal, openDisplay } from "../support/real.ts";
import { reportingAgent } from "../support/reporting-agent.ts";
import type { Outcome, Sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { WireClient } from "../support/wire.ts";
import { openZellij } from "../support/zellij.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** A hub, and a wait for what reports to it. */
async function openHub(box: Sandbox) {
  await box.daemon();
  const wire = await box.connect();
  return (id: string) => until(() => isKnown(wire, id), `a report of ${id}`);
}

async function isKnown(wire: WireClient, id: string): Promise<boolean> {
  return (await wire.ask({ cmd: "GET", session_id: id })).ok === true;
}

/** A window manager, which gives windows the focus. */
async function openManager(box: Sandbox, env: Record<string, string>): Promise<void> {
  const manager = box.spawn(["openbox", "--sm-disable"], { env });
  const answers = async () =>
    (await box.exec(["xdotool", "get_num_desktops"], { env })).exitCode === 0;
  await until(answers, "the window manager", () => manager.stderr);
}

const toldOf = ({ exitCode, stdout, stderr }: Outcome) => [exitCode, stdout + stderr];

inReal(["screen"], "GNU screen shows the window, to somebody who looks", async (box) => {
  const reported = await openHub(box);
  const folder = `${box.folder}/screens`;
  fs.mkdirSync(folder, { mode: 0o700 });
  const env = { SCREENDIR: folder };
  const screen = (...args: string[]) => box.exec(["screen", ...args], { env });
  const focus = async () => toldOf(await box.run(["focus", "a"], { env }));
  await screen("-c", "/dev/null", "-dmS", "one", "cat");
  await screen("-S", "one", "-X", "screen", ...reportingAgent(box, "a"));
  await reported("a");
  const [sty = ""] = fs.readdirSync(folder);
  expect(await focus()).toEqual([
    1,
    `agent-console: a: can't focus it: nobody is attached to that screen - screen -x ${sty}\n`,
  ]);
  using viewer = openPty(box, ["screen", "-x", "one"], env);
  await viewer.prints(/reported/);
  await screen("-S", "one", "-X", "select", "0");
  const shown = async () => (await screen("-S", "one", "-Q", "number")).stdout;
  expect(await shown()).toStartWith("0 ");
  expect(await focus()).toEqual([0, "a: focused its pane in screen\n"]);
  expect(await shown()).toStartWith("1 ");
  await screen("-S", "one", "-p", "1", "-X", "kill");
  expect(await focus()).toEqual([
    1,
    "agent-console: a: can't focus it: its pane is not in screen any more\n",
  ]);
});

inReal(["kitty", "Xvfb"], "kitty shows the window, in whichever tab", async (box) => {
  const reported = await openHub(box);
  const socket = `unix:${box.folder}/kitty`;
  const env = {
    ...{ DISPLAY: await openDisplay(box, "800x600x24"), LIBGL_ALWAYS_SOFTWARE: "1" },
    XDG_RUNTIME_DIR: box.folder,
  };
  const options = ["-o", "allow_remote_control=yes", "-o", `listen_on=${socket}`];
  const kitty = box.spawn(["kitty", "--config", "NONE", ...options, "cat"], { env });
  const there = () => fs.readdirSync(box.folder).find((name) => name.startsWith("kitty"));
  const name = await until(there, "kitty", () => kitty.stderr);
  const ask = (...args: string[]) =>
    box.exec(["kitty", "@", "--to", `unix:${box.folder}/${name}`, ...args]);
  await until(async () => (await ask("ls")).exitCode === 0, "kitty to answer");
  await ask("launch", "--type=tab", ...reportingAgent(box, "a"));
  await reported("a");
  await ask("focus-window", "--match", "id:1");
  const focused = async () => {
    const [{ tabs }] = JSON.parse((await ask("ls")).stdout);
    const tab = tabs.find(({ is_focused }: { is_focused: boolean }) => is_focused);
    return tab.windows.find(({ is_focused }: { is_focused: boolean }) => is_focused).id;
  };
  expect(await focused()).toBe(1);
  const focus = async () => toldOf(await box.run(["focus", "a"]));
  expect(await focus()).toEqual([0, "a: focused its pane in kitty\n"]);
  expect(await focused()).toBe(2);
  await ask("close-window", "--match", "id:2");
  expect(await focus()).toEqual([
    1,
    "agent-console: a: can't focus it: kitty did not find the pane - it may be closed\n",
  ]);
});

inReal(
  ["konsole", "Xvfb", "openbox", "xdotool", "dbus-daemon", "dbus-send"],
  "Konsole shows the tab, and is not believed where it has none",
  async (box) => {
    const reported = await openHub(box);
    const bus = box.spawn(["dbus-daemon", "--session", "--print-address", "--nofork"]);
    await bus.prints(/^unix:.+\n/);
    const env = {
      ...{ DISPLAY: await openDisplay(box, "800x600x24"), XDG_RUNTIME_DIR: box.folder },
      ...{ DBUS_SESSION_BUS_ADDRESS: bus.stdout.trim(), SHELL: "/bin/sh" },
    };
    await openManager(box, env);
    const konsole = box.spawn(["konsole", "--separate", "-e", ...reportingAgent(box, "a")], {
      env,
    });
    await reported("a").catch((error) => {
      throw new Error(`${error}: ${konsole.stderr}`);
    });
    const { terminal } = await (await box.connect()).data({ cmd: "GET", session_id: "a" });
    const ask = async (object: string, method: string) => {
      const words = [
        `--dest=${terminal.konsole_dbus_service}`,
        object,
        `org.kde.konsole.${method}`,
      ];
      const send = ["dbus-send", "--session", "--print-reply=literal", ...words];
      return (await box.exec(send, { env })).stdout.trim();
    };
    // It tells the tab that has the focus.
    const shown = () => ask(terminal.konsole_dbus_window, "Window.currentSession");
    const raise = ["xdotool", "search", "--sync", "--onlyvisible", "--class", "konsole"];
    await box.exec([...raise, "windowactivate", "--sync"], { env });
    const focus = async () => toldOf(await box.run(["focus", "a"], { env }));
    expect(await ask(terminal.konsole_dbus_window, "Window.newSession")).toBe("int32 2");
    await until(async () => (await shown()) === "int32 2", "the other tab");
    expect(await focus()).toEqual([0, "a: focused its pane in konsole\n"]);
    expect(await shown()).toBe("int32 1");
    await (await box.connect()).data({
      ...{ cmd: "SET", session_id: "a" },
      terminal: { ...terminal, konsole_dbus_session: "/Sessions/7" },
    });
    expect(await focus()).toEqual([
      0,
      "a: raised its x11-window window - the pane itself can't be chosen\n",
    ]);
  },
);

inReal(
  ["xterm", "Xvfb", "xdotool", "openbox"],
  "a window of X11 is raised by a window manager, and only that is said",
  async (box) => {
    const reported = await openHub(box);
    const env = { DISPLAY: await openDisplay(box, "800x600x24") };
    const focus = async () => toldOf(await box.run(["focus", "a"], { env }));
    const active = async () => (await box.exec(["xdotool", "getactivewindow"], { env })).stdout;
    box.spawn(["xterm", "-e", ...reportingAgent(box, "a")], { env });
    await reported("a");
    expect(await focus()).toEqual([
      1,
      "agent-console: a: can't focus it: xdotool did not find the window, or is not installed\n",
    ]);
    await openManager(box, env);
    const { terminal } = await (await box.connect()).data({ cmd: "GET", session_id: "a" });
    const first = `${terminal.windowid}\n`;
    box.spawn(["xterm", "-e", "cat"], { env });
    await until(async () => !["", first].includes(await active()), "the other window");
    expect(await focus()).toEqual([
      0,
      "a: raised its x11-window window - the pane itself can't be chosen\n",
    ]);
    await until(async () => (await active()) === first, "the window of the session");
  },
);

inReal(["zellij", "tmux"], "zellij shows the pane, to somebody who looks", async (box) => {
  const reported = await openHub(box);
  const [program, ...args] = reportingAgent(box, "a").map((word) => JSON.stringify(word));
  const layout = `layout {\n  pane command=${program} {\n    args ${args.join(" ")}\n  }\n}\n`;
  const zellij = await openZellij(box, layout);
  const focus = async () => toldOf(await box.run(["focus", "a"], { env: zellij.env }));
  await reported("a");
  await zellij.viewer.shows(/reported/);
  await zellij.action("new-tab");
  await zellij.viewer.loses(/reported/);
  expect(await focus()).toEqual([0, "a: focused its pane in zellij\n"]);
  await zellij.viewer.shows(/reported/);
  await zellij.viewer.command("kill-server");
  const isAlone = async () => /^CLIENT_ID.*\n$/.test(await zellij.action("list-clients"));
  await until(isAlone, "the viewer to be gone");
  const nobody =
    "agent-console: a: can't focus it: nobody is attached to that zellij - zellij attach one\n";
  // Now and then it does not say who is there.
  await until(async () => (await focus())[1] === nobody, nobody);
});
