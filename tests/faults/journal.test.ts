import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { decodeJournal } from "../../src/daemon/journal/decode.ts";
import { Journal } from "../../src/daemon/journal/journal.ts";
import { toPlain } from "../../src/daemon/sessions/created.ts";
import { DEFAULT_LIMITS } from "../../src/daemon/sessions/space.ts";
import { Store } from "../../src/daemon/sessions/store.ts";
import { NO_WAITS } from "../../src/daemon/sessions/waits.ts";
import { createLog } from "../../src/host/log.ts";
import { sandbox } from "../support/sandbox.ts";

const NOW_MS = 1_800_000_000_000;

/** A store that keeps a journal in `folder`, as a daemon of that boot would. */
function keep(folder: string, boot = "boot-1") {
  const clock = { ms: 0 };
  const journal = new Journal({
    path: `${folder}/j.journal`,
    boot,
    epoch: crypto.randomUUID(),
    log: createLog("error", `${folder}/log`),
    now: () => clock.ms,
  });
  const store = new Store(DEFAULT_LIMITS, journal.restore(decodeJournal));
  journal.begin(() => ({ ...store.save(), waits: NO_WAITS }));
  return {
    journal,
    store,
    clock,
    set(id: string, status: "working" | "attention" | "closed", message = "m") {
      store.set({ session_id: id, status, message }, NOW_MS);
    },
    write() {
      for (const change of store.takeChanges()) journal.note(change);
      journal.write();
    },
  };
}

/** All that a store has, whether it was said or is so by default. */
function contentOf({ store }: { store: Store }) {
  const saved = store.save();
  return { ...saved, sessions: saved.sessions.map(toPlain) };
}

function folderOf(box: { folder: string }): string {
  const folder = `${box.folder}/state`;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

test("a restored state is the one that was left: sessions, seq, epoch, deletions", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const before = keep(folder);
  for (const id of ["a", "b", "c"]) before.set(id, "working");
  before.set("b", "closed");
  before.store.delete("c", Date.now());
  before.write();
  before.set("a", "attention", "look at this");
  before.write();
  const after = keep(folder);
  expect(contentOf(after)).toEqual(contentOf(before));
  expect(after.journal.epoch).toBe(before.journal.epoch);
  expect(after.store.changedSince(4)?.deleted).toEqual(["c"]);
  expect(after.journal.warnings).toEqual([]);
});

test("several changes of a session in one batch cost one record", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const kept = keep(folder);
  for (let i = 0; i < 100; i++) kept.set("a", "working", `step ${i}`);
  kept.write();
  const lines = fs.readFileSync(`${folder}/j.journal`, "utf8").trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("step 99");
});

test("a record that was cut off is dropped and nothing before it", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const before = keep(folder);
  before.set("a", "working");
  before.write();
  const whole = fs.readFileSync(`${folder}/j.journal`);
  before.set("b", "working");
  before.write();
  const all = fs.readFileSync(`${folder}/j.journal`);
  for (let size = whole.length; size < all.length; size += 37) {
    fs.writeFileSync(`${folder}/j.journal`, all.subarray(0, size), { mode: 0o600 });
    const after = keep(folder);
    expect([...after.store.sessions()].map(({ id }) => id)).toEqual(["a"]);
    expect(after.journal.epoch).toBe(before.journal.epoch);
    after.set("c", "working");
    after.write();
    expect([...keep(folder).store.sessions()].map(({ id }) => id)).toEqual(["a", "c"]);
  }
});

test("a damaged record in the middle costs that record and ends the epoch", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const before = keep(folder);
  for (const id of ["a", "b", "c"]) {
    before.set(id, "working");
    before.write();
  }
  const text = fs.readFileSync(`${folder}/j.journal`, "utf8");
  fs.writeFileSync(`${folder}/j.journal`, text.replace('{"id":"b"', '{"id":\0"b"'));
  const after = keep(folder);
  expect([...after.store.sessions()].map(({ id }) => id)).toEqual(["a", "c"]);
  expect(after.journal.epoch).not.toBe(before.journal.epoch);
  expect(after.journal.warnings.join()).toContain("journal had gaps");
});

test("a journal with gaps is kept while the disk takes no new one", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const before = keep(folder);
  before.set("a", "working");
  before.write();
  const path = `${folder}/j.journal`;
  fs.appendFileSync(path, "no record\n");
  fs.mkdirSync(`${path}.new/in-the-way`, { recursive: true });
  for (let life = 0; life < 3; life++) {
    const after = keep(folder);
    expect(after.journal.warnings.join()).toMatch(/had gaps.*not kept on disk/);
    expect([...after.store.sessions()].map(({ id }) => id)).toEqual(["a"]);
    after.set("b", "working");
    after.write();
  }
});

test("a record of an older daemon, with fewer fields, is restored", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const before = keep(folder);
  before.set("a", "working", "kept");
  before.write();
  const text = fs.readFileSync(`${folder}/j.journal`, "utf8");
  const older = text.replace('"queued":0,', "").replace('"seq":1', '"later":{},"seq":1');
  fs.writeFileSync(`${folder}/j.journal`, older);
  const after = keep(folder);
  expect(contentOf(after)).toEqual(contentOf(before));
});

