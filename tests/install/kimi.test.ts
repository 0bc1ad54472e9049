import { describe, expect, test } from "bun:test";
import { hookCommand } from "../../src/install/command.ts";
import { createHome, type Home } from "./home.ts";

const FILE = ".kimi-code/config.toml";

function hooksIn(home: Home): { event: string; command: string; timeout: number }[] {
  const { hooks } = Bun.TOML.parse((home.read(FILE) ?? "").replace("\uFEFF", "")) as {
    hooks: { event: string; command: string; timeout: number }[];
  };
  return hooks;
}

describe("Kimi Code", () => {
  test.each([
    ["nothing", ""],
    ["a comment", "# mine\n"],
    ["settings", 'default_model = "k"\n\n[models.k]\nmodel = "k" # the one\n'],
    ["settings without a line break at the end", 'default_model = "k"'],
    ["CRLF", 'default_model = "k"\r\n[loop_control]\r\nmax = 3\r\n'],
    ["a byte order mark", '\uFEFFdefault_model = "k"\n'],
    ["hooks of the user's own", '[[hooks]]\nevent = "Stop"\ncommand = "say done"\n'],
  ])("a file with %s: tables at its end, and back as it was", async (_, text) => {
    using home = createHome();
    home.addProgram("kimi", "2.1.0");
    home.write(FILE, text);
    const before = home.listing();
    await home.install(["kimi"]);
    const installed = home.read(FILE) ?? "";
    expect(installed).toStartWith(text);
    const ours = hooksIn(home).filter(({ command }) => command !== "say done");
    const command = hookCommand("kimi", home.program, "posix");
    expect(ours.find(({ event }) => event === "PermissionResult")).toEqual({
      event: "PermissionResult",
      command,
      timeout: 5,
    });
    await home.install(["kimi"]);
    expect(home.read(FILE)).toBe(installed);
    await home.uninstall();
    expect(home.listing()).toEqual(before);
  });

  test("no file: one is made, and gone again", async () => {
    using home = createHome();
    home.addProgram("kimi", "2.1.0");
    const before = home.listing();
    await home.install(["kimi"]);
    expect(home.read(FILE)).toStartWith("[[hooks]]\nevent = ");
    await home.uninstall();
    expect(home.listing()).toEqual(before);
  });

  test.each([
    ["0.7.2", ["PermissionRequest", "Interrupt", "TurnStarted"]],
    ["0.14.0", ["TurnStarted", "TaskStarted"]],
  ])("a version that knows fewer events gets no other: %s", async (version, unknown) => {
    using home = createHome();
    home.addProgram("kimi", version);
    await home.install(["kimi"]);
    const events = hooksIn(home).map(({ event }) => event);
    expect(events).toContain("Stop");
    expect(events.filter((event) => unknown.includes(event))).toEqual([]);
  });

  test("a version that is not said gets what all know, and the user is told", async () => {
    using home = createHome();
    home.write(FILE, "");
    const [change] = await home.install(["kimi"]);
    expect(hooksIn(home).map(({ event }) => event)).not.toContain("PermissionRequest");
    expect(change?.notes.join()).toContain("did not say its version");
  });

  test("tables that the agent has written anew, without our order or layout, are still ours", async () => {
    using home = createHome();
    home.addProgram("kimi", "2.1.0");
    home.write(FILE, "");
    await home.install(["kimi"]);
    const [first, ...others] = hooksIn(home);
    const rewritten = [...others, first].map((hook) => {
      const members = Object.entries(hook ?? {}).toSorted();
      return `[[hooks]]\n${members.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join("\n")}\n`;
    });
    home.write(FILE, `theme = "dark"\n\n${rewritten.join("\n")}\n[models.k]\nmodel = "k"\n`);
    await home.uninstall();
    expect(home.read(FILE)).toBe('theme = "dark"\n\n[models.k]\nmodel = "k"\n');
  });

  test.each([
    ["hooks in one line", 'hooks = [{ event = "Stop", command = "say done" }]\n'],
    ["what is no TOML", "hooks = [\n"],
  ])("%s: left as it is, and said", async (_, text) => {
    using home = createHome();
    home.write(FILE, text);
    const [change] = await home.install(["kimi"]);
    expect(change?.problem).toContain("expected");
    expect(home.read(FILE)).toBe(text);
  });
});
