import { expect, test } from "bun:test";
import { agentPlist } from "../../src/units/launchd-plist.ts";
import { relayUnit, serviceUnit, socketUnit } from "../../src/units/systemd-units.ts";
import { MOSQUITTO, mosquitto } from "../relay/broker.ts";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";

const has = (program: string) => Bun.which(program) !== null;
// A manager of our own wants a mount namespace and the running of systemd.
const canManage =
  process.getuid?.() === 0 &&
  ["unshare", "systemctl", "dbus-daemon"].every(has) &&
  Bun.spawnSync(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/run"]).exitCode === 0;

/** Runs a script under a systemd user manager that is there for nothing else. */
function manage(box: Sandbox, script: string) {
  const inNamespace = ["unshare", "-m", "--propagation", "private"];
  const runner = `${import.meta.dir}/user-manager.sh`;
  return box.exec([...inNamespace, "sh", runner, box.folder, "sh", "-euc", script, PROGRAM]);
}

test.if(has("systemd-analyze"))("systemd finds no fault with the units", async () => {
  using box = sandbox();
  const service = { program: PROGRAM, socket: box.socket };
  await Bun.write(`${box.folder}/agent-console.service`, serviceUnit(service));
  await Bun.write(`${box.folder}/agent-console.socket`, socketUnit(service));
  const relay = ["/opt/a b/agent-console", "relay", "mqtts://broker.example"];
  await Bun.write(`${box.folder}/agent-console-relay.service`, relayUnit([PROGRAM, ...relay]));
  const units = ["agent-console.service", "agent-console.socket", "agent-console-relay.service"];
  const env = { SYSTEMD_UNIT_PATH: `${box.folder}:`, XDG_RUNTIME_DIR: box.folder };
  const verify = ["systemd-analyze", "verify", "--user", "--man=no", ...units];
  const { stdout, stderr } = await box.exec(verify, { env });
  expect(`${stdout}${stderr}`.split("\n").filter((line) => line.includes("agent-console"))).toEqual(
    [],
  );
});

test("what systemd would take for its own in a path is written so that it does not", () => {
  const odd = { program: "/opt/100% of $it/agent-console", socket: "/tmp/50%/hub.sock" };
  expect(serviceUnit(odd)).toContain(
    'ExecStart="/opt/100%% of $$it/agent-console" daemon --socket /tmp/50%%/hub.sock',
  );
  expect(socketUnit(odd)).toContain("ListenStream=/tmp/50%%/hub.sock\n");
});

test.if(has("python3"))("launchd's own format reads the agent, odd paths and all", async () => {
  using box = sandbox();
  const service = { program: "/opt/<a & b>/agent-console", socket: box.socket };
  await Bun.write(`${box.folder}/agent.plist`, agentPlist(service, "/tmp/log"));
  const read = "import json,plistlib; print(json.dumps(plistlib.load(open('agent.plist','rb'))))";
  const { stdout, stderr } = await box.exec(["python3", "-c", read]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({
    Label: "agent-console.hub",
    ProgramArguments: expect.arrayContaining([service.program, "daemon", service.socket]),
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
  });
});

test.if(process.platform === "linux")(
  "without a user manager the error says why none is needed",
  async () => {
    using box = sandbox();
    const env = { XDG_RUNTIME_DIR: box.folder, DBUS_SESSION_BUS_ADDRESS: "" };
    const { exitCode, stderr } = await box.run(["service", "install"], { env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("the hub starts by itself with the first command");
  },
);

test.if(canManage)(
  "the service takes over from a hub that runs, and keeps its sessions",
  async () => {
    using box = sandbox();
    await box.run(["set", "before", "working"]);
    const { stdout, stderr, exitCode } = await manage(
      box,
      `$0 service install
     $0 service status
     $0 list
     cat /proc/$(systemctl --user show -P MainPID agent-console.service)/status`,
    );
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/agent-console.service +active/);
    expect(stdout).toMatch(/working .* before/);
    expect(stdout).toMatch(/NoNewPrivs:\s1/);
  },
);

test.if(canManage)(
  "a client that comes while the service is down waits and is served",
  async () => {
    using box = sandbox();
    const { stdout, exitCode } = await manage(
      box,
      `$0 service install
     $0 stop --force
     $0 set after-stop working
     systemctl --user kill -s KILL agent-console.service
     $0 set after-kill working
     $0 list`,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/after-kill/);
    expect(stdout.slice(stdout.lastIndexOf("STATUS"))).toMatch(/after-stop/);
  },
);

test.if(canManage)("the service takes reports where it is told to, too", async () => {
  using box = sandbox();
  const { stdout, exitCode } = await manage(
    box,
    `$0 service install --report-socket "$AGENT_CONSOLE_SOCKET.report"
     $0 set from-afar working --socket "$AGENT_CONSOLE_SOCKET.report"
     $0 get from-afar`,
  );
  expect(exitCode).toBe(0);
  expect(stdout).toContain("keeps the hub running\nfrom-afar\n");
});

test.if(canManage && MOSQUITTO !== null)("the service keeps a relay running too", async () => {
  using box = sandbox();
  const broker = await mosquitto(box);
  const { stdout, stderr, exitCode } = await manage(
    box,
    `$0 service install --relay "${broker.url} --fields status --host here"
     until $0 doctor | grep -q "ok .* relay:"; do :; done
     $0 doctor | grep relay: || true
     systemctl --user kill -s KILL agent-console-relay.service
     $0 service status
     $0 service uninstall`,
  );
  expect({ stderr: stderr.replaceAll(/.*not well\n/g, ""), exitCode }).toEqual({
    stderr: "",
    exitCode: 0,
  });
  expect(stdout).toMatch(/relay: mqtt:.*, publishes status as agent-console\/\w+\/here, shows/);
  expect(stdout).toMatch(/agent-console-relay.service +(active|activating)/);
  expect(stdout).toContain("no longer keeps the relay");
});

test.if(canManage)(
  "the service runs the program by the path that outlives an upgrade",
  async () => {
    using box = sandbox();
    const { stdout, stderr, exitCode } = await manage(
      box,
      `mkdir -p "$HOME/bin" "$HOME/versions/1"
     ln "$0" "$HOME/versions/1/agent-console" 2> /dev/null || cp "$0" "$HOME/versions/1/agent-console"
     ln -s ../versions/1/agent-console "$HOME/bin/agent-console"
     "$HOME/versions/1/agent-console" service install
     rm "$HOME/bin/agent-console"
     "$HOME/versions/1/agent-console" service status || echo "status $?"`,
    );
    expect({ stderr, exitCode }).toMatchObject({ exitCode: 0 });
    const link = `${box.env.HOME}/bin/agent-console`;
    expect(stdout).toContain(`${link}, which is gone`);
    expect(stdout).toContain("status 1");
    expect(stderr).toContain(`${link} is gone - run agent-console service install`);
  },
);

test.if(process.platform === "linux")("status says what an installed service lacks", async () => {
  using box = sandbox();
  const env = { XDG_RUNTIME_DIR: box.folder, DBUS_SESSION_BUS_ADDRESS: "" };
  const folder = `${box.env.HOME}/.config/systemd/user`;
  const status = () => box.run(["service", "status"], { env });
  expect(await status()).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("none answers"),
  });
  const install = async (program: string) => {
    const service = { program, socket: box.socket };
    await Bun.write(`${folder}/agent-console.service`, serviceUnit(service));
    await Bun.write(`${folder}/agent-console.socket`, socketUnit(service));
  };
  await install("/gone/50% $x\\y/agent-console");
  const gone = await status();
  expect(gone.exitCode).toBe(1);
  expect(gone.stderr).toContain("/gone/50% $x\\y/agent-console is gone");
  await install(PROGRAM);
  const silent = await status();
  expect(silent.exitCode).toBe(1);
  expect(silent.stderr).toContain("no systemd of this user answers");
});

test.if(canManage)("uninstall leaves no unit and no socket, and can be repeated", async () => {
  using box = sandbox();
  const { stdout, exitCode } = await manage(
    box,
    `$0 service install; $0 service install; $0 service uninstall; $0 service uninstall
     find "$HOME" -name 'agent-console*'; ls "$AGENT_CONSOLE_SOCKET" 2> /dev/null || true`,
  );
  expect(exitCode).toBe(0);
  expect(stdout).toEndWith("systemd no longer keeps the hub\nnothing is installed\n");
});