test("the journal of an earlier boot is dropped", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const before = keep(folder, "boot-1");
  before.set("a", "working");
  before.write();
  const after = keep(folder, "boot-2");
  expect(after.store.size).toBe(0);
  expect(after.journal.epoch).not.toBe(before.journal.epoch);
});

for (const [what, content] of [
  ["nothing", ""],
  ["no JSON", "hello\n"],
  [
    "another format",
    '{"journal":2,"whole":true ,"boot":"boot-1","epoch":"e","seq":1,"forgotten":0}\n',
  ],
  ["one long line", "x".repeat(100_000)],
  ["NUL bytes", "\0".repeat(4096)],
] as const) {
  test(`a file of ${what} in the journal's place is set aside, with a warning`, () => {
    using box = sandbox();
    const folder = folderOf(box);
    fs.writeFileSync(`${folder}/j.journal`, content, { mode: 0o600 });
    const { journal, store } = keep(folder);
    expect(store.size).toBe(0);
    expect(journal.warnings.join()).toContain("not restored: another format");
    expect(fs.readFileSync(`${folder}/j.journal.old`, "utf8")).toBe(content);
  });
}

test("a symbolic link in the journal's place is not followed", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const before = keep(folder);
  before.set("a", "working");
  before.write();
  fs.renameSync(`${folder}/j.journal`, `${folder}/elsewhere`);
  fs.symlinkSync(`${folder}/elsewhere`, `${folder}/j.journal`);
  const copy = fs.readFileSync(`${folder}/elsewhere`);
  const after = keep(folder);
  after.set("b", "working");
  after.write();
  expect(after.store.size).toBe(1);
  expect(fs.readFileSync(`${folder}/elsewhere`)).toEqual(copy);
  expect(fs.lstatSync(`${folder}/j.journal`).isFile()).toBe(true);
});

test("a journal that others may write is not believed, and its successor is private", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const before = keep(folder);
  before.set("a", "working");
  before.write();
  expect(fs.statSync(`${folder}/j.journal`).mode & 0o777).toBe(0o600);
  fs.chmodSync(`${folder}/j.journal`, 0o666);
  const after = keep(folder);
  expect(after.store.size).toBe(0);
  expect(after.journal.warnings.join()).toContain("not a file of yours alone");
  expect(fs.statSync(`${folder}/j.journal`).mode & 0o777).toBe(0o600);
});

test("a folder in the journal's place is set aside", () => {
  using box = sandbox();
  const folder = folderOf(box);
  fs.mkdirSync(`${folder}/j.journal`, { mode: 0o700 });
  const kept = keep(folder);
  kept.set("a", "working");
  kept.write();
  expect(keep(folder).store.size).toBe(1);
});

test("without its folder the daemon goes on in memory, and is whole again once it is back", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const kept = keep(folder);
  kept.set("a", "working");
  kept.write();
  fs.rmSync(folder, { recursive: true });
  kept.journal.check();
  expect(kept.journal.warnings.join()).toContain("not kept on disk");
  fs.mkdirSync(folder, { mode: 0o700 });
  kept.set("b", "working");
  kept.write();
  expect(kept.journal.warnings.join()).toContain("not kept on disk"); // it does not try each time
  kept.clock.ms += 60_000;
  kept.set("c", "working");
  kept.write();
  expect(kept.journal.warnings).toEqual([]);
  expect(contentOf(keep(folder))).toEqual(contentOf(kept));
});

test("a journal that was deleted under the daemon is rewritten", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const kept = keep(folder);
  kept.set("a", "working");
  kept.write();
  fs.rmSync(`${folder}/j.journal`);
  kept.journal.check();
  expect(contentOf(keep(folder))).toEqual(contentOf(kept));
});

test("the journal's size is bounded by the state's, not by the number of changes", () => {
  using box = sandbox();
  const folder = folderOf(box);
  const kept = keep(folder);
  let largest = 0;
  for (let i = 0; i < 5000; i++) {
    kept.set(`s${i % 7}`, i % 2 === 0 ? "working" : "attention", "x".repeat(900));
    kept.write();
    largest = Math.max(largest, fs.statSync(`${folder}/j.journal`).size);
  }
  expect(largest).toBeLessThan(1100 * 1024);
  expect(fs.existsSync(`${folder}/j.journal.new`)).toBe(false);
  expect(contentOf(keep(folder))).toEqual(contentOf(kept));
});

test("what a daemon that was killed while it rewrote left behind is cleared", () => {
  using box = sandbox();
  const folder = folderOf(box);
  fs.writeFileSync(`${folder}/j.journal.new`, "half a jour", { mode: 0o600 });
  const kept = keep(folder);
  kept.set("a", "working");
  kept.write();
  expect(kept.journal.warnings).toEqual([]);
  expect(keep(folder).store.size).toBe(1);
});
