import type { Sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { startAgent } from "./agent.ts";

/** Status and reason of the session after each hook, as the agent's own child reported it. */
export async function timeline(
  box: Sandbox,
  adapter: string,
  payloads: readonly Frame[],
): Promise<string[]> {
  await box.daemon();
  const client = await box.connect();
  const agent = await startAgent(box, { name: adapter, adapter });
  const seen: string[] = [];
  for (const one of payloads) {
    await agent.hook(one);
    const sessions: Frame[] = await client.data({ cmd: "LIST" });
    const session = sessions.find(({ session_id }) => session_id === "s1");
    seen.push(`${session?.status} ${session?.reason}`);
  }
  return seen;
}
