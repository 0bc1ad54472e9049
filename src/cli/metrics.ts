import { tally } from "../attention/rank.ts";
import type { Health } from "../protocol/answers.ts";
import type { Session } from "../protocol/session.ts";
import { escapeUnsafe } from "../protocol/text.ts";

interface Sample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

/** What the hub counts, as OpenMetrics 1.0 text. @param spooled reports that wait for the hub. */
export function formatMetrics(
  health: Health,
  sessions: readonly Session[],
  spooled: number,
  nowMs: number,
): string {
  const kinds = Map.groupBy(sessions, ({ agent_type, status }) => `${agent_type} ${status}`);
  const counted = Array.from(kinds.values(), (group): Sample => {
    const { agent_type: agent, status } = group[0] as Session; // a group has one at least
    return { labels: { agent, status }, value: group.length };
  });
  const waited = (health.waits ?? []).map(({ working_dir, total_seconds }) => ({
    labels: { project: working_dir ?? "" },
    value: total_seconds,
  }));
  const memory = health.memory_mb === null ? [] : [{ value: Math.round(health.memory_mb * 1e6) }];
  return [
    family("sessions", "gauge", "Sessions by agent and status.", counted),
    family("waiting", "gauge", "Sessions that need a person now.", [
      { value: tally(sessions, nowMs).waiting },
    ]),
    family("waited_seconds", "counter", "How long sessions waited for a person.", waited),
    family("changes", "counter", "Changes of sessions.", [{ value: health.seq }]),
    family("subscribers", "gauge", "Connections that follow the hub.", [
      { value: health.subscribers },
    ]),
    family("spooled_reports", "gauge", "Reports that wait for the hub.", [{ value: spooled }]),
    family("memory_bytes", "gauge", "Resident memory of the hub.", memory),
    family("uptime_seconds", "gauge", "How long the hub has run.", [
      { value: health.uptime_seconds },
    ]),
    "# EOF\n",
  ].join("");
}

function family(
  name: string,
  type: "gauge" | "counter",
  help: string,
  samples: readonly Sample[],
): string {
  const full = `agent_console_${name}`;
  const unit = /_(seconds|bytes)$/.exec(name)?.[1];
  const lines = samples.map(({ labels, value }) => {
    return `${full}${type === "counter" ? "_total" : ""}${formatLabels(labels)} ${value}`;
  });
  const head = [
    `# TYPE ${full} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${full} ${unit}`]),
  ];
  return `${[...head, `# HELP ${full} ${help}`, ...lines].join("\n")}\n`;
}

// OpenMetrics 1.0, escaping: a label's value is any text but for these three.
function formatLabels(labels: Sample["labels"]): string {
  if (labels === undefined) return "";
  const pairs = Object.entries(labels).map(([name, value]) => {
    const lines = value.split("\n").map((line) => {
      return escapeUnsafe(line).replaceAll(/["\\]/g, (one) => `\\${one}`);
    });
    const escaped = lines.join("\\n");
    return `${name}="${escaped}"`;
  });
  return `{${pairs.join(",")}}`;
}
