import { describe, expect, test } from "bun:test";
import { hookCommand } from "../../src/install/command.ts";
import { createHome } from "./home.ts";

const FILE = ".aider.conf.yml";

describe("Aider", () => {
  test.each([
    ["nothing", ""],
    ["a comment", "# mine\n"],
    ["settings", "model: opus\nread:\n  - a.md\n  - b.md\n"],
    ["settings without a line break at the end", "model: opus"],
    ["CRLF", "model: opus\r\ndark-mode: true\r\n"],
    ["a document mark", "---\nmodel: opus\n"],
    ["a byte order mark", "\uFEFFmodel: opus\n"],
  ])(
    "a file with %s: two lines at its end, and back as it was after uninstall",
    async (_, text) => {
      using home = createHome();
      home.write(FILE, text);
      const before = home.listing();
      await home.install(["aider"]);
      const installed = home.read(FILE) ?? "";
      expect(installed).toStartWith(text);
      const parsed = Bun.YAML.parse(installed.replace("\uFEFF", "")) as Record<string, unknown>;
      expect(parsed.notifications).toBe(true);
      expect(parsed["notifications-command"]).toBe(hookCommand("aider", home.program, "terminal"));
      await home.install(["aider"]);
      expect(home.read(FILE)).toBe(installed);
      await home.uninstall();
      expect(home.listing()).toEqual(before);
    },
  );

  test("no file: one is made, and gone again", async () => {
    using home = createHome();
    const before = home.listing();
    await home.install(["aider"]);
    expect(home.read(FILE)).toStartWith("notifications: true\nnotifications-command: ");
    await home.uninstall();
    expect(home.listing()).toEqual(before);
  });

  test.each([
    "notifications-command: say done\n",
    "notifications: true\n",
    "notifications: false\n",
    "notifications: true\nnotifications-command: 'terminal-notifier'\n",
    "notifications-command:\n",
    "notifications-command: [say, done]\n",
    "notifications:\nmodel: x\n",
  ])("the one place is taken: left as it is, and said: %j", async (text) => {
    using home = createHome();
    home.write(FILE, text);
    const before = home.listing();
    const [change] = await home.install(["aider"]);
    expect(change?.problem).toContain("has notification settings of its own");
    expect(await home.uninstall()).toEqual([]);
    expect(home.listing()).toEqual(before);
  });

  test("an older command of ours is replaced, and what follows stays", async () => {
    using home = createHome();
    home.write(
      FILE,
      "notifications: true\nnotifications-command: /old/agent-console hook aider\nmodel: x\n",
    );
    await home.install(["aider"]);
    expect(home.read(FILE)).toContain(home.program);
    expect(home.read(FILE)).not.toContain("/old/");
    expect(home.read(FILE)).toEndWith("\nmodel: x\n");
    await home.uninstall();
    expect(home.read(FILE)).toBe("model: x\n");
  });

  test("only our own line goes where the user has written another since", async () => {
    using home = createHome();
    home.write(FILE, "model: x\n");
    await home.install(["aider"]);
    const installed = home.read(FILE) ?? "";
    home.write(FILE, `notifications-command: say done\n${installed}`);
    await home.uninstall();
    expect(home.read(FILE)).toBe("notifications-command: say done\nmodel: x\n");
  });

  test("our command over several lines is left whole, and said", async () => {
    using home = createHome();
    const folded = 'notifications-command: "/bin/agent-console\n  hook aider"\nmodel: x\n';
    home.write(FILE, folded);
    const [change] = await home.uninstall();
    expect(change?.problem).toContain("expected our command on one line");
    expect(home.read(FILE)).toBe(folded);
  });

  test.each(["a: [\n", "- a\n- b\n", "just words\n", "{model: opus}\n"])(
    "what is no mapping we could add to is refused: %j",
    async (text) => {
      using home = createHome();
      home.write(FILE, text);
      const before = home.listing();
      const [change] = await home.install(["aider"]);
      expect(change?.problem).toContain(FILE);
      expect(home.listing()).toEqual(before);
    },
  );
});
