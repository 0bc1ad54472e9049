// The recipes in the real programs. A program that is not on this machine is
// named in its test's name, and the test is skipped: what it would be told is
// held against its manual in recipes.test.ts.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { inReal, openDisplay } from "../support/real.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import { openZellij } from "../support/zellij.ts";
import { recipe } from "./pages.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** sway refuses to run as root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534 } : {};
const RED = "#ff0000";
const GREEN = "#00ff00";

/** What a bar is started with: the program on its PATH, which anybody may run. */
function environment(box: Sandbox, more: Record<string, string> = {}): Record<string, string> {
  const bin = `${box.folder}/bin`;
  fs.mkdirSync(bin);
  fs.copyFileSync(PROGRAM, `${bin}/agent-console`);
  fs.chmodSync(`${bin}/agent-console`, 0o755);
  return { PATH: `${bin}:${box.env.PATH}`, ...more };
}

inReal(["starship"], "starship's prompt shows who waits, and nothing else", async (box) => {
  const config = `${box.folder}/starship.toml`;
  fs.writeFileSync(config, await recipe("toml starship"));
  const env = environment(box, { STARSHIP_CONFIG: config, STARSHIP_SHELL: "sh" });
  await box.daemon();
  const wire = await box.connect();
  const prompt = async () => (await box.exec(["starship", "prompt"], { env })).stdout;
  await wire.set("a", "question");
  expect(await prompt()).toContain("● 1 waiting");
  await wire.set("a", "working");
  expect(await prompt()).not.toMatch(/waiting|working/);
});

inReal(
  ["polybar", "Xvfb", "xwd"],
  "polybar draws the line, and again as it changes",
  async (box) => {
    const config = `${box.folder}/polybar.ini`;
    const bar = "[bar/top]\nmodules-center = agents\n";
    const colour = `label-background = ${RED}\n`;
    fs.writeFileSync(config, `${bar}${await recipe("ini polybar")}${colour}`);
    await box.daemon();
    const wire = await box.connect();
    await wire.set("a", "question");
    const env = environment(box, { DISPLAY: await openDisplay(box) });
    const polybar = box.spawn(["polybar", "-c", config, "top"], { env });
    const shows = async () => {
      const shot = `${box.folder}/shot.xwd`;
      await box.exec(["xwd", "-root", "-silent", "-out", shot], { env });
      return fs.readFileSync(shot).includes(Buffer.alloc(12, "0000ff", "hex")); // 4 pixels, blue first
    };
    await until(shows, "who waits", () => polybar.stderr);
    await wire.data({ cmd: "DELETE", session_id: "a" });
    await until(async () => !(await shows()), "nobody");
  },
);

inReal(
  ["zellij", "tmux"],
  "zellij's line at the bottom shows who waits, and nothing else",
  async (box) => {
    const { PATH } = environment(box);
    await box.daemon();
    const wire = await box.connect();
    await wire.set("a", "question", { working_dir: "/src/shop" });
    const { viewer } = await openZellij(box, await recipe("kdl zellij"), PATH);
    await viewer.shows(/\n● 1 waiting\n*$/);
    await wire.set("b", "working");
    await viewer.shows(/\n● 1 waiting {2}◐ 1 working\n*$/);
    await wire.data({ cmd: "DELETE", session_id: "a" });
    await viewer.shows(/\n◐ 1 working\n*$/);
  },
);

inReal(["i3status-rs", "jq"], "i3status-rust warns while somebody waits", async (box) => {
  const config = `${box.folder}/i3status.toml`;
  const theme = `${box.folder}/theme.toml`;
  fs.writeFileSync(theme, `warning_bg = "${RED}"\nidle_bg = "${GREEN}"\n`);
  fs.writeFileSync(config, `${await recipe("toml i3status")}[theme]\ntheme = "${theme}"\n`);
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "question");
  const bar = box.spawn(["i3status-rs", config], { env: environment(box) });
  const blocks = () => bar.stdout.trim().split("\n").at(-1)?.replace(/,$/, "") ?? "";
  const shows = (text: RegExp) =>
    until(
      () => text.test(blocks()),
      `${text}`,
      () => bar.stdout + bar.stderr,
    );
  await shows(/● 1 waiting/);
  const [warned] = JSON.parse(blocks());
  await wire.set("a", "working");
  await shows(/◐ 1 working/);
  const [calm] = JSON.parse(blocks());
  expect([warned.background, calm.background]).toEqual(
    [RED, GREEN].map((rgb) => `${rgb}FF`.toUpperCase()),
  );
  await wire.data({ cmd: "DELETE", session_id: "a" });
  await until(() => JSON.parse(blocks()).length === 0, "nothing", blocks);
});

