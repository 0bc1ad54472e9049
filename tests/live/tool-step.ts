// What a tool step of a real agent takes with our hooks, beside none:
//   npx --yes bun@1.4.5 run tests/live/tool-step.ts [rounds]
import { AGENTS } from "./agents/table.ts";
import { installAgent } from "./packages.ts";

const rounds = Number(process.argv[2] ?? 5);
for (const agent of AGENTS) {
  if (agent.figures === undefined) continue;
  const { bin, version } = await installAgent(agent, false);
  console.log(`${agent.title} ${version}, medians of ${rounds} runs`);
  for (const line of await agent.figures(agent, bin, rounds)) console.log(`  ${line}`);
}
