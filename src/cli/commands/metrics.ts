import { connect } from "../../client/connect.ts";
import { spoolDepth, spoolFolder } from "../../host/spool.ts";
import { withCure } from "../absent.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { formatMetrics } from "../metrics.ts";
import { writeOut } from "../output.ts";
import { socketOf } from "../socket.ts";

export const metrics = command({
  meta: { name: "metrics", description: "Print what the hub counts, as OpenMetrics text" },
  guide: {
    group: "The hub itself",
    examples: [
      ["agent-console metrics > ~/metrics/agents.prom", "for a node exporter's text file"],
      ["agent-console metrics | grep waited", "how long each project waited for you"],
    ],
  },
  args: COMMON_ARGS,
  run: async ({ args }) => {
    const socket = socketOf(args);
    const client = await withCure(socket, connect(socket, { starts: false }));
    try {
      const [health, sessions] = await Promise.all([
        client.call("STATUS", {}),
        client.call("LIST", {}),
      ]);
      const { reports } = spoolDepth(spoolFolder(socket));
      writeOut(formatMetrics(health, sessions, reports, Date.now()));
    } finally {
      client.close();
    }
  },
});
