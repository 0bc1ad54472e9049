// The first minute of a new user with Claude Code, timed: from the first line that
// they type to the row of their session in the live view, both ways in.
//   npx --yes bun@1.4.5 run tests/live/first-minute.ts clone|release
// Whoever drives it types at once and reads nothing: a person has the rest of the minute.
import * as fs from "node:fs";
import { ROOT } from "../support/paths.ts";
import { claude } from "./agents/claude/agent.ts";
import { say } from "./models/script.ts";
import { startModels } from "./models/server.ts";
import { installAgent } from "./packages.ts";
import { createWorld } from "./terminal/place.ts";
import { openTerminal, type Pane } from "./terminal/tmux.ts";

const LIMIT_MS = 120_000;
const PROMPT = /^\$\s*$/m;

const way = process.argv[2];
if (way !== "clone" && way !== "release") {
  console.error("which way in: clone or release");
  process.exit(2);
}

using models = startModels();
const { bin, version } = await installAgent(claude, false);
const model = models.serve("first", { "say hello": [say("Hello there.")] });
await using world = createWorld({ model, bin, record: false, env: claude.env });
await claude.prepare(world);
// A person's own machine reaches the registry; what signs it is the system's to say.
const online = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(NODE_EXTRA_CA_CERTS|SSL_CERT_)/.test(name)),
);
const { HTTPS_PROXY: _, HTTP_PROXY: __, AGENT_CONSOLE_SOCKET: ___, ...own } = world.env;
const local = `${world.home}/.local/bin`;
const env = {
  ...own,
  ...Object.fromEntries(Object.entries(online).map(([name, value]) => [name, value ?? ""])),
  PATH: `${local}:${own.PATH}`,
  PS1: "$ ",
  AGENT_CONSOLE_SOCKET: world.env.AGENT_CONSOLE_SOCKET ?? "",
};
const source = way === "clone" ? { line: clone() } : await release();
const terminal = openTerminal(world.folder, env);
const shell = ["bash", "--norc", "--noprofile"];
const first = terminal.open("first", shell, world.home);
const second = terminal.open("second", shell, world.project);
await Promise.all([first.sees(PROMPT, LIMIT_MS), second.sees(PROMPT, LIMIT_MS)]);

const beganMs = Date.now();
const at = () => ((Date.now() - beganMs) / 1000).toFixed(1);
const typed = (pane: Pane, line: string) => {
  console.log(`${at().padStart(6)} s  $ ${line}`);
  pane.type(line);
  pane.press("Enter");
};
typed(first, source.line);
if (way === "clone") {
  await first.sees(/\[Y\/n\]\s*$/, LIMIT_MS);
  first.press("Enter");
}
await first.sees(/agent-console watch[^\n]*\n[\s\S]*^\$\s*$/m, LIMIT_MS);
typed(first, "agent-console install");
await first.sees(/\[Y\/n\]\s*$/, LIMIT_MS);
first.press("Enter");
await first.sees(/^\$\s*$/m, LIMIT_MS);
typed(first, "agent-console watch");
await first.sees(/no sessions/, LIMIT_MS);
typed(second, "claude --permission-mode default");
await first.sees(/started .*claude/, LIMIT_MS);
console.log(`${at().padStart(6)} s  the row of the session that has begun`);
await second.sees(/❯/, LIMIT_MS);
second.type("say hello");
second.press("Enter");
await first.sees(/done .*claude/, LIMIT_MS);
console.log(`${at().padStart(6)} s  its first turn is over (Claude Code ${version})`);

function clone(): string {
  return `git clone -q ${ROOT} agent-console && cd agent-console && npm start`;
}

/** Release files of this machine's build, behind a web server on the loopback. */
async function release(): Promise<{ line: string }> {
  const out = `${world.folder}/release`;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const path = `${out}/release/${new URL(request.url).pathname.split("/").at(-1)}`;
      return fs.existsSync(path) ? new Response(Bun.file(path)) : new Response("", { status: 404 });
    },
  });
  server.unref();
  const address = `http://127.0.0.1:${server.port}`;
  const target = `linux-${process.arch === "arm64" ? "arm64" : "x64"}`;
  const flags = ["--release", "--targets", target, "--out", out, "--base-url", address];
  const build = Bun.spawn([process.execPath, "run", "build.ts", ...flags], { cwd: ROOT });
  if ((await build.exited) !== 0) throw new Error("the release could not be built");
  const script = 'curl -fsSLO "$RELEASE/install.sh" && sh install.sh';
  return { line: `RELEASE=${address}; ${script}` };
}
