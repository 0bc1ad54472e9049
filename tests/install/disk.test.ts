import { expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { applyChange } from "../../src/install/change.ts";
import { readDisk, writeDisk } from "../../src/install/disk.ts";
import { makeFolder } from "../../src/install/folders.ts";
import { planInstall, planUninstall } from "../../src/install/plan.ts";
import { createHome } from "./home.ts";

const SETTINGS = ".claude/settings.json";

test("a linked settings file stays a link and its target is written, then restored", async () => {
  using home = createHome();
  const target = home.write("dotfiles/claude.json", '{"model": "opus"}\n');
  mkdirSync(join(home.path, ".claude"));
  symlinkSync("../dotfiles/claude.json", join(home.path, SETTINGS));
  const before = home.listing();
  await home.install(["claude"]);
  expect(readlinkSync(join(home.path, SETTINGS))).toBe("../dotfiles/claude.json");
  expect(readFileSync(target, "utf8")).toContain("hook claude");
  // Beside the link, not in the user's repository of dotfiles.
  expect(home.listing()).toHaveProperty([`${SETTINGS}.agent-console.bak`]);
  await home.uninstall();
  expect(home.listing()).toEqual(before);
});

test("a link that leads nowhere yet is written through, and leads nowhere again", async () => {
  using home = createHome();
  mkdirSync(join(home.path, ".claude"));
  mkdirSync(join(home.path, "dotfiles"));
  symlinkSync(join(home.path, "dotfiles/claude.json"), join(home.path, SETTINGS));
  const before = home.listing();
  await home.install(["claude"]);
  expect(home.read("dotfiles/claude.json")).toContain("hook claude");
  await home.uninstall();
  expect(home.listing()).toEqual(before);
});

test("a linked folder is written through", async () => {
  using home = createHome();
  home.write("dotfiles/claude/settings.json", "{}");
  symlinkSync("dotfiles/claude", join(home.path, ".claude"));
  await home.install(["claude"]);
  expect(lstatSync(join(home.path, ".claude")).isSymbolicLink()).toBe(true);
  expect(home.read("dotfiles/claude/settings.json")).toContain("hook claude");
});

test.each([0o600, 0o644, 0o640])("mode %o is kept", async (mode) => {
  using home = createHome();
  const file = home.write(SETTINGS, "{}");
  chmodSync(file, mode);
  await home.install(["claude"]);
  expect(statSync(file).mode & 0o777).toBe(mode);
});

test.each([
  ["file", SETTINGS, 0o444],
  ["folder", ".claude", 0o555],
])("a read-only %s is a clear problem and nothing changes", async (_, path, mode) => {
  using home = createHome();
  home.write(SETTINGS, '{"model": "opus"}\n');
  chmodSync(join(home.path, path), mode);
  const before = home.listing();
  const [change] = await home.install(["claude"]);
  expect(change?.problem).toBe(`${join(home.path, path)} is read-only`);
  expect(change?.after).toBe('{"model": "opus"}\n');
  expect(home.listing()).toEqual(before);
  chmodSync(join(home.path, path), 0o755);
});

test("a read-only file that has all it needs is no problem", async () => {
  using home = createHome();
  await home.install(["claude"]);
  chmodSync(join(home.path, SETTINGS), 0o444);
  const [change] = await planInstall(home.options(["claude"]));
  expect(change?.problem).toBeUndefined();
  const [out] = await planUninstall(home.options(["claude"]));
  expect(out?.problem).toContain("is read-only");
});

test("a folder that takes no files is a problem, for root too", async () => {
  using home = createHome();
  const [change] = await planInstall(home.options(["claude"], { CLAUDE_CONFIG_DIR: "/proc/none" }));
  expect(change?.problem).toBe("/proc is read-only");
  expect(() => writeDisk("/proc/none/settings.json", "{}", null)).toThrow(
    /settings\.json.* - nothing was written$/,
  );
  expect(() => writeDisk("/proc/settings.json", "{}", null)).toThrow(/ - nothing was written$/);
});

test("a folder in the place of the file is a problem", async () => {
  using home = createHome();
  mkdirSync(join(home.path, SETTINGS), { recursive: true });
  const [change] = await home.install(["claude"]);
  expect(change?.problem).toBe(`${join(home.path, SETTINGS)} is not a file`);
});

test("a pipe in the place of the file is a problem and is not read", async () => {
  using home = createHome();
  mkdirSync(join(home.path, ".claude"));
  Bun.spawnSync(["mkfifo", join(home.path, SETTINGS)]);
  const [change] = await home.install(["claude"]);
  expect(change?.problem).toContain("is not a file");
});

test("a file in the place of the folder is a problem", async () => {
  using home = createHome();
  home.write(".claude", "");
  const [change] = await home.install(["claude"]);
  expect(change?.problem).toContain(".claude is not a folder");
});

test("links in a circle are a problem", async () => {
  using home = createHome();
  mkdirSync(join(home.path, ".claude"));
  symlinkSync("settings.json", join(home.path, SETTINGS));
  const [change] = await home.install(["claude"]);
  expect(change?.problem).toContain("settings.json");
});

test("a file that is no UTF-8 is a problem and keeps its bytes", async () => {
  using home = createHome();
  const file = home.write(SETTINGS, "");
  const bytes = Buffer.from('\uFEFF{"a":1}', "utf16le");
  writeFileSync(file, bytes);
  const [change] = await home.install(["claude"]);
  expect(change?.problem).toBe(`${file} is not UTF-8 text`);
  expect(readFileSync(file)).toEqual(bytes);
});

test("a file that its agent has emptied to write it anew is waited for", async () => {
  using home = createHome();
  const file = home.write(SETTINGS, '{"model": "opus"}');
  writeFileSync(file, "");
  const writer = Bun.spawn(["sh", "-c", `sleep 0.1; printf '{"model": "opus"}' > "$0"`, file]);
  const [change] = await planInstall(home.options(["claude"]));
  expect(JSON.parse(change?.after ?? "")).toMatchObject({ model: "opus" });
  await writer.exited;
});

test("a file that has been empty for a while is meant to be", async () => {
  using home = createHome();
  home.write(SETTINGS, "");
  const [change] = await home.install(["claude"]);
  expect(change?.problem).toBeUndefined();
  await home.uninstall();
  expect(home.read(SETTINGS)).toBe("");
});

test("a link in the place of the copy is never written through, nor what it leads to removed", async () => {
  using home = createHome();
  home.write(SETTINGS, '{"model": "opus"}\n');
  const precious = home.write("precious", "{}");
  const backup = join(home.path, `${SETTINGS}.agent-console.bak`);
  symlinkSync(precious, backup);
  await home.install(["claude"]);
  expect(home.read("precious")).toBe("{}");
  expect(lstatSync(backup).isFile()).toBe(true);
  await home.uninstall();
  expect(home.read(SETTINGS)).toBe('{"model": "opus"}\n');
  symlinkSync(precious, backup);
  await home.uninstall();
  expect(home.read("precious")).toBe("{}");
});

test.skipIf(process.getuid?.() !== 0)(
  "what root makes in a user's home is the user's",
  async () => {
    using home = createHome();
    chownSync(home.path, 5001, 5001);
    await home.install(["claude"]);
    for (const path of [".claude", SETTINGS]) {
      expect(statSync(join(home.path, path))).toMatchObject({ uid: 5001, gid: 5001 });
    }
  },
);

test("a file that changed since the plan is left alone", async () => {
  using home = createHome();
  const file = home.write(SETTINGS, "{}");
  const [change] = await planInstall(home.options(["claude"]));
  writeFileSync(file, '{"new": 1}');
  expect(change).toBeDefined();
  if (change) expect(() => applyChange(change)).toThrow("has changed meanwhile - run this again");
  expect(readFileSync(file, "utf8")).toBe('{"new": 1}');
  expect(home.listing()).not.toHaveProperty([`${SETTINGS}.agent-console.bak`]);
});

test("what an agent writes while ours is written and flushed is left alone", async () => {
  using home = createHome();
  const file = home.write(SETTINGS, "{}");
  const [change] = await planInstall(home.options(["claude"]));
  if (change === undefined) throw new Error("nothing is planned");
  // Waits for our draft, then replaces the settings: a long one takes a while.
  const agent = new Worker(
    URL.createObjectURL(
      new Blob([
        `const fs = require("node:fs");
        self.onmessage = ({ data: file }) => {
          const folder = file.slice(0, file.lastIndexOf("/"));
          postMessage("ready");
          const isDraft = (name) => name.startsWith(".settings.json.agent-console.") && !name.includes(".bak");
          while (!fs.readdirSync(folder).some(isDraft));
          fs.writeFileSync(file + ".theirs", "theirs");
          fs.renameSync(file + ".theirs", file);
          postMessage("written");
        };`,
      ]),
    ),
  );
  const next = () =>
    new Promise((resolve) => agent.addEventListener("message", resolve, { once: true }));
  const ready = next();
  agent.postMessage(file);
  await ready;
  const written = next();
  const after = `${change.after}${" ".repeat(7 * 1024 * 1024)}`;
  // Who came too late for that has written over ours: theirs is there either way.
  const refused = errorOf(() => applyChange({ ...change, after }));
  await written;
  agent.terminate();
  expect(readFileSync(file, "utf8")).toBe("theirs");
  expect(refused ?? "has changed meanwhile").toContain("has changed meanwhile");
});

test("what a killed install left is cleared by the next one, and nobody else's", async () => {
  using home = createHome();
  home.write(SETTINGS, "{}");
  const dead = Bun.spawnSync(["true"]).pid;
  const draft = (of: string, who: number | string) => `.claude/.${of}.agent-console.${who}.tmp`;
  const left = draft("settings.json", dead);
  const leftOfCopy = draft("settings.json.agent-console.bak", dead);
  const others = [draft("settings.json", process.ppid), draft("settings.json", "mine")];
  for (const file of [left, leftOfCopy, ...others]) home.write(file, "half");
  await home.install(["claude"]);
  const listing = home.listing();
  expect(listing).not.toHaveProperty([left]);
  expect(listing).not.toHaveProperty([leftOfCopy]);
  for (const file of others) expect(listing).toHaveProperty([file]);
});

test("the backup is the first original, whatever is installed over it", async () => {
  using home = createHome();
  const file = home.write(SETTINGS, '{"model":"opus"}');
  await home.install(["claude"]);
  writeFileSync(
    file,
    readFileSync(file, "utf8").replaceAll("/agent-console", "/old/agent-console"),
  );
  await home.install(["claude"]);
  expect(home.read(`${SETTINGS}.agent-console.bak`)).toBe('{"model":"opus"}');
});

test("a backup from before an uninstall by hand is replaced by the new original", async () => {
  using home = createHome();
  const file = home.write(SETTINGS, '{"model":"opus"}');
  await home.install(["claude"]);
  writeFileSync(file, '{"model":"sonnet"}');
  await home.install(["claude"]);
  await home.uninstall();
  expect(home.read(SETTINGS)).toBe('{"model":"sonnet"}');
});

test("no file is left half written: none of ours stays in the folder", async () => {
  using home = createHome();
  home.write(SETTINGS, "{}");
  await home.install(["claude"]);
  const names = Object.keys(home.listing()).filter((name) => name.startsWith(".claude/"));
  expect(names).toEqual([SETTINGS, `${SETTINGS}.agent-console.bak`]);
  expect(readDisk(join(home.path, SETTINGS)).problem).toBeUndefined();
});

test("a pipe in a folder that we made keeps nobody waiting, and the folder stays", async () => {
  using home = createHome();
  const folder = join(home.path, "hooks");
  makeFolder(folder);
  Bun.spawnSync(["mkfifo", join(folder, "theirs")]);
  // In a process of its own: who waits here waits for ever.
  const source = JSON.stringify(join(import.meta.dir, "../../src/install/folders.ts"));
  const line = `import { removeFolders } from ${source}; removeFolders(${JSON.stringify(folder)});`;
  const { exitCode } = Bun.spawnSync([process.execPath, "-e", line], { timeout: 15_000 });
  expect(exitCode).toBe(0);
  expect(readdirSync(folder)).toEqual(["theirs"]);
});

function errorOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
