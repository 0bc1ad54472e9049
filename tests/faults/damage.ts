import * as fs from "node:fs";
import fc from "fast-check";
import * as v from "valibot";
import { decodeJournal } from "../../src/daemon/journal/decode.ts";
import { Journal } from "../../src/daemon/journal/journal.ts";
import { DEFAULT_LIMITS } from "../../src/daemon/sessions/space.ts";
import { Store } from "../../src/daemon/sessions/store.ts";
import { NO_WAITS } from "../../src/daemon/sessions/waits.ts";
import { toWire } from "../../src/daemon/sessions/wire.ts";
import { createLog, type Log } from "../../src/host/log.ts";
import { Session } from "../../src/protocol/session.ts";

const NOW_MS = 1_800_000_000_000;

/** What is done to the bytes of a file; `at` counts round from its end to its beginning. */
const damage = fc.record({
  kind: fc.constantFrom("another byte", "cut out", "cut off", "twice"),
  at: fc.nat({ max: 100_000 }),
  length: fc.integer({ min: 1, max: 200 }),
  byte: fc.nat({ max: 255 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

/** A journal damaged at random is restored as far as it goes, and kept up afterwards. */
export function damageProperty(folder: string) {
  const path = `${folder}/damaged.journal`;
  const log = createLog("error", `${folder}/log`);
  const whole = writeJournal(path, log);
  return fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
    let bytes = whole;
    for (const one of damages) bytes = applyDamage(bytes, one);
    fs.writeFileSync(path, bytes, { mode: 0o600 });
    const restored = open(path, log);
    for (const state of restored.store.sessions()) {
      if (!v.is(Session, toWire(state, NOW_MS))) throw new Error(JSON.stringify(state));
    }
    restored.store.set({ session_id: "after", status: "working" }, NOW_MS);
    keep(restored);
    restored.journal.close(false);
    const again = open(path, log);
    again.journal.close(false);
    if (again.store.find("after") === undefined) throw new Error("nothing is kept after it");
  });
}

function open(path: string, log: Log) {
  const journal = new Journal({ path, boot: "b", epoch: "new", log, now: () => 0 });
  const store = new Store(DEFAULT_LIMITS, journal.restore(decodeJournal));
  journal.begin(() => ({ ...store.save(), waits: NO_WAITS }));
  return { journal, store };
}

function keep({ journal, store }: ReturnType<typeof open>): void {
  for (const change of store.takeChanges()) journal.note(change);
  journal.write();
}

/** A journal with every kind of record in it. */
function writeJournal(path: string, log: Log): Buffer {
  const opened = open(path, log);
  for (let i = 0; i < 40; i++) {
    const session_id = `s${i % 15}`;
    const asks = i % 3 === 0 ? { asks: `q${i}`, status: "question" as const } : {};
    const report = { session_id, status: "working", source: "hook", message: `m${i}` } as const;
    opened.store.set({ ...report, ...asks }, NOW_MS);
    if (i % 7 === 0) opened.store.delete(session_id, NOW_MS);
    keep(opened);
  }
  opened.journal.close(false);
  return fs.readFileSync(path);
}

function applyDamage(whole: Buffer, { kind, at: where, length, byte }: Damage): Buffer {
  if (whole.length === 0) return whole;
  const at = whole.length - 1 - (where % whole.length);
  const to = Math.min(whole.length, at + length);
  if (kind === "cut out") return Buffer.concat([whole.subarray(0, at), whole.subarray(to)]);
  if (kind === "cut off") return whole.subarray(0, at);
  if (kind === "twice") return Buffer.concat([whole.subarray(0, to), whole.subarray(at)]);
  const bytes = Buffer.from(whole);
  bytes[at] = byte;
  return bytes;
}
