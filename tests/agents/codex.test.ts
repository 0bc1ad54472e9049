import { describe, expect, test } from "bun:test";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { trustHash } from "../../src/agents/codex/trust.ts";
import { inspectAgents } from "../../src/install/inspect.ts";
import { createHome, type Home } from "../install/home.ts";

interface Group {
  matcher?: string;
  hooks: { type: string; command: string; timeout: number }[];
}

function groups(home: Home): Record<string, Group[]> {
  return JSON.parse(home.read(".codex/hooks.json") ?? "{}").hooks;
}

function snake(event: string): string {
  return event.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}

// What Codex writes when its user answers "trust all".
function trustAll(home: Home, change = (hash: string) => hash): void {
  const file = realpathSync(join(home.path, ".codex/hooks.json"));
  const entries = Object.entries(groups(home)).flatMap(([event, list]) =>
    list.flatMap((group, g) =>
      group.hooks.map((handler, h) => {
        const hash = change(trustHash(event, handler, group.matcher));
        return `[hooks.state."${file}:${snake(event)}:${g}:${h}"]\ntrusted_hash = "${hash}"\n`;
      }),
    ),
  );
  home.write(".codex/config.toml", `model = "x"\n\n${entries.join("\n")}`);
}

async function trusted(home: Home) {
  const [state] = await inspectAgents(home.options(["codex"]));
  return { trusted: state?.trusted, problems: state?.problems.map((problem) => problem.what) };
}

describe("Codex", () => {
  test("our groups come last and the user's keep their positions", async () => {
    using home = createHome();
    const mine = { hooks: [{ type: "command", command: "mine", timeout: 5 }] };
    home.write(".codex/hooks.json", JSON.stringify({ hooks: { Stop: [mine, mine] } }));
    await home.install(["codex"]);
    expect(groups(home).Stop?.slice(0, 2)).toEqual([mine, mine]);
    expect(groups(home).Stop?.[2]?.hooks[0]?.command).toContain("hook codex");
  });

  test("the exit hooks wait 1 to 3 seconds, or Codex warns at every start", async () => {
    using home = createHome();
    await home.install(["codex"]);
    for (const event of ["SessionEnd", "Interrupt"]) {
      const timeout = groups(home)[event]?.[0]?.hooks[0]?.timeout ?? 0;
      expect(timeout).toBeGreaterThanOrEqual(1);
      expect(timeout).toBeLessThanOrEqual(3);
    }
  });

  test("the user is told of the trust question, once", async () => {
    using home = createHome();
    const [first] = await home.install(["codex"]);
    expect(first?.notes.join()).toContain("asks at its next start whether to trust these hooks");
    const [second] = await home.install(["codex"]);
    expect(second?.notes).toEqual([]);
  });

  test("hooks in config.toml too are mentioned, as Codex warns of two places", async () => {
    using home = createHome();
    home.write(".codex/config.toml", '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\n');
    const [change] = await home.install(["codex"]);
    expect(change?.notes.join()).toContain("config.toml has hooks too");
  });

  test("the hash is the one Codex stores", () => {
    // A pair published by another project, written by a shipped Codex.
    const command = "'/Applications/GWT.app/Contents/MacOS/gwtd' hook event PostToolUse";
    expect(trustHash("PostToolUse", { type: "command", command }, "*")).toBe(
      "sha256:9c3ce103f03f0b27a28bc4a30883f7e98a80b5df566b4572fcbb2955ebf5ba62",
    );
  });

  test("trust follows config.toml", async () => {
    using home = createHome();
    expect((await trusted(home)).trusted).toBeNull();
    await home.install(["codex"]);
    expect(await trusted(home)).toEqual({
      trusted: "not trusted",
      problems: ["Codex skips our hooks: not trusted"],
    });
    trustAll(home);
    expect(await trusted(home)).toEqual({ trusted: "trusted", problems: [] });
  });

  test("trust of one event less is no trust", async () => {
    using home = createHome();
    await home.install(["codex"]);
    trustAll(home);
    const config = home.read(".codex/config.toml") ?? "";
    home.write(".codex/config.toml", config.replace(":stop:0:0", ":stop:7:0"));
    expect((await trusted(home)).trusted).toBe("not trusted");
    home.write(".codex/config.toml", `${config}enabled = false\n`);
    expect((await trusted(home)).trusted).toBe("not trusted");
  });

  test("a changed command is no trust; hashes of an unknown recipe are unknown", async () => {
    using home = createHome();
    await home.install(["codex"]);
    let count = 0;
    trustAll(home, (hash) => (count++ === 0 ? "sha256:00" : hash));
    expect((await trusted(home)).trusted).toBe("not trusted");
    trustAll(home, () => "blake3:00");
    expect((await trusted(home)).trusted).toBe("unknown");
    home.write(".codex/config.toml", "= what");
    expect((await trusted(home)).trusted).toBe("unknown");
  });

  test("a version whose recipe is known does not trust what it has other hashes of", async () => {
    using home = createHome();
    await home.install(["codex"]);
    const elsewhere = () =>
      trustHash("Stop", { type: "command", command: "/old/place" }, undefined);
    trustAll(home, elsewhere);
    expect((await trusted(home)).trusted).toBe("unknown");
    home.addProgram("codex", "codex-cli 0.169.0");
    // What is registered goes by the version, now that it is known.
    await home.install(["codex"]);
    trustAll(home, elsewhere);
    expect(await trusted(home)).toEqual({
      trusted: "not trusted",
      problems: ["Codex skips our hooks: not trusted"],
    });
    home.addProgram("codex", "codex-cli 0.999.0");
    expect((await trusted(home)).trusted).toBe("unknown");
  });

  test("a linked hooks file is filed under its real path", async () => {
    using home = createHome();
    home.write("dotfiles/hooks.json", "{}");
    mkdirSync(join(home.path, ".codex"));
    symlinkSync("../dotfiles/hooks.json", join(home.path, ".codex/hooks.json"));
    await home.install(["codex"]);
    trustAll(home);
    expect((await trusted(home)).trusted).toBe("trusted");
  });

  test("an upgrade in the same place changes no byte, so the trust lasts", async () => {
    using home = createHome();
    await home.install(["codex"]);
    const before = home.read(".codex/hooks.json");
    writeFileSync(home.program, "#!/bin/sh\n# another release\n");
    await home.install(["codex"]);
    expect(home.read(".codex/hooks.json")).toBe(before);
  });

  test("features.hooks = false is a problem", async () => {
    using home = createHome();
    await home.install(["codex"]);
    trustAll(home);
    home.write(
      ".codex/config.toml",
      `${home.read(".codex/config.toml")}\n[features]\nhooks = false\n`,
    );
    expect((await trusted(home)).problems).toEqual([
      "config.toml switches hooks off (features.hooks)",
    ]);
  });
});
