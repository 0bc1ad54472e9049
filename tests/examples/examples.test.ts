// The example clients that src/protocol/README.md shows: each goes on through a
// kill, is told what it missed, and begins anew with another life of the state.
// One whose language is not on this machine is skipped, and reported as that.
import { expect, setDefaultTimeout, test } from "bun:test";
import { homedir } from "node:os";
import { ROOT } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";

/** The first compilation compiles Go's own packages too: 40 s on two busy cores. */
const COMPILE_LIMIT_MS = 3 * TEST_LIMIT_MS;
setDefaultTimeout(TEST_LIMIT_MS + COMPILE_LIMIT_MS);

const here = `${ROOT}/tests/examples`;

/** An example by its file: what has to be there, and how it is run. */
const EXAMPLES: Record<string, { needs: string[]; command: (box: Sandbox) => Promise<string[]> }> =
  {
    "waiting.py": {
      needs: ["python3"],
      command: async (box) => [Bun.which("python3") ?? "", `${here}/waiting.py`, box.socket],
    },
    "waiting.mjs": {
      needs: ["node"],
      command: async (box) => [Bun.which("node") ?? "", `${here}/waiting.mjs`, box.socket],
    },
    "waiting.sh": {
      needs: ["sh", "jq", "socat"],
      command: async (box) => ["sh", `${here}/waiting.sh`, box.socket],
    },
    "waiting.go": {
      needs: ["go"],
      async command(box) {
        // What was compiled before is kept in the user's cache, as go does by itself.
        const cache = process.env.GOCACHE ?? `${homedir()}/.cache/go-build`;
        const env = { GOCACHE: cache, CGO_ENABLED: "0" };
        const build = ["go", "build", "-o", `${box.folder}/waiting`, `${here}/waiting.go`];
        const { exitCode, stderr } = await box.spawn(build, { env }).exited(COMPILE_LIMIT_MS);
        expect([exitCode, stderr]).toEqual([0, ""]);
        return [`${box.folder}/waiting`, box.socket];
      },
    },
  };

for (const [file, { needs, command }] of Object.entries(EXAMPLES)) {
  const missing = needs.filter((name) => Bun.which(name) === null);
  const name = `${file} knows who waits, past a kill and past another beginning`;
  test.skipIf(missing.length > 0)(
    missing.length > 0 ? `${name} (no ${missing})` : name,
    async () => {
      using box = sandbox();
      const killed = await box.daemon();
      const before = await box.connect();
      await before.set("a", "question");
      await before.set("b", "working");
      const example = box.spawn(await command(box));
      await example.prints(/^snapshot: a$/m);
      await before.set("b", "attention");
      await example.prints(/^update: a b$/m);
      // While it looks away: a change that it may have in its buffer, a kill, and changes after it.
      example.signal("SIGSTOP");
      await before.set("c", "question");
      killed.signal("SIGKILL");
      await killed.exited();
      const stopped = await box.daemon();
      const after = await box.connect();
      await after.data({ cmd: "DELETE", session_id: "a" });
      await after.set("b", "working");
      example.signal("SIGCONT");
      await example.prints(/^resumed: c$/m);
      await after.set("b", "attention");
      await example.prints(/^update: b c$/m);
      // Another life of the state: what was known of the one before is forgotten.
      await after.data({ cmd: "STOP", confirmed: true });
      await stopped.exited();
      await box.daemon();
      await (await box.connect()).set("d", "question");
      await example.prints(/^(snapshot|update): d$/m);
    },
  );
}

test("every example has its test, and the reference leads to it", async () => {
  const files = [...new Bun.Glob("waiting.*").scanSync(here)].sort();
  expect(files).toEqual(Object.keys(EXAMPLES).sort());
  const page = await Bun.file(`${ROOT}/src/protocol/README.md`).text();
  for (const file of files) expect(page).toContain(`(../../tests/examples/${file})`);
});
