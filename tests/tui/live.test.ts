import { expect, setDefaultTimeout } from "bun:test";
import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { inTmux as test } from "../support/real.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { openTmux, type TmuxOptions } from "../support/tmux.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** A hub with three sessions, and the view of it in a real terminal. */
async function open(box: Sandbox, options: TmuxOptions = {}) {
  const daemon = await box.daemon();
  const wire = await box.connect();
  await wire.set("works", "working", { working_dir: "/srv/shop/api", agent_type: "codex" });
  await wire.set("done", "attention", { working_dir: "/srv/blog/api", reason: "turn_done" });
  await wire.set("asks", "question", {
    working_dir: "/srv/infra",
    reason: "permission",
    message: "Bash: apply 修正しました",
  });
  const tmux = await openTmux(box, { run: `${PROGRAM} watch`, ...options });
  return { daemon, wire, tmux };
}

/** Column at which the word begins in each line that has it. */
function columnsOf(lines: readonly string[], words: readonly string[]): number[] {
  return words.map((word) => lines.find((line) => line.includes(word))?.indexOf(word) ?? -1);
}

const asks = (wire: WireClient) => wire.data({ cmd: "GET", session_id: "asks" });

for (const [name, columns, rows] of [
  ["80 by 24", 80, 24],
  ["a 20-line pane", 80, 20],
  ["200 columns", 200, 50],
] as const) {
  test(`in ${name} the view fills the screen, needs first, columns in line`, async () => {
    using box = sandbox();
    const { tmux } = await open(box, { columns, rows });
    const lines = await tmux.shows(/working[\s\S]*q quit/);
    expect(lines[0]).toMatch(/1 question.*1 attention.*1 working/);
    expect(lines[2]).toMatch(/◆ permission .* infra .* apply 修正しました/);
    expect(lines[3]).toMatch(/● done .* blog\/api/);
    expect(lines[4]).toMatch(/working .* shop\/api .* codex/);
    expect(lines[rows - 1]).toMatch(/enter details.*q quit/);
    const [project, ...others] = columnsOf(lines, ["project", "infra", "blog/api", "shop/api"]);
    expect(others).toEqual(Array(3).fill(project));
  });
}

test("a 3-line strip holds the counts and the two that come first", async () => {
  using box = sandbox();
  const { tmux } = await open(box, { columns: 60, rows: 3 });
  const lines = await tmux.shows(/blog/);
  expect(lines.slice(0, 3).join("\n")).toMatch(/1 question.*\n.*infra.*\n.*blog\/api/);
});

