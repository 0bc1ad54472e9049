import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { inheritedSocket } from "../../src/daemon/socket/activation.ts";
import { PROGRAM } from "../support/paths.ts";
import { sandbox } from "../support/sandbox.ts";

test("a socket that is meant for another process is not taken", () => {
  expect(inheritedSocket({ LISTEN_PID: "1", LISTEN_FDS: "1" }, 2)).toBeUndefined();
  expect(inheritedSocket({}, 2)).toBeUndefined();
});

test("the variables of activation do not reach a child", () => {
  const env = { LISTEN_PID: "1", LISTEN_FDS: "1", LISTEN_FDNAMES: "hub", HOME: "/" };
  inheritedSocket(env, 2);
  expect(env).toEqual({ HOME: "/" } as typeof env);
});

const ACTIVATE = Bun.which("systemd-socket-activate");

test.if(ACTIVATE !== null)(
  "the first client starts the hub and is served; its end leaves the path",
  async () => {
    using box = sandbox();
    const hub = ["daemon", "--socket", box.socket];
    const manager = box.spawn([ACTIVATE ?? "", "-l", box.socket, PROGRAM, ...hub]);
    await manager.prints(/Listening on/);
    expect((await box.run(["set", "first", "working"])).stdout).toContain("first");
    await box.run(["stop", "--force"]);
    expect((await manager.exited()).exitCode).toBe(0);
    expect(existsSync(box.socket)).toBe(true);
  },
);
