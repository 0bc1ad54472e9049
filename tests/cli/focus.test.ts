import { expect, setDefaultTimeout, test } from "bun:test";
import { PROGRAM } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { inTmux } from "../support/real.ts";
import { reportingAgent } from "../support/reporting-agent.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { openTmux, type Tmux } from "../support/tmux.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** Starts an agent in a new window of its own, behind the others. */
async function startAgent(box: Sandbox, tmux: Tmux, id: string): Promise<string> {
  const run = reportingAgent(box, id).join(" ");
  const pane = (
    await tmux.command("new-window", "-d", "-t", "main", "-P", "-F", "#{pane_id}", run)
  ).trim();
  await tmux.shows(/reported/, pane);
  return pane;
}

const current = async (tmux: Tmux) =>
  (await tmux.command("display-message", "-p", "-t", "main", "#{pane_id}")).trim();

/** Somebody who looks at the session. */
async function attach(box: Sandbox, tmux: Tmux) {
  const viewer = openPty(box, ["tmux", "-u", "-S", tmux.socket, "attach", "-t", "main"]);
  await until(async () => (await tmux.command("list-clients")) !== "", "a viewer");
  return viewer;
}

inTmux("of two tmux servers only the pane of the session comes to the front", async () => {
  using box = sandbox();
  await box.daemon();
  const one = await openTmux(box, { name: "one" });
  const two = await openTmux(box, { name: "two" });
  using _first = await attach(box, one);
  using _second = await attach(box, two);
  const inOne = await startAgent(box, one, "in-one");
  const inTwo = await startAgent(box, two, "in-two");
  expect(inOne).toBe(inTwo); // the same name in both: only the socket tells them apart
  const { stdout, exitCode } = await box.run(["focus", "in-two"]);
  expect({ stdout, exitCode }).toEqual({
    stdout: "in-two: focused its pane in tmux\n",
    exitCode: 0,
  });
  expect(await current(two)).toBe(inTwo);
  expect(await current(one)).toBe(one.pane);
});

inTmux("next --focus and the view's f bring the same pane to the front", async () => {
  using box = sandbox();
  await box.daemon();
  const tmux = await openTmux(box);
  using _viewer = await attach(box, tmux);
  const pane = await startAgent(box, tmux, "here");
  expect(await box.run(["next", "--focus"])).toMatchObject({ exitCode: 0 });
  expect(await current(tmux)).toBe(pane);
  await tmux.command("select-window", "-t", tmux.pane);
  await tmux.enter(`${PROGRAM} watch`);
  await tmux.shows(/attention/);
  await tmux.press("f");
  await until(async () => (await current(tmux)) === pane, "the agent's pane");
  await tmux.shows(/focused its pane in tmux/);
});

inTmux("a pane that is another terminal by now is not touched", async () => {
  using box = sandbox();
  await box.daemon();
  const tmux = await openTmux(box);
  using _viewer = await attach(box, tmux);
  const pane = await startAgent(box, tmux, "here");
  const wire = await box.connect();
  // The variables of that pane, leaked to a process in another one.
  const other = (
    await tmux.command("display-message", "-p", "-t", tmux.pane, "#{pane_pid}")
  ).trim();
  const terminal = { tmux: `${tmux.socket},1,0`, tmux_pane: pane };
  await wire.set("leaked", "question", { pid: Number(other), terminal });
  const { exitCode, stderr } = await box.run(["focus", "leaked"]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("its pane is not in tmux any more");
  expect(await current(tmux)).toBe(tmux.pane);
});

inTmux("a tmux that nobody looks at says how to look at it", async () => {
  using box = sandbox();
  await box.daemon();
  const tmux = await openTmux(box);
  const pane = await startAgent(box, tmux, "here");
  const { exitCode, stderr } = await box.run(["focus", "here"]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`tmux -S ${tmux.socket} attach -t '${pane}'`);
});

test("where it is not possible the reason is said, and --json says it to programs", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("far", "question", { host: "elsewhere" });
  const { exitCode, stdout, stderr } = await box.run(["focus", "far", "--json"]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("it runs on another machine: ssh elsewhere");
  expect(JSON.parse(stdout)).toMatchObject({ reach: "none", terminal: null });
  const by = await box.run(["focus", "far", "--format", "{session_id} {reach}"]);
  expect([by.exitCode, by.stdout]).toEqual([1, "far none\n"]);
});

test("next says so when nobody is waiting", async () => {
  using box = sandbox();
  await box.daemon();
  expect(await box.run(["next"])).toMatchObject({
    exitCode: 1,
    stdout: "",
    stderr: "agent-console: nobody needs you\n",
  });
});
