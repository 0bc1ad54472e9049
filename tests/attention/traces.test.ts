import { expect, test } from "bun:test";
import { TERMINALS } from "../../src/attention/terminals.ts";
import { TERMINAL_VARIABLES } from "../../src/protocol/traces.ts";

test("the hook keeps every variable that some terminal looks at", () => {
  const read = new Set(["ssh_connection", "ssh_tty"]);
  const spy = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        read.add(String(name));
        return "%1";
      },
    },
  );
  for (const { traces, proof, plan } of TERMINALS) {
    for (const name of [...traces, ...Object.keys(proof ?? {})]) read.add(name);
    for (const platform of ["linux", "darwin"]) {
      plan(spy, { platform, env: {}, tty: "/dev/pts/1", workingDir: "/" });
    }
  }
  const kept = TERMINAL_VARIABLES.map((name) => name.toLowerCase());
  expect([...read].filter((name) => !kept.includes(name))).toEqual([]);
  expect(kept.filter((name) => !read.has(name))).toEqual([]);
});
