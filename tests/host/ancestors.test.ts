import { expect, test } from "bun:test";
import { splitAgent } from "../../src/host/ancestors.ts";
import type { ProcessInfo } from "../../src/host/process.ts";

function chain(...names: string[]): ProcessInfo[] {
  return names.map((name, i) => {
    return {
      pid: 100 - i,
      parentPid: 99 - i,
      groupPid: 100 - i,
      name,
      start: "1",
      isZombie: false,
      isStopped: false,
      hasTerminal: false,
    };
  });
}

test("the agent is the nearest process above its hook that is no wrapper", () => {
  const { agent, above } = splitAgent(chain("sh", "env", "claude", "zsh", "tmux: server"));
  expect(agent?.name).toBe("claude");
  expect(above.map(({ name }) => name)).toEqual(["zsh", "tmux: server"]);
});

test("a hook that outlived its agent has none, whoever took it in", () => {
  for (const keeper of ["systemd", "init", "tini", "tmux: server", "sshd-session", "launchd"]) {
    expect(splitAgent(chain("sh", keeper))).toEqual({ agent: null, above: [] });
  }
  expect(splitAgent(chain("bash", "-zsh"))).toEqual({ agent: null, above: [] });
  expect(splitAgent([])).toEqual({ agent: null, above: [] });
});
