// A tool step of the real Claude Code, timed: without hooks, with as many as ours that
// run true(1), and with ours, in turns. Steps follow one another without a pause.
import * as fs from "node:fs";
import { PROGRAM } from "../../../support/paths.ts";
import type { Figures } from "../../agent.ts";
import { median } from "../../goals.ts";
import { say } from "../../models/script.ts";
import { startModels } from "../../models/server.ts";
import { createWorld, type World } from "../../terminal/place.ts";
import { bash } from "./steps.ts";

/** What a step may take longer than without hooks. */
const LIMIT_MS = 10;
const STEPS = 20;
const PROMPT = "take every step";
const KINDS = ["no hooks", "hooks that run true", "ours"] as const;

/** How long a step takes with each kind of hooks, a line each, medians of so many runs. */
export const toolStep: Figures = async (claude, bin, rounds) => {
  using models = startModels();
  const steps = Array.from({ length: STEPS }, () => bash("date +%s%N >> steps"));
  const model = models.serve("steps", { [PROMPT]: [...steps, say("All are taken.")] });
  const taken = new Map(KINDS.map((kind) => [kind, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of KINDS) {
      await using world = createWorld({ model, bin, record: false, env: claude.env });
      await claude.prepare(world);
      if (kind !== "no hooks") installHooks(world);
      if (kind === "hooks that run true") silence(`${world.home}/.claude/settings.json`);
      taken.get(kind)?.push(...(await takeSteps(kind, claude.program, world)));
    }
  }
  const base = median(taken.get("no hooks") ?? []) ?? Number.NaN;
  return Array.from(taken, ([kind, times]) => {
    const ms = median(times) ?? Number.NaN;
    const more = ms - base;
    const isMet = more <= LIMIT_MS ? "met" : "missed";
    const verdict = kind === "ours" ? `, at most ${LIMIT_MS} ms more: ${isMet}` : "";
    return `tool step, ${kind}: ${ms.toFixed(1)} ms, ${more.toFixed(1)} more${verdict}`;
  });
};

/** Milliseconds from each step of a run to the next. */
async function takeSteps(kind: string, program: string, world: World): Promise<number[]> {
  const run = Bun.spawn([program, "-p", PROMPT, "--allowedTools", "Bash"], {
    cwd: world.project,
    env: world.env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  await run.exited;
  const lines = fs.readFileSync(`${world.project}/steps`, "utf8").trim().split("\n");
  if (lines.length < STEPS) throw new Error(`${kind}: only ${lines.length} steps were taken`);
  const atMs = lines.map((line) => Number(line) / 1e6);
  return atMs.slice(1).map((ms, i) => ms - (atMs[i] ?? ms));
}

function installHooks(world: World): void {
  const program = `${world.folder}/agent-console`;
  fs.copyFileSync(PROGRAM, program);
  const { exitCode, stderr } = Bun.spawnSync([program, "install", "claude"], world);
  if (exitCode !== 0) throw new Error(`install claude: ${stderr}`);
}

/** The same hooks, which do nothing. */
function silence(path: string): void {
  const settings = JSON.parse(fs.readFileSync(path, "utf8"), (key, value) => {
    if (key === "command") return "/bin/true";
    return value;
  });
  fs.writeFileSync(path, JSON.stringify(settings));
}
