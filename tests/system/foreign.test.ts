// A daemon of version 1 stands at the socket: it speaks as a hub does and knows
// less, so that what it grants is lost to ours.
import { expect, setDefaultTimeout, test } from "bun:test";
import { spoolDepth, spoolFolder } from "../../src/host/spool.ts";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import { serveVersion1 } from "../support/version1.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const PAYLOAD = JSON.stringify({
  session_id: "h1",
  transcript_path: "/home/me/.claude/projects/-w/h1.jsonl",
  cwd: "/w/project",
  hook_event_name: "UserPromptSubmit",
});

/** Everything that speaks to the hub. */
const COMMANDS = [
  ["list"],
  ["get", "a"],
  ["set", "a", "working"],
  ["rm", "a"],
  ["status"],
  ["dump"],
  ["stop"],
  ["stop", "--force"],
  ["next"],
  ["wait"],
  ["watch"],
  ["watch", "--json"],
  ["notify", "--bell"],
];

test("a daemon of version 1 is named by every command, and taken for no hub", async () => {
  using box = sandbox();
  using daemon = serveVersion1(box);
  const words = `${box.socket} is served by a daemon of version 1 (acd)`;
  for (const args of COMMANDS) {
    const { stdout, stderr, exitCode } = await box.run(args);
    expect({ args, stdout, exitCode }).toEqual({ args, stdout: "", exitCode: 1 });
    expect(stderr).toContain(words);
  }
  const doctor = await box.run(["doctor"]);
  expect(doctor.stdout).toContain(`FAIL  hub: ${words}`);
  expect(await box.run(["statusline"])).toMatchObject({
    stdout: "\n",
    stderr: expect.stringContaining(words),
    exitCode: 0,
  });
  expect(daemon.requests.length).toBeGreaterThan(COMMANDS.length);
});

test("every request carries the version that a daemon of version 1 asks for", async () => {
  using box = sandbox();
  using daemon = serveVersion1(box);
  for (const args of [...COMMANDS, ["statusline"], ["doctor"]]) await box.run(args);
  await box.run(["hook", "claude"], { stdin: PAYLOAD });
  expect(daemon.requests.map(({ cmd, version }) => ({ cmd, version }))).toEqual(
    daemon.requests.map(({ cmd }) => ({ cmd, version: 1 })),
  );
  expect(daemon.requests.map(({ cmd }) => cmd)).toContain("SUB");
});

test("what a daemon of version 1 was told waits for the hub all the same", async () => {
  using box = sandbox();
  {
    using daemon = serveVersion1(box);
    const outcome = await box.run(["hook", "claude"], { stdin: PAYLOAD });
    expect(outcome).toEqual({ stdout: "", stderr: "", exitCode: 0 });
    expect(daemon.requests).toMatchObject([{ cmd: "SET", session_id: "h1" }]);
    expect((await box.run(["doctor"])).stdout).toContain("1 report waits for the hub");
  }
  const listed = await box.run(["list", "--json"]);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ session_id: "h1" }]);
});

test("a refusal with a code that is none of a hub's leaves the report in the spool", async () => {
  using box = sandbox();
  const refusal = { version: 1, id: 1, ok: false, error: "busy", code: "rate_limited" };
  using _ = Bun.listen({
    unix: box.socket,
    socket: { data: (socket) => void socket.write(`${JSON.stringify(refusal)}\n`) },
  });
  expect(await box.run(["hook", "claude"], { stdin: PAYLOAD })).toMatchObject({ exitCode: 0 });
  expect(spoolDepth(spoolFolder(box.socket)).reports).toBe(1);
});
