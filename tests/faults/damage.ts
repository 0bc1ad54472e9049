import * as fs from "node:fs";
import * as v from "valibot";
import { Journal } from "../../src/daemon/journal/journal.ts";
import { toWire } from "../../src/daemon/sessions/state.ts";
import { Store } from "../../src/daemon/sessions/store.ts";
import { DEFAULT_LIMITS } from "../../src/daemon/sessions/table.ts";
import { createLog } from "../../src/host/log.ts";
import { Session } from "../../src/protocol/session.ts";
import type { Random } from "./random.ts";

const NOW_MS = 1_800_000_000_000;

/** @returns what went wrong when journals damaged at random were restored. */
export function restoreDamaged(folder: string, random: Random, times: number): string[] {
  const path = `${folder}/damaged.journal`;
  const open = () => {
    const log = createLog("error", `${folder}/log`);
    const journal = new Journal({ path, boot: "b", epoch: "new", log, now: () => 0 });
    const store = new Store(DEFAULT_LIMITS, journal.restore());
    journal.begin(() => store.save());
    return { journal, store };
  };
  const { journal, store } = open();
  for (let i = 0; i < 40; i++) {
    const session_id = `s${i % 15}`;
    const asks = random.chance(0.3) ? { asks: `q${i}`, status: "question" as const } : {};
    store.set({ session_id, status: "working", source: "hook", message: `m${i}`, ...asks }, NOW_MS);
    if (i % 7 === 0) store.delete(session_id, NOW_MS);
    for (const change of store.takeChanges()) journal.note(change);
    journal.write();
  }
  journal.close(false);
  const whole = fs.readFileSync(path);
  const wrong: string[] = [];
  for (let time = 0; time < times; time++) {
    fs.writeFileSync(path, damage(whole, random), { mode: 0o600 });
    const where = `seed ${random.seed}, time ${time}`;
    try {
      const restored = open();
      for (const state of restored.store.sessions()) {
        if (!v.is(Session, toWire(state, NOW_MS))) wrong.push(`${where}: ${JSON.stringify(state)}`);
      }
      restored.store.set({ session_id: "after", status: "working" }, NOW_MS);
      for (const change of restored.store.takeChanges()) restored.journal.note(change);
      restored.journal.write();
      restored.journal.close(false);
      const again = open();
      if (again.store.find("after") === undefined) wrong.push(`${where}: nothing is kept after it`);
      again.journal.close(false);
    } catch (error) {
      wrong.push(`${where}: ${error}`);
    }
  }
  return wrong;
}

function damage(whole: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(whole);
  do {
    const at = random.below(bytes.length);
    const to = Math.min(bytes.length, at + 1 + random.below(200));
    const kind = random.below(4);
    if (kind === 0) bytes[at] = random.below(256);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    else if (kind === 2) bytes = Buffer.from(bytes.subarray(0, at));
    else bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
  } while (bytes.length > 0 && random.chance(0.5));
  return bytes;
}
