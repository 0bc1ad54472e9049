import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { nameSessions } from "../../src/attention/names.ts";
import { shortIds } from "../../src/attention/short-ids.ts";
import { findSession } from "../../src/cli/session-name.ts";
import { ConsoleError } from "../../src/protocol/errors.ts";
import { sample } from "../attention/sample.ts";
import { type Outcome, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const KNOWN = [
  sample({ session_id: "6f01aa", working_dir: "/src/shop" }),
  sample({ session_id: "6f01bb", working_dir: "/src/blog" }),
  sample({ session_id: "77", working_dir: "/src/blog", status: "closed" }),
  sample({ session_id: "88", working_dir: "/src/old", status: "closed" }),
  sample({ session_id: "9", working_dir: "/a/twin" }),
  sample({ session_id: "99", working_dir: "/b/twin" }),
  sample({ session_id: "m1", working_dir: "/src/mono" }),
  sample({ session_id: "m2", working_dir: "/src/mono/web" }),
  sample({ session_id: "m3", working_dir: "/src/tree/web" }),
];

const repositoryOf = (folder: string) =>
  /^\/src\/(mono|tree)\b/.test(folder) ? { root: "/src/mono", branch: "fix" } : undefined;

function found(word: string): string {
  try {
    return findSession(word, KNOWN, nameSessions(KNOWN, repositoryOf)).session_id;
  } catch (error) {
    if (error instanceof ConsoleError) return `${error.exitStatus} ${error.message}`;
    throw error;
  }
}

describe("a session is named", () => {
  test("by its id, even where another one begins with that", () => {
    expect(found("9")).toBe("9");
  });

  test("by any prefix that no other id has", () => {
    expect([found("6f01a"), found("7"), found("88")]).toEqual(["6f01aa", "77", "88"]);
  });

  test("by its project, where only one that is open or one at all is meant", () => {
    expect([found("shop"), found("blog"), found("old")]).toEqual(["6f01aa", "6f01bb", "88"]);
  });

  test("by what list calls it: its folder as far as that takes, its place or branch in a repository", () => {
    expect([found("a/twin"), found("b/twin")]).toEqual(["9", "99"]);
    expect([found("mono"), found("mono: web"), found("mono: fix")]).toEqual(["m1", "m2", "m3"]);
  });

  test("in no other way, and an ambiguous word lists what it could mean", () => {
    const twins = "9 (a/twin, working), 99 (b/twin, working)";
    expect(found("twin")).toBe(`2 twin is ambiguous: ${twins} - name one by its id`);
    expect(found("6f0")).toStartWith("2 6f0 is ambiguous: 6f01aa (shop, working), 6f01bb (blog");
    expect(found("shp")).toBe("1 session not found: shp - did you mean shop?");
    expect(found("frobnicate")).toEndWith("- see agent-console list --all");
  });

  test("in the candidates of an ambiguous word by what a terminal does not obey", () => {
    const sessions = ["a1", "a2"].map((session_id) =>
      sample({ session_id, working_dir: "/w/\u001b[31mred" }),
    );
    try {
      findSession("a", sessions, nameSessions(sessions, repositoryOf));
    } catch (error) {
      expect(String(error)).toContain("a1 (");
      expect(String(error)).not.toContain("\u001b");
    }
    expect.assertions(2);
  });
});

test("every shortened id finds its session again", () => {
  const ids = ["abcd", "abcde", "abcf-1", "abcf-2", "a", "shop", "shop-1", "zz😀a", "zz😀b"];
  const sessions = ids.map((session_id) => sample({ session_id, working_dir: "/src/shop" }));
  const short = shortIds(sessions);
  for (const id of ids) {
    const prefix = short.get(id) ?? "";
    expect(id).toStartWith(prefix);
    expect(findSession(prefix, sessions, new Map()).session_id).toBe(id);
    expect(Buffer.from(prefix).toString()).toBe(prefix);
  }
  expect(short.get("abcf-1")).toBe("abcf-1");
  expect(shortIds([sample({ session_id: "3c9e5f02-long" })]).get("3c9e5f02-long")).toBe("3c9e");
});

describe("each command that is about a session", () => {
  test("takes a prefix or a project for its id", async () => {
    using box = sandbox();
    await box.daemon();
    const wire = await box.connect();
    await wire.set("3c9e-5f02", "attention", { working_dir: "/src/shop" });
    await wire.set("77aa-0001", "working", { working_dir: "/src/blog" });
    const lines = [
      ["get", "3c", "--json"],
      ["explain", "shop", "--json"],
      ["snooze", "3c9", "10m", "--json"],
      ["unack", "shop", "--json"],
      ["ack", "3c9e", "--json"],
      ["wait", "shop", "--json"],
      ["rm", "shop", "--json"],
      ["reopen", "3c", "--json"],
      ["delete", "shop", "--json"],
    ];
    const { mkdirSync } = await import("node:fs");
    mkdirSync(`${box.folder}/shop`);
    await wire.set("3c9e-5f02", "attention", { working_dir: `${box.folder}/shop` });
    for (const line of lines) {
      const { stdout, stderr, exitCode } = await box.run(line);
      expect([line, exitCode, stderr]).toEqual([line, 0, ""]);
      expect(stdout).toContain('"session_id":"3c9e-5f02"');
    }
    expect((await box.run(["focus", "3c"])).stderr).toContain("session not found: 3c");
  });

  test("refuses an ambiguous one, naming the candidates, and changes nothing", async () => {
    using box = sandbox();
    await box.daemon();
    const wire = await box.connect();
    for (const id of ["ab1", "ab2"]) await wire.set(id, "working", { working_dir: "/src/shop" });
    const ends: Outcome[] = [];
    for (const command of ["rm", "delete", "ack", "focus", "wait"]) {
      for (const word of ["ab", "shop"]) ends.push(await box.run([command, word]));
    }
    for (const { stderr, exitCode } of ends) {
      expect(stderr).toContain("is ambiguous: ab1 (shop, working), ab2 (shop, working)");
      expect(exitCode).toBe(2);
    }
    expect((await wire.status()).sessions).toEqual({ active: 2, closed: 0 });
  });

  test("but set, which names a session that may be new", async () => {
    using box = sandbox();
    await box.daemon();
    const wire = await box.connect();
    await wire.set("abcdef", "working");
    expect((await box.run(["set", "abc", "working"])).exitCode).toBe(0);
    expect((await wire.status()).sessions).toEqual({ active: 2, closed: 0 });
  });

  test("says what can't be brought back in words, not in those of the wire", async () => {
    using box = sandbox();
    await box.daemon();
    const wire = await box.connect();
    await wire.set("open", "working");
    await wire.set("gone", "closed", { working_dir: `${box.folder}/gone` });
    const open = await box.run(["reopen", "open"]);
    expect([open.exitCode, open.stderr]).toEqual([
      1,
      "agent-console: session is not closed: open\n",
    ]);
    await wire.set("3c9e", "working", { working_dir: "/src/shop" });
    const byName = await box.run(["reopen", "shop"]);
    expect(byName.stderr).toBe("agent-console: session is not closed: shop\n");
    expect((await box.run(["reopen", "nope"])).stderr).toContain("session not found: nope");
    const gone = await box.run(["reopen", "gone"]);
    expect(gone.stderr).toStartWith("agent-console: working directory no longer exists: ");
  });
});

test("a wait for a project knows the session whose turn it was", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("3c9e-5f02", "working", { working_dir: "/src/shop" });
  const waiting = box.start(["wait", "shop", "--json"]);
  await until(async () => (await wire.status()).subscribers >= 1, "a subscriber");
  await wire.set("3c9e-5f02", "attention", { reason: "turn_done" });
  expect(JSON.parse((await waiting.exited()).stdout)).toMatchObject([{ session_id: "3c9e-5f02" }]);
});

test("a missing argument is named with how the command is used", async () => {
  using box = sandbox();
  const lines = [
    [["get"], "missing <session_id> - usage: agent-console get <session_id>"],
    [["snooze", "a"], "missing <duration> - usage: agent-console snooze <session_id> <duration>"],
    [
      ["completions"],
      "missing <shell> - usage: agent-console completions <bash|zsh|fish|sessions>",
    ],
    [["set"], "missing <session_id> - usage: agent-console set <session_id> [status]"],
  ] as const;
  for (const [line, said] of lines) {
    const { stderr, exitCode } = await box.run(line);
    expect([exitCode, stderr]).toEqual([2, `agent-console: ${said}\n`]);
  }
});
