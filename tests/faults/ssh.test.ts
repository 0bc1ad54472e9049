import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { isServed } from "../../src/daemon/socket/socket-path.ts";
import { PROGRAM } from "../support/paths.ts";
import { freePort } from "../support/port.ts";
import { type Running, type Sandbox, sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";

const SSHD = "/usr/sbin/sshd";
const hasSsh = fs.existsSync(SSHD) && Bun.which("ssh") !== null;
const isRoot = process.getuid?.() === 0;

/** A server of this user's on a free port of the loopback, and the way to it. */
async function startSshd(box: Sandbox): Promise<{ ssh: string[]; login: string }> {
  const folder = `${box.folder}/ssh`;
  fs.mkdirSync(folder, { mode: 0o700 });
  // As root it wants this folder, which the system's own service makes.
  if (isRoot) fs.mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  for (const key of ["host", "user"]) {
    await box.exec(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `${folder}/${key}`]);
  }
  fs.copyFileSync(`${folder}/user.pub`, `${folder}/authorized`);
  const port = freePort();
  const login = (await box.exec(["id", "-un"])).stdout.trim();
  fs.writeFileSync(
    `${folder}/config`,
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${folder}/host`,
      `AuthorizedKeysFile ${folder}/authorized`,
      `PidFile ${folder}/pid`,
      "StrictModes no",
      "UsePAM no",
      "PasswordAuthentication no",
      "PermitRootLogin prohibit-password",
      "StreamLocalBindUnlink yes",
      "",
    ].join("\n"),
  );
  const server = box.spawn([SSHD, "-D", "-e", "-f", `${folder}/config`]);
  await server.prints(/listening on/i);
  const options = [
    ...["-F", "none", "-i", `${folder}/user`, "-p", `${port}`],
    ...["-o", "StrictHostKeyChecking=no", "-o", `UserKnownHostsFile=${folder}/known`],
    ...["-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes", "-o", "ServerAliveInterval=15"],
  ];
  return { ssh: ["ssh", ...options], login: `${login}@127.0.0.1` };
}

test.skipIf(!hasSsh)(
  "sessions of another machine come over ssh, and are stale once it is cut off",
  async () => {
    using box = sandbox();
    const reportSocket = `${box.folder}/report.sock`;
    const far = `${box.folder}/far.sock`;
    await box.daemon(["--report-socket", reportSocket]);
    const own = await box.connect();
    const { ssh, login } = await startSshd(box);
    const forward = async (): Promise<Running> => {
      fs.rmSync(far, { force: true });
      const tunnel = box.spawn([...ssh, "-N", "-R", `${far}:${reportSocket}`, login]);
      await until(
        () => isServed(far), // sshd binds it an instant before it listens
        "the forwarded socket",
        () => tunnel.stderr,
      );
      return tunnel;
    };
    const session = (id: string) => own.data({ cmd: "GET", session_id: id });

    const tunnel = await forward();
    const remote = await box.connect(far);
    const report = { cmd: "SET", status: "working", host: "far", pid: process.pid };
    expect((await remote.ask({ ...report, session_id: "a" })).ok).toBe(true);
    expect((await remote.ask({ ...report, session_id: "b" })).ok).toBe(true);
    expect((await remote.ask({ cmd: "LIST" })).code).toBe("not_permitted");
    remote.close();
    expect(await session("a")).toMatchObject({ host: "far", pid: null, stale: false });

    await own.subscribe();
    tunnel.signal("SIGKILL");
    await tunnel.exited();
    for (const session_id of ["a", "b"]) {
      const update = await own.waitFor("the update", ({ type }) => type === "update");
      expect(update.session).toMatchObject({ session_id, stale: true, status: "working" });
    }
    for (const id of ["a", "b"]) expect((await session(id)).stale).toBe(true);

    // What comes through a new connection speaks for its own session, not for its machine.
    await forward();
    const again = await box.connect(far);
    await again.ask({ ...report, session_id: "a", status: "attention" });
    expect(await session("a")).toMatchObject({ stale: false, status: "attention" });
    expect(await session("b")).toMatchObject({ stale: true, status: "working" });
    await again.ask({ ...report, session_id: "b" });
    expect(await session("b")).toMatchObject({ stale: false, status: "working" });
  },
  60_000,
);

test.skipIf(!hasSsh || !isRoot || process.platform !== "linux")(
  "the hook reports over ssh under its machine's name, and what it could not say follows",
  async () => {
    using box = sandbox();
    const reportSocket = `${box.folder}/report.sock`;
    const far = `${box.folder}/far.sock`;
    await box.daemon(["--report-socket", reportSocket]);
    const own = await box.connect();
    const hook = (id: string) =>
      box.exec(
        ["unshare", "--uts", "sh", "-c", `hostname far-machine && exec "${PROGRAM}" hook claude`],
        {
          stdin: JSON.stringify({
            session_id: id,
            hook_event_name: "UserPromptSubmit",
            cwd: "/tmp",
            prompt: "p",
          }),
          env: {
            AGENT_CONSOLE_SOCKET: far,
            AGENT_CONSOLE_AUTOSTART: "0",
            XDG_STATE_HOME: `${box.folder}/far-state`,
          },
        },
      );
    expect((await hook("before")).exitCode).toBe(0);
    const { ssh, login } = await startSshd(box);
    const tunnel = box.spawn([...ssh, "-N", "-R", `${far}:${reportSocket}`, login]);
    await until(
      () => isServed(far),
      "the forwarded socket",
      () => tunnel.stderr,
    );
    expect((await hook("after")).exitCode).toBe(0);
    const sessions = await own.data({ cmd: "LIST" });
    expect(sessions).toMatchObject([
      { session_id: "after", host: "far-machine", pid: null, replayed: false, stale: false },
      { session_id: "before", host: "far-machine", pid: null, replayed: true, stale: false },
    ]);
    expect(box.daemons()).toHaveLength(1);
  },
  60_000,
);