inReal(["waybar", "sway", "grim"], "Waybar colours the module by its class", async (box) => {
  const home = `${box.folder}/waybar`;
  const at = { mode: 0o700, recursive: true };
  for (const folder of [`${home}/run`, `${home}/.config/waybar`]) fs.mkdirSync(folder, at);
  const [first, ...rest] = await recipe("json waybar");
  fs.writeFileSync(
    `${home}/.config/waybar/config`,
    `${first}"modules-center": ["custom/agents"],${rest.join("")}`,
  );
  const colour = (name: string, rgb: string) => `#custom-agents.${name} { background: ${rgb}; }`;
  const style = [colour("question", RED), colour("working", GREEN)].join("\n");
  fs.writeFileSync(`${home}/.config/waybar/style.css`, style);
  fs.writeFileSync(`${home}/sway.conf`, "output HEADLESS-1 resolution 400x60\nxwayland disable\n");
  const env = environment(box, {
    ...{ HOME: home, XDG_RUNTIME_DIR: `${home}/run`, AGENT_CONSOLE_SOCKET: `${home}/run/hub.sock` },
    ...{ WLR_BACKENDS: "headless", WLR_RENDERER: "pixman", WLR_LIBINPUT_NO_DEVICES: "1" },
  });
  await box.exec(["chown", "-R", `${NOBODY.uid ?? process.getuid?.()}`, box.folder]);
  const options = { ...NOBODY, env };
  const run = (args: string[]) => box.exec([`${box.folder}/bin/agent-console`, ...args], options);
  await run(["set", "a", "question", "--working-dir", "/src/shop"]);
  const sway = box.spawn(["sway", "-c", `${home}/sway.conf`], options);
  const display = await until(
    () => fs.readdirSync(`${home}/run`).find((name) => /^wayland-\d+$/.test(name)),
    "a display",
    () => sway.stderr,
  );
  const shown = { ...options, env: { ...env, WAYLAND_DISPLAY: display } };
  const waybar = box.spawn(["waybar"], shown);
  const shows = async (rgb: string) => {
    const shot = `${home}/shot.ppm`;
    await box.exec(["grim", "-t", "ppm", shot], shown);
    const pixel = Buffer.from(rgb.slice(1), "hex");
    return fs.existsSync(shot) && fs.readFileSync(shot).includes(Buffer.concat([pixel, pixel]));
  };
  await until(
    () => shows(RED),
    "a question's colour",
    () => waybar.stderr + waybar.stdout,
  );
  await run(["set", "a", "working"]);
  await until(() => shows(GREEN), "the colour of work");
  await run(["stop", "--force"]);
});

/** The port that a door of socat opens, with a script of the page behind it. */
async function openDoor(box: Sandbox, script: string, env: Record<string, string>) {
  fs.writeFileSync(`${box.folder}/door.sh`, script, { mode: 0o755 });
  const listen = ["-d", "-d", "TCP-LISTEN:0,bind=127.0.0.1,fork,reuseaddr", "EXEC:./door.sh"];
  const door = box.spawn(["socat", ...listen], { env });
  await door.prints(/listening on AF=2 [\d.]+:\d+/);
  return `127.0.0.1:${/listening on AF=2 [\d.]+:(\d+)/.exec(door.stderr)?.[1]}`;
}

inReal(
  ["prometheus", "promtool", "socat"],
  "Prometheus scrapes the metrics at a door",
  async (box) => {
    const env = environment(box);
    await box.daemon();
    await (await box.connect()).set("a", "question", { working_dir: "/src/shop" });
    const target = await openDoor(box, await recipe("sh scrape"), env);
    const config = `${box.folder}/prometheus.yml`;
    const job = {
      job_name: "agents",
      scrape_interval: "1s",
      static_configs: [{ targets: [target] }],
    };
    fs.writeFileSync(config, JSON.stringify({ scrape_configs: [job] }));
    const flags = [`--storage.tsdb.path=${box.folder}/tsdb`, "--web.listen-address=127.0.0.1:0"];
    const prometheus = box.spawn(["prometheus", `--config.file=${config}`, ...flags]);
    await prometheus.prints(/msg="Listening on" address=[\d.]+:\d+/);
    const port = /msg="Listening on" address=[\d.]+:(\d+)/.exec(prometheus.stderr)?.[1];
    const query = ["promtool", "query", "instant", `http://127.0.0.1:${port}`];
    const shows = async (metric: string) => (await box.exec([...query, metric])).stdout;
    await until(
      () => shows("agent_console_waiting"),
      "a scrape",
      () => prometheus.stderr,
    );
    await until(() => shows("agent_console_waited_seconds_total{project='/src/shop'}"), "a wait");
  },
);

/** node from 20.18 on, and its switch for a browser's EventSource. */
const NODE = ["node", "--no-warnings", "--experimental-eventsource"];
const hasEventSource =
  Bun.which("node") !== null &&
  Bun.spawnSync([...NODE, "-e", "process.exit(typeof EventSource === 'function' ? 0 : 1)"]).success;
const LISTEN = `
  const hub = new EventSource(process.argv[1]);
  for (const type of ["snapshot", "update", "delete", "shutdown"]) {
    hub.addEventListener(type, ({ data, lastEventId }) => console.log(type, lastEventId, data));
  }`;

const canListen = hasEventSource && ["socat", "curl"].every((name) => Bun.which(name) !== null);
test.skipIf(!canListen)(
  `an EventSource hears each change at the page's door, past a kill of the hub${canListen ? "" : " (no socat, curl or node with EventSource)"}`,
  async () => {
    using box = sandbox();
    // No hub but the test's own: a page that looks for one in between would start it.
    const env = environment(box, { AGENT_CONSOLE_AUTOSTART: "0" });
    const killed = await box.daemon();
    await (await box.connect()).set("a", "question", { message: "may I" });
    const url = `http://${await openDoor(box, await recipe("sh page"), env)}`;
    const get = async (...more: string[]) => (await box.exec(["curl", "-s", url, ...more])).stdout;
    expect(await get()).toContain('new EventSource("/events")');
    expect(await get("-H", "Host: elsewhere.example")).toBe("");
    const page = box.spawn([...NODE, "-e", LISTEN, `${url}/events`]);
    await page.prints(/^snapshot 1 .*may I/m);
    killed.signal("SIGKILL");
    await killed.exited();
    await box.daemon();
    const wire = await box.connect();
    await wire.set("a", "working");
    await page.prints(/^(snapshot|update) \d+ .*"status":"working"/m);
    await wire.data({ cmd: "DELETE", session_id: "a" });
    await page.prints(/^delete \d+ .*"session_id":"a"/m);
  },
);
