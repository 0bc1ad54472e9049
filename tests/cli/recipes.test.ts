// Runs what the recipes of the page on bars run, and holds it against what the
// manual of each program asks for; bars.test.ts runs those programs.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { parse } from "jsonc-parser";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import { recipe, recipeLine } from "./pages.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** A hub with a question in `shop` and one at work, and the program on the PATH. */
async function open(box: Sandbox) {
  const bin = `${box.folder}/bin`;
  fs.mkdirSync(bin);
  fs.symlinkSync(PROGRAM, `${bin}/agent-console`);
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "question", { working_dir: "/src/shop", message: "Bash: may I <b> && go?" });
  await wire.set("b", "working");
  const env = { PATH: `${bin}:${box.env.PATH}`, AGENT_CONSOLE_SOCKET: box.socket };
  return {
    wire,
    bin,
    sh: (line: string) => box.spawn(["sh", "-c", line], { env }),
  };
}

test("--waybar is what waybar-custom(5) takes: strings without markup, a class, a percentage", async () => {
  using box = sandbox();
  const { sh } = await open(box);
  const module = parse(await recipe("json waybar"))["custom/agents"] as Record<string, string>;
  expect(module["return-type"]).toBe("json");
  const bar = sh(module.exec ?? "");
  await bar.prints(/\n/);
  const line = JSON.parse(bar.stdout.split("\n")[0] ?? "");
  expect(line).toEqual({
    text: "● 1 waiting  ◐ 1 working",
    tooltip: "shop: question - Bash: may I _b_ __ go?",
    class: "question",
    percentage: 50,
  });
  const away = await box.run(["statusline", "--waybar", "--socket", `${box.folder}/none`]);
  expect(JSON.parse(away.stdout)).toMatchObject({ text: "", class: "away" });
});

test("--exit-code tells somebody, nobody and no hub apart", async () => {
  using box = sandbox();
  const statusline = async () => (await box.run(["statusline", "--exit-code"])).exitCode;
  expect(await statusline()).toBe(69);
  const { wire } = await open(box);
  expect(await statusline()).toBe(0);
  await wire.data({ cmd: "ACK", session_id: "a" });
  expect(await statusline()).toBe(1);
});

test("starship's commands tell whether, and what it is to show", async () => {
  using box = sandbox();
  const { sh } = await open(box);
  const { custom } = Bun.TOML.parse(await recipe("toml starship")) as {
    custom: { agents: { command: string; when: string } };
  };
  expect((await sh(custom.agents.when).exited()).exitCode).toBe(0);
  expect((await sh(custom.agents.command).exited()).stdout).toContain("1 waiting");
});

test("polybar's script goes on printing lines, and Claude Code's command prints one", async () => {
  using box = sandbox();
  const { sh, wire } = await open(box);
  const exec = /^exec = (.+)$/m.exec(await recipe("ini polybar"))?.[1] ?? "";
  const bar = sh(exec);
  await bar.prints(/1 waiting/);
  await wire.set("a", "working");
  await bar.prints(/2 working/);
  const { command } = parse(await recipe("json claude")).statusLine as { command: string };
  expect((await sh(command).exited()).stdout).toBe("◐ 2 working\n");
});

test("the plugin of SwiftBar prints its title, a rule and a line for each session", async () => {
  using box = sandbox();
  const { sh } = await open(box);
  const { stdout, stderr } = await sh(await recipe("sh swiftbar")).exited();
  expect(stderr).toBe("");
  expect(stdout.split("\n").slice(0, 3)).toEqual([
    "1!  1",
    "---",
    expect.stringMatching(/^shop: /),
  ]);
});

test("no click on a line of SwiftBar runs what an agent has said", async () => {
  using box = sandbox();
  const { sh, wire } = await open(box);
  const message = "see here | bash=/bin/sh param1=-c param2=id terminal=false";
  await wire.set("a", "question", { message, working_dir: "/src/a | href=http://evil" });
  const { stdout } = await sh(await recipe("sh swiftbar")).exited();
  const lines = stdout.split("\n").slice(2);
  expect(lines.join("\n")).toContain("param2=id");
  expect(lines.filter((line) => line.includes("|"))).toEqual([]);
});

test("what an agent has said is no command to a mail program, and forges no line of a log", async () => {
  using box = sandbox();
  const { sh, wire, bin } = await open(box);
  const mail = `${box.folder}/mail`;
  const fake = `#!/bin/sh\nprintf '%s\\n' "$@" >>${mail}\ncat >>${mail}\necho end >>${mail}\n`;
  fs.writeFileSync(`${bin}/mail`, fake, { mode: 0o755 });
  const page = "src/attention/README.md";
  const asked = [/^agent-console notify .*\bmail\b.*$/m, /^agent-console watch --on-change .*$/m];
  const running = await Promise.all(asked.map((line) => recipeLine(page, line)));
  for (const line of running) sh(`exec ${line}`);
  await until(async () => (await wire.status()).subscribers === 2, "both");
  await wire.set("b\\nforged\\033[31m", "question", { message: "~!touch x\\n~!touch y" });
  await until(() => fs.existsSync(mail) && /^end$/m.test(fs.readFileSync(mail, "utf8")), "mail");
  const log = `${box.env.HOME}/agents.log`;
  await until(() => fs.existsSync(log) && fs.readFileSync(log, "utf8") !== "", "the log");
  expect(fs.readFileSync(mail, "utf8")).toContain("~!touch x");
  expect(fs.readFileSync(mail, "utf8")).not.toMatch(/^~/m);
  expect(fs.readFileSync(log, "utf8")).toBe("b\\nforged\\033[31m: question\n");
});

test("sketchybar's item sets its label to the line", async () => {
  using box = sandbox();
  const { sh, bin } = await open(box);
  const said = `${box.folder}/said`;
  const fake = `#!/bin/sh\nprintf '%s\\n' "$@" >>${said}\n`;
  fs.writeFileSync(`${bin}/sketchybar`, fake, { mode: 0o755 });
  await sh(await recipe("sh sketchybar")).exited();
  const script = /^script=(.+)$/m.exec(fs.readFileSync(said, "utf8"))?.[1] ?? "";
  await sh(`NAME=agents; ${script}`).exited();
  expect(fs.readFileSync(said, "utf8")).toContain("label=● 1 waiting  ◐ 1 working\n");
});

test("a terminal's title follows the line, by OSC 2", async () => {
  using box = sandbox();
  const { sh, wire } = await open(box);
  const terminal = sh(await recipe("sh title"));
  await terminal.prints(/\]2;1 waiting {2}1 working/);
  await wire.set("a", "working");
  await terminal.prints(/\]2;2 working/);
});

test("--sse writes a stream that an EventSource reads", async () => {
  using box = sandbox();
  const { wire } = await open(box);
  const page = box.start(["watch", "--sse"]);
  await page.prints(/^event: snapshot\nid: \d+\ndata: \{.*\}\n\n/);
  await wire.set("a", "working");
  await page.prints(/\n\nevent: update\nid: \d+\ndata: .*"working".*\n\n$/);
  for (const event of page.stdout.trimEnd().split("\n\n")) {
    expect(event.split("\n").map((line) => line.split(": ")[0])).toEqual(["event", "id", "data"]);
  }
});
