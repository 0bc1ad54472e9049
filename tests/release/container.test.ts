import { expect, test } from "bun:test";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";

const NAMESPACES = ["unshare", "--mount", "--uts", "--pid", "--fork", "--propagation", "private"];
const canContain =
  process.getuid?.() === 0 && Bun.spawnSync([...NAMESPACES, "true"]).exitCode === 0;
const PROMPT =
  '{"hook_event_name":"UserPromptSubmit","session_id":"inside","cwd":"/repo","prompt":"go"}';

/** Runs a script in a root of its own, into which nothing but the report socket is mounted. */
function inContainer(box: Sandbox, script: string) {
  const runner = `${import.meta.dir}/container.sh`;
  const socket = `${box.folder}/report.sock`;
  return box.exec([...NAMESPACES, "sh", runner, box.folder, socket, PROGRAM, "sh", "-c", script]);
}

test.if(canContain)(
  "an agent in a container reports to the hub outside, and can do nothing else there",
  async () => {
    using box = sandbox();
    await box.daemon(["--report-socket", `${box.folder}/report.sock`]);
    await box.run(["set", "mine", "working"]);
    const inside = await inContainer(
      box,
      `printf '%s' '${PROMPT}' | agent-console hook claude && echo hooked
     agent-console set inside question 2>&1
     agent-console delete mine 2>&1
     agent-console stop --force 2>&1`,
    );
    expect(inside.stdout).toStartWith("hooked\ninside\n");
    const { stdout } = await box.run(["list", "--json"]);
    const found = JSON.parse(stdout);
    expect(found.map((one: { session_id: string }) => one.session_id).sort()).toEqual([
      "inside",
      "mine",
    ]);
    expect(found.find((one: { session_id: string }) => one.session_id === "inside")).toMatchObject({
      status: "question",
      working_dir: "/repo",
      host: "box",
      pid: null,
    });
    expect(inside.stdout).toContain("not permitted");
  },
);

test.if(canContain && Bun.which("socat") !== null)(
  "a container without the program reports with socat",
  async () => {
    using box = sandbox();
    await box.daemon(["--report-socket", `${box.folder}/report.sock`]);
    const line = '{"cmd":"SET","session_id":"ci-7","status":"working","host":"box"}';
    await inContainer(box, `echo '${line}' | socat -t5 - UNIX-CONNECT:$AGENT_CONSOLE_SOCKET`);
    expect((await box.run(["get", "ci-7"])).stdout).toContain("working");
  },
);
