import type { Agent } from "../../src/agents/agent.ts";
import type { Install } from "../../src/agents/facets/install.ts";
import { loadAgents } from "../../src/agents/load.ts";

/** An agent with where our part goes. */
export type Target = Omit<Agent, "hooks" | "install"> & Install;

/** Every agent we can install for, in the order shown. */
export const TARGETS: readonly Target[] = (
  await Promise.all(
    (
      await loadAgents()
    ).map(async (agent) => {
      const facet = await agent.install?.();
      return facet === undefined ? [] : [{ ...agent, ...facet.install }];
    }),
  )
).flat();

/** The agent of that name. */
export function targetNamed(name: string): Target {
  const target = TARGETS.find((one) => one.name === name);
  if (target === undefined) throw new Error(`nothing is installed for ${name}`);
  return target;
}
