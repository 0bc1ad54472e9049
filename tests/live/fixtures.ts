import * as fs from "node:fs";
import type { LiveAgent } from "./agent.ts";
import type { Recorded } from "./recording.ts";

const FOLDER = `${import.meta.dir}/recorded`;

/** Keeps a scenario's payloads as a fixture: JSON Lines of `{after_ms, event, payload}`. */
export function keepPayloads(
  agent: LiveAgent,
  scenario: string,
  payloads: readonly Recorded[],
): void {
  fs.mkdirSync(`${FOLDER}/${agent.name}`, { recursive: true });
  const lines = payloads.map((one) => `${JSON.stringify(one)}\n`);
  fs.writeFileSync(`${FOLDER}/${agent.name}/${scenario}.jsonl`, lines.join(""));
}

/** The payloads kept of these scenarios; none where nothing was recorded yet. */
export function keptPayloads(agent: LiveAgent, scenarios: readonly string[]): Recorded[] {
  return scenarios.flatMap((scenario) => {
    const path = `${FOLDER}/${agent.name}/${scenario}.jsonl`;
    if (!fs.existsSync(path)) return [];
    const lines = fs.readFileSync(path, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Recorded);
  });
}

/** What the payloads of now have that those kept had not, and the other way round: events, and fields per event. */
export function payloadChanges(now: readonly Recorded[], kept: readonly Recorded[]): string[] {
  const [newer, older] = [fieldsOf(now), fieldsOf(kept)];
  const events = [...new Set([...older.keys(), ...newer.keys()])].toSorted();
  return events.flatMap((event) => {
    const [has, had] = [newer.get(event), older.get(event)];
    if (had === undefined) return [`new event ${event}: ${[...(has ?? [])].join(", ")}`];
    if (has === undefined) return [`event ${event} did not come`];
    const added = [...has.difference(had)].map((field) => `new field ${event}.${field}`);
    const gone = [...had.difference(has)].map((field) => `field ${event}.${field} did not come`);
    return [...added, ...gone];
  });
}

function fieldsOf(payloads: readonly Recorded[]): Map<string, Set<string>> {
  const fields = new Map<string, Set<string>>();
  for (const { event, payload } of payloads) {
    const known = fields.get(event) ?? new Set();
    fields.set(event, known.union(new Set(Object.keys(payload))));
  }
  return fields;
}
