import type { Feed } from "../../agents/facets/feed.ts";
import { entryOfType } from "../../agents/table.ts";

/**
 * How agents' servers are spoken to, by the agents' type; loaded once somebody asks.
 * @param onLoaded called when one is there.
 */
export function createFeedFormats(onLoaded: () => void): (agentType: string) => Feed | undefined {
  const loaded = new Map<string, Feed | undefined>();
  return (agentType) => {
    if (loaded.has(agentType)) return loaded.get(agentType);
    loaded.set(agentType, undefined);
    void entryOfType(agentType)
      ?.feed?.()
      .then(({ feed }) => {
        loaded.set(agentType, feed);
        onLoaded();
      });
    return undefined;
  };
}
