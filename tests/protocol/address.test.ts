import { describe, expect, test } from "bun:test";
import {
  DEFAULT_SOCKET,
  isPrivate,
  isTrustedOwner,
  lockName,
  socketOf,
  socketPath,
  stateFolder,
} from "../../src/protocol/address.ts";

const asIs = (path: string) => path;

describe("the socket's path", () => {
  test("is the flag before the variable before the default", () => {
    const env = { AGENT_CONSOLE_SOCKET: "/env" };
    expect(socketPath("/flag", env, asIs, "linux")).toBe("/flag");
    expect(socketPath(undefined, env, asIs, "linux")).toBe("/env");
    expect(socketPath(undefined, {}, asIs, "linux")).toBe(DEFAULT_SOCKET);
  });

  test("takes an empty flag or variable for none", () => {
    expect(socketPath("", { AGENT_CONSOLE_SOCKET: "" }, asIs, "linux")).toBe(DEFAULT_SOCKET);
  });

  test("is measured in bytes once it is absolute", () => {
    for (const [platform, bytes] of [
      ["linux", 107],
      ["darwin", 103],
    ] as const) {
      const longest = `/${"x".repeat(bytes - 1)}`;
      expect(socketPath(longest, {}, asIs, platform)).toBe(longest);
      const words = `socket path is ${bytes + 1} bytes long, the system's limit is ${bytes}`;
      expect(() => socketPath(`${longest}x`, {}, asIs, platform)).toThrow(words);
      expect(() => socketPath("x", {}, () => `${longest}x`, platform)).toThrow(words);
    }
    expect(() => socketPath("ü".repeat(54), {}, asIs, "linux")).toThrow("108 bytes");
  });

  test("with a NUL is refused, since the system would cut it there", () => {
    expect(() => socketPath("/tmp/a\0b", {}, asIs, "linux")).toThrow("NUL");
  });
});

describe("the lock", () => {
  test("has another name for each socket", () => {
    const sockets = ["/a/b", "/a%b", "/a%2fb", "/a%25b", "/a/25b", "/a=b", "/a=p/=e", "/a%/b"];
    const names = sockets.map(lockName);
    expect(new Set(names).size).toBe(names.length);
    expect(names.map(socketOf)).toEqual(sockets);
    expect(names.join("")).not.toContain("/");
  });
});

test("the state folder is the user's own, whatever a relative variable says", () => {
  expect(stateFolder({ XDG_STATE_HOME: "/s" }, "/h")).toBe("/s/agent-console");
  expect(stateFolder({ XDG_STATE_HOME: "s" }, "/h")).toBe("/h/.local/state/agent-console");
  expect(stateFolder({ XDG_STATE_HOME: "" }, "/h")).toBe("/h/.local/state/agent-console");
});

test("a file is private when it is ours and nobody else has any right to it", () => {
  expect(isPrivate({ uid: 5, mode: 0o40700 }, 5)).toBe(true);
  expect(isPrivate({ uid: 5, mode: 0o40710 }, 5)).toBe(false);
  expect(isPrivate({ uid: 5, mode: 0o40701 }, 5)).toBe(false);
  expect(isPrivate({ uid: 6, mode: 0o40700 }, 5)).toBe(false);
});

test("the owner of a socket is trusted when it is ourselves or root", () => {
  expect(isTrustedOwner({ uid: 5, mode: 0o600 }, 5)).toBe(true);
  expect(isTrustedOwner({ uid: 0, mode: 0o600 }, 5)).toBe(true);
  expect(isTrustedOwner({ uid: 6, mode: 0o600 }, 5)).toBe(false);
});