test("a terminal whose locale is not UTF-8 gets plain ASCII", async () => {
  using box = sandbox();
  const { tmux } = await open(box, { run: `LC_ALL=C ${PROGRAM} watch` });
  const lines = await tmux.shows(/infra[\s\S]*quit/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  expect(lines.join("\n")).toMatch(/^[\x00-\x7f]*$/);
});

test("a resize draws everything anew at the new size", async () => {
  using box = sandbox();
  const { tmux } = await open(box);
  await tmux.shows(/infra/); // the view stands before the sessions are there
  await tmux.resize(120, 10);
  await until(async () => /q quit/.test((await tmux.lines())[9] ?? ""), "the footer in row 10");
  await tmux.resize(40, 3);
  const strip = await tmux.loses(/quit/);
  expect(strip.every((line) => Bun.stringWidth(line) <= 40)).toBe(true);
  await tmux.resize(80, 24);
  const lines = await tmux.shows(/infra[\s\S]*q quit/);
  expect(lines.filter((line) => line.includes("infra"))).toHaveLength(1);
});

test("keys acknowledge, snooze, close and delete in the hub", async () => {
  using box = sandbox();
  const { tmux, wire } = await open(box);
  await tmux.shows(/infra/); // keys that come before the sessions mean none of them
  await tmux.press("n", "a");
  await until(async () => (await asks(wire)).acknowledged_ms !== null, "an ack");
  await tmux.shows(/seen/);
  await tmux.press("u");
  await until(async () => (await asks(wire)).acknowledged_ms === null, "no ack any more");
  await tmux.press("s");
  await tmux.shows(/snooze for/);
  await tmux.press("Enter");
  await until(async () => (await asks(wire)).snoozed_until_ms !== null, "a snooze");
  await tmux.shows(/snoozed/);
  await tmux.press("End", "d");
  await tmux.shows(/delete infra\? y/);
  await tmux.press("y");
  await tmux.shows(/infra is forgotten - u undoes that/);
  expect(await wire.ask({ cmd: "GET", session_id: "asks" })).toMatchObject({ ok: false });
  await tmux.press("Home", "c");
  await tmux.shows(/close blog\/api\? y/);
  await tmux.press("y");
  await tmux.shows(/1 closed/);
});

test("u brings back what was closed and what was deleted, with its status, reason and message", async () => {
  using box = sandbox();
  const { tmux, wire } = await open(box);
  await tmux.shows(/infra/);
  const before = await asks(wire);
  const isBack = async () => {
    const { data } = (await wire.ask({ cmd: "GET", session_id: "asks" })) as {
      data?: typeof before;
    };
    return data !== undefined && !data.closed && data.message === before.message;
  };
  for (const key of ["c", "d"]) {
    await tmux.press("Home", key);
    await tmux.shows(/infra\? y/);
    await tmux.press("y");
    await until(async () => !(await isBack()), `no open session after ${key}`);
    await tmux.loses(/▌ .*infra/);
    await tmux.press("u");
    await until(isBack, `the session back after ${key}`);
    const { status, reason, message, working_dir, agent_type } = await asks(wire);
    const told = { status, reason, message, working_dir, agent_type };
    expect(before).toMatchObject(told);
    await tmux.shows(/▌ ◆ permission .*infra/);
  }
});

test("ten sessions are triaged with six keys, on one line of the screen", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  const at_ms = Date.now() - 300_000;
  for (const [index, name] of [..."abcdefghij"].entries()) {
    const status = index < 2 ? "question" : index < 5 ? "attention" : "working";
    const reason = { question: "permission", attention: "turn_done", working: null }[status];
    const working_dir = `/srv/project-${name}`;
    await wire.set(name, status, { reason, working_dir, at_ms: at_ms + index * 1000 });
  }
  const tmux = await openTmux(box, { run: `${PROGRAM} watch` });
  await tmux.shows(/▌ ◆ permission .*project-a[\s\S]*project-j/);
  await tmux.press("n");
  for (const next of ["project-b", "project-c", "project-d", "project-e", "project-f"]) {
    await tmux.press("a");
    const lines = await tmux.shows(new RegExp(`▌.*${next}`));
    await until(async () => (await tmux.lines())[2]?.includes(next) === true, `${next} on line 2`);
    expect(lines.filter((line) => line.startsWith("▌"))).toHaveLength(1);
  }
  const { stdout } = await box.run(["statusline", "--format", "{waiting}!{seen}"]);
  expect(stdout).toBe("0!3\n");
});

test("details show the history, and a filter leaves only what matches", async () => {
  using box = sandbox();
  const { tmux, wire } = await open(box);
  await wire.set("asks", "working");
  await wire.set("asks", "question", { message: "and now" });
  await tmux.shows(/and now/);
  await tmux.press("n", "Enter");
  const details = await tmux.shows(/folder +\/srv\/infra/);
  const history = details.filter((line) => /\d\d:\d\d:\d\d +\S (question|working)/.test(line));
  expect(history).toHaveLength(3);
  await tmux.shows(/what it rests on\n.*command .*question - settled it/);
  await wire.set("asks", "question", { reason: "permission", source: "hook", event: "Ask" });
  await tmux.shows(/hook .*Ask question permission/);
  await tmux.press("Escape");
  await tmux.shows(/blog/);
  await tmux.press("/", "i", "n", "f", "Enter");
  await tmux.loses(/blog/);
  await tmux.shows(/infra/);
});

