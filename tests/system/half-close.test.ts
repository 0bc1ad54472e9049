import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

// What people have at hand; each closes its writing side when its input ends.
const TOOLS: Readonly<Record<string, (socket: string) => string[]>> = {
  socat: (socket) => ["socat", "-t5", "-", `UNIX-CONNECT:${socket}`],
  nc: (socket) => ["nc", "-N", "-U", socket],
};
const missing = Object.keys(TOOLS).filter((tool) => Bun.which(tool) === null);

/** Sends the text with one of the tools and gives what comes back. */
async function ask(box: Sandbox, tool: string, text: string): Promise<string> {
  const outcome = await box.exec(TOOLS[tool]?.(box.socket) ?? [], { stdin: text });
  expect(outcome).toMatchObject({ stderr: "", exitCode: 0 });
  return outcome.stdout;
}

test("the tools that these tests speak with are installed", () => {
  expect(missing).toEqual([]);
});

for (const tool of Object.keys(TOOLS)) {
  describe.skipIf(missing.includes(tool))(tool, () => {
    test("gets its reply to a last line without an end", async () => {
      using box = sandbox();
      await box.daemon();
      expect(JSON.parse(await ask(box, tool, '{"cmd":"LIST"}'))).toEqual({
        version: 1,
        ok: true,
        data: [],
      });
    });

    test("gets every reply it is owed, in order", async () => {
      using box = sandbox();
      await box.daemon();
      const requests = Array.from({ length: 500 }, (_, id) => `{"cmd":"LIST","id":${id}}`);
      const lines = (await ask(box, tool, requests.join("\n"))).trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line).id)).toEqual(requests.map((_, id) => id));
    });

    test("gets replies of several megabytes whole", async () => {
      using box = sandbox();
      await box.daemon();
      const client = await box.connect();
      const message = "x".repeat(1000);
      for (let i = 0; i < 3000; i++) {
        client.write({ cmd: "SET", session_id: `s${i}`, status: "working", message });
      }
      await client.status();
      const replies = await ask(box, tool, '{"cmd":"LIST","id":1}\n{"cmd":"LIST","id":2}');
      expect(replies.length).toBeGreaterThan(6_000_000);
      const lines = replies.trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line).id)).toEqual([1, 2]);
      expect(lines.map((line) => JSON.parse(line).data.length)).toEqual([3000, 3000]);
    });

    test("that reads slowly gets replies of several megabytes whole", async () => {
      using box = sandbox();
      await box.daemon();
      const client = await box.connect();
      const message = "x".repeat(1000);
      for (let i = 0; i < 1000; i++) {
        client.write({ cmd: "SET", session_id: `s${i}`, status: "working", message });
      }
      await client.status();
      await Bun.write(`${box.folder}/requests`, '{"cmd":"LIST"}\n'.repeat(5));
      const command = TOOLS[tool]?.(box.socket).join(" ");
      const slowly = `cat requests | ${command} | (sleep 0.5; wc -lc)`;
      const { stdout } = await box.exec(["sh", "-c", slowly]);
      const [lines, bytes] = stdout.trim().split(/\s+/).map(Number);
      expect(lines).toBe(5);
      expect(bytes).toBeGreaterThan(5_000_000);
    });

    test("that subscribes sees each change as it happens", async () => {
      using box = sandbox();
      await box.daemon();
      const client = await box.connect();
      const command =
        tool === "socat"
          ? ["socat", "-,ignoreeof", `UNIX-CONNECT:${box.socket}`]
          : ["nc", "-N", "-U", box.socket];
      const watcher = box.spawn(command, { stdin: '{"cmd":"SUB"}\n' });
      await watcher.prints(/"type":"snapshot"/);
      for (const status of ["working", "question", "attention"]) {
        await client.set("a", status);
        await watcher.prints(new RegExp(`"type":"update".*"status":"${status}"`));
      }
      watcher.signal("SIGTERM");
      await watcher.exited();
      const subscribers = async () => (await client.status()).subscribers;
      await until(async () => (await subscribers()) === 0, "no subscriber", subscribers);
    });
  });
}

test("a client that says nothing and closes its writing side is let go", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await box.connect();
  client.finish();
  await client.closed();
  expect(client.frames).toEqual([]);
});

test("everything is taken from a client that sends and closes at once", async () => {
  using box = sandbox();
  await box.daemon();
  const reports = Array.from(
    { length: 2000 },
    (_, i) => `{"cmd":"SET","session_id":"s${i}","status":"working"}\n`,
  );
  await Bun.write(`${box.folder}/reports`, reports.join(""));
  await box.exec(["socat", "-u", `OPEN:${box.folder}/reports`, `UNIX-CONNECT:${box.socket}`]);
  const client = await box.connect();
  const active = async () => (await client.status()).sessions.active;
  await until(async () => (await active()) === 2000, "all reports", active);
});
