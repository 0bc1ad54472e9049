import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import type { LiveAgent } from "./agent.ts";
import type { Wanted } from "./arguments.ts";
import { drive } from "./drive.ts";
import { startModels } from "./models/server.ts";
import { observe } from "./observer.ts";
import type { Installed } from "./packages.ts";
import { payloadsOf, placeTee, type Recorded } from "./recording.ts";
import type { Scenario } from "./scenario.ts";
import { createWorld, type World } from "./terminal/place.ts";
import { NotSeen } from "./terminal/tmux.ts";
import { judge, type Verdict } from "./verdict.ts";

/** One scenario of one agent, run. */
export interface Result {
  agent: LiveAgent;
  version: string;
  scenario: string;
  verdict: Verdict;
  tookMs: number;
  /** How long after it was granted each tool began, where that was looked at, in milliseconds. */
  starts?: readonly number[];
  /** What the agent's hooks sent; empty when nothing is kept. */
  payloads: readonly Recorded[];
}

/** Disposed of, it ends what still runs. */
export interface Suite extends AsyncDisposable {
  /** @returns the results in the order of their coming. */
  run(agent: LiveAgent, installed: Installed): AsyncGenerator<Result>;
}

export function createSuite({ scenarios, isNewest, isRecorded, jobs }: Wanted): Suite {
  const models = startModels();
  // One copy for all, so that a build meanwhile changes nothing and its pages are shared.
  const folder = fs.mkdtempSync("/tmp/acl-program-");
  const program = `${folder}/agent-console`;
  fs.copyFileSync(PROGRAM, program);
  const keeps = isNewest || isRecorded;
  const worlds = new Set<World>();

  async function runOne(
    agent: LiveAgent,
    installed: Installed,
    name: string,
    scenario: Scenario,
  ): Promise<Pick<Result, "verdict" | "payloads" | "starts">> {
    const model = models.serve(`${agent.name}-${name}`, scenario.script, agent.hasTools);
    const env = agent.env;
    await using world = createWorld({ model, bin: installed.bin, record: keeps, env });
    worlds.add(world);
    const hook = `${world.folder}/agent-console`;
    fs.linkSync(program, hook);
    await agent.prepare(world);
    const flags = scenario.answers ? ["--answers"] : [];
    const { exitCode, stderr } = Bun.spawnSync([hook, "install", agent.installs, ...flags], world);
    if (exitCode !== 0) throw new Error(`install ${agent.installs}: ${stderr}`);
    if (keeps) placeTee(hook);
    const observer = await observe(hook, world.env, world.folder);
    const command = [agent.program, ...(scenario.args ?? agent.args)];
    const driven = await drive(scenario.steps, command, world, observer);
    const verdict = judge(driven, observer, world.project);
    if (verdict.kind === "wrong") verdict.faults.push(...explained(hook, world));
    const starts = driven.flatMap(({ startMs }) => startMs ?? []);
    return { starts, verdict, payloads: payloadsOf(world) };
  }

  async function result(agent: LiveAgent, installed: Installed, name: string): Promise<Result> {
    const scenario = agent.scenarios[name];
    const fromMs = Date.now();
    const about = { agent, version: installed.version, scenario: name };
    if (scenario === undefined || "absent" in scenario) {
      const why = scenario?.absent ?? "there is none";
      return { ...about, verdict: { kind: "absent", why }, tookMs: 0, payloads: [] };
    }
    try {
      const outcome = await runOne(agent, installed, name, scenario);
      const { untold } = scenario;
      if (untold !== undefined && outcome.verdict.kind === "wrong") {
        outcome.verdict = { kind: "untold", why: untold };
      }
      return { ...about, ...outcome, tookMs: Date.now() - fromMs };
    } catch (error) {
      if (!(error instanceof NotSeen)) throw error;
      const why = `never on the screen: ${error.message}`;
      const tookMs = Date.now() - fromMs;
      return { ...about, verdict: { kind: "undriven", why }, tookMs, payloads: [] };
    }
  }

  return {
    async *run(agent, installed) {
      const all = Object.keys(agent.scenarios);
      const names = all.filter((name) => scenarios.length === 0 || scenarios.includes(name));
      const running = new Set<Promise<Result>>();
      while (names.length > 0 || running.size > 0) {
        while (running.size < jobs && names.length > 0) {
          const one = result(agent, installed, names.shift() ?? "");
          running.add(one);
        }
        const done = await Promise.race([...running].map(async (one) => ({ one, is: await one })));
        running.delete(done.one);
        yield done.is;
      }
    },
    async [Symbol.asyncDispose]() {
      models[Symbol.dispose]();
      for (const world of worlds) {
        if (fs.existsSync(world.folder)) await world[Symbol.asyncDispose]();
      }
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Which evidence each session stands on in the end: where to look for what is wrong. */
function explained(hook: string, world: World): string[] {
  const ask = (...words: string[]) => Bun.spawnSync([hook, ...words], world).stdout.toString();
  const sessions: { session_id: string }[] = JSON.parse(ask("list", "--all", "--json") || "[]");
  return sessions.map(({ session_id: id }) => ask("explain", id).trimEnd());
}