test("the branch of a repository and of a worktree is shown where it is known", async () => {
  using box = sandbox();
  fs.mkdirSync(`${box.folder}/repo/.git/worktrees/tree`, { recursive: true });
  fs.mkdirSync(`${box.folder}/tree/src`, { recursive: true });
  fs.writeFileSync(`${box.folder}/repo/.git/HEAD`, "ref: refs/heads/trunk\n");
  fs.writeFileSync(`${box.folder}/tree/.git`, "gitdir: ../repo/.git/worktrees/tree\n");
  fs.writeFileSync(`${box.folder}/repo/.git/worktrees/tree/HEAD`, "ref: refs/heads/feature/cart\n");
  const { tmux, wire } = await open(box, { columns: 120 });
  await wire.set("r", "working", { working_dir: `${box.folder}/repo` });
  await wire.set("t", "working", { working_dir: `${box.folder}/tree/src` });
  await wire.set("far", "working", { working_dir: `${box.folder}/repo`, host: "elsewhere" });
  for (const word of [/feature\/cart/, /trunk/]) await tmux.shows(word);
  const lines = await tmux.shows(/elsewhere/);
  expect(lines.filter((line) => line.includes("trunk"))).toHaveLength(1);
  expect(lines.find((line) => line.includes("elsewhere"))).not.toContain("trunk");
});

test("a pipe in the place of a repository's HEAD holds the view up for nothing", async () => {
  using box = sandbox();
  fs.mkdirSync(`${box.folder}/trap/.git`, { recursive: true });
  await box.exec(["mkfifo", `${box.folder}/trap/.git/HEAD`]);
  const { tmux, wire } = await open(box, { columns: 120 });
  await wire.set("t", "working", { working_dir: `${box.folder}/trap` });
  await tmux.shows(/trap/);
  await wire.set("t", "question", { message: "still here" });
  await tmux.shows(/still here/);
});

test("a hub that was killed shows as away, and what is new shows once it is back", async () => {
  using box = sandbox();
  const { tmux, daemon } = await open(box);
  await tmux.shows(/infra/);
  daemon.signal("SIGKILL");
  const away = await tmux.shows(/hub away/);
  expect(away.join("\n")).toContain("infra");
  await daemon.exited();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("fresh", "question", { message: "news" });
  const back = await tmux.shows(/news/);
  expect(back.join("\n")).not.toContain("hub away");
});

test("a hub that leaves on purpose shows why it left", async () => {
  using box = sandbox();
  const { tmux } = await open(box);
  await tmux.shows(/infra/);
  await box.run(["stop", "--force"]);
  await tmux.shows(/hub away: it left \(stop\)/);
});

test("after a flood the view shows the last state of everything", async () => {
  using box = sandbox();
  const { tmux, wire } = await open(box);
  await tmux.shows(/infra/);
  const rounds = 2000;
  let lines = "";
  for (let i = 1; i <= rounds; i += 1) {
    const status = i % 2 === 0 ? "working" : "question";
    const frame = { cmd: "SET", session_id: `f${i % 10}`, status, message: `round ${i}` };
    lines += `${JSON.stringify(frame)}\n`;
  }
  wire.send(lines);
  const shown = await tmux.shows(new RegExp(`round ${rounds}$`, "m"));
  const last = shown.flatMap((line) => /round (\d+)$/.exec(line)?.[1] ?? []).map(Number);
  expect(last.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => rounds - 9 + i));
});

test("enter and r run the person's own commands, with the session on standard input", async () => {
  using box = sandbox();
  const out = `${box.folder}/out`;
  const say = `{ echo "$AGENT_CONSOLE_EVENT $AGENT_CONSOLE_WORKING_DIR"; cat; } >>${out}`;
  const run = `${PROGRAM} watch --open '${say}' --reopen '${say}; exit 3'`;
  const { tmux } = await open(box, { run });
  await tmux.shows(/infra[\s\S]*enter, f open/);
  const told = () => (fs.existsSync(out) ? fs.readFileSync(out, "utf8").trim().split("\n") : []);
  await tmux.press("n", "Enter");
  await until(() => told().length === 2, "what enter ran", told);
  await tmux.press("r");
  await tmux.shows(/the command to reopen it ended with 3/);
  const [opened, json, reopened] = told();
  expect([opened, reopened]).toEqual(["open /srv/infra", "reopen /srv/infra"]);
  expect(JSON.parse(json ?? "")).toMatchObject({ session_id: "asks", status: "question" });
  await tmux.press("l");
  await tmux.shows(/folder +\/srv\/infra/);
});

test("of a command of the person's that is not there, enter says so", async () => {
  using box = sandbox();
  const { tmux } = await open(box, { run: `${PROGRAM} watch --open no-such-editor` });
  await tmux.shows(/infra[\s\S]*enter, f open/);
  await tmux.press("n", "Enter");
  await tmux.shows(/the command to open it ended with 127 - not found/);
});
