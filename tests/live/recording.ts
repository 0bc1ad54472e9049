import * as fs from "node:fs";
import type { World } from "./terminal/place.ts";

/** One payload as an agent sent it. */
export interface Recorded {
  after_ms: number;
  event: string;
  payload: Record<string, unknown>;
}

// In front of the hook program: keeps what came in, then does what was asked for.
const TEE = `#!/bin/sh
if [ -n "$LIVE_PAYLOADS" ] && [ "$1" = hook ]; then
  kept="$LIVE_PAYLOADS/$(date +%s%N)-$$"
  cat >"$kept.part"
  mv "$kept.part" "$kept"
  exec "$0-program" "$@" <"$kept"
fi
exec "$0-program" "$@"
`;

/** Puts the tee in the place of our program, which hooks already name. */
export function placeTee(program: string): void {
  fs.renameSync(program, `${program}-program`);
  fs.writeFileSync(program, TEE, { mode: 0o755 });
}

/** The payloads of a scenario, in the order of their coming, without the paths of this run. */
export function payloadsOf({ folder, project }: World): Recorded[] {
  const names = fs.readdirSync(`${folder}/payloads`).filter((name) => !name.endsWith(".part"));
  const times = names.map((name) => Number(name.split("-")[0]) / 1e6);
  const firstMs = Math.min(...times);
  const ordered = names.map((name, at) => ({ name, atMs: times[at] ?? 0 }));
  return ordered
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap(({ name, atMs }) => {
      const text = fs.readFileSync(`${folder}/payloads/${name}`, "utf8");
      // Some agents name a folder after a path.
      const named = (path: string) => path.replaceAll("/", "-");
      const plain = text
        .replaceAll(named(project), "-home-ann-project")
        .replaceAll(project, "/home/ann/project")
        .replaceAll(folder, "/home/ann");
      const payload = parse(plain);
      const event = String(payload.hook_event_name ?? payload.event ?? payload.type ?? "unnamed");
      return [{ after_ms: Math.round(atMs - firstMs), event, payload }];
    });
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : { text: value };
  } catch {
    return { text }; // what an agent sent that is no JSON is kept as it came
  }
}
