import { describe, expect, test } from "bun:test";
import { parseArgs } from "citty";
import { argsOf, COMMON_ARGS, JSON_ARG } from "../../src/cli/args.ts";
import { DAEMON_ARGS } from "../../src/cli/daemon-args.ts";
import { daemonForm, setForm } from "../../src/cli/forms.ts";
import { readPlainArgs } from "../../src/cli/plain-args.ts";

const { form: SET, numeric } = setForm();
const SET_ARGS = { ...argsOf("SET"), ...JSON_ARG, ...COMMON_ARGS };
const readSet = (...rawArgs: string[]) => readPlainArgs(rawArgs, SET);

describe("a plain command line", () => {
  test("means what the command tree makes of it", () => {
    const lines = [
      ["s1", "working"],
      ["s1", "--priority", "3", "--working-dir=/tmp", "working", "--json"],
      ["s1", "--message", "two words", "--socket", "/tmp/x.sock"],
    ];
    for (const rawArgs of lines) {
      const { _, ...parsed } = parseArgs(rawArgs, SET_ARGS) as Record<string, unknown>;
      expect(parsed).toMatchObject(readSet(...rawArgs) ?? { missing: true });
    }
  });

  test("of the daemon has its defaults, and what it leaves out", () => {
    const form = daemonForm();
    const rawArgs = ["--no-journal", "--ready-fd", "3", "--log-level", "debug"];
    const plain = readPlainArgs(rawArgs, form);
    expect(plain).toMatchObject({ journal: false, "ready-fd": "3" });
    expect(parseArgs(rawArgs, DAEMON_ARGS)).toMatchObject({ ...plain });
  });

  test("is left to the command tree when it is of any other kind", () => {
    const others = [
      [],
      ["s1", "working", "surplus"],
      ["s1", "--unknown", "x"],
      ["s1", "--priority"],
      ["s1", "--message="],
      ["s1", "--message", "--json"],
      ["s1", "--json=yes"],
      ["s1", "--priority", "1", "--priority", "2"],
      ["s1", "--help"],
      ["s1", "-x"],
      ["--", "s1", "working"],
    ];
    for (const rawArgs of others)
      expect([rawArgs, readSet(...rawArgs)]).toEqual([rawArgs, undefined]);
  });

  test("knows which fields are numbers", () => {
    expect(numeric).toEqual(["priority"]);
  });
});
