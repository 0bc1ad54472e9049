// The recipe for a terminal's title in the real VS Code: code-server 4.100, of the
// npm registry, in a headless Chromium that is told what to do by its DevTools protocol.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import { recipe, titleSetting } from "./pages.ts";

const STARTS_WITHIN_MS = 60_000;
setDefaultTimeout(4 * STARTS_WITHIN_MS);

const missing = ["code-server", "chromium"].filter((program) => Bun.which(program) === null);

/** VS Code with a terminal that runs the recipe, at an address. */
async function openEditor(box: Sandbox): Promise<string> {
  const script = `${box.folder}/title.sh`;
  fs.writeFileSync(script, await recipe("sh title"));
  const bin = `${box.folder}/bin`;
  fs.mkdirSync(bin);
  fs.symlinkSync(PROGRAM, `${bin}/agent-console`);
  const settings = {
    "terminal.integrated.tabs.title": await titleSetting(),
    "terminal.integrated.tabs.hideCondition": "never",
    "terminal.integrated.profiles.linux": { agents: { path: "/bin/sh", args: [script] } },
    "terminal.integrated.defaultProfile.linux": "agents",
    "terminal.integrated.env.linux": {
      PATH: `${bin}:${box.env.PATH}`,
      AGENT_CONSOLE_SOCKET: box.socket,
    },
    "workbench.startupEditor": "none",
    "telemetry.telemetryLevel": "off",
  };
  const user = `${box.folder}/code`;
  fs.mkdirSync(`${user}/User`, { recursive: true });
  fs.writeFileSync(`${user}/User/settings.json`, JSON.stringify(settings));
  const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
  const server = box.spawn([
    ...["code-server", "--auth", "none", "--bind-addr", "127.0.0.1:0"],
    ...["--user-data-dir", user, "--extensions-dir", `${box.folder}/extensions`, ...quiet],
    box.folder,
  ]);
  return until(
    () => /HTTP server listening on (http:\/\/\S+)/.exec(server.stdout)?.[1],
    "the editor",
    () => server.stdout + server.stderr,
    STARTS_WITHIN_MS,
  );
}

/** A browser that is told what to do, at its port. */
function openBrowser(box: Sandbox): Promise<string> {
  const quiet = ["--disable-background-networking", "--disable-component-update", "--no-first-run"];
  const browser = box.spawn([
    ...["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-sync", ...quiet],
    ...[`--user-data-dir=${box.folder}/browser`, "--remote-debugging-port=0"],
  ]);
  return until(
    () => /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(browser.stderr)?.[1],
    "the browser",
    () => browser.stderr,
    STARTS_WITHIN_MS,
  );
}

/** A page in a browser: says what an expression is there, and presses Ctrl and a key. */
async function openPage(port: string, url: string) {
  const made = await fetch(`http://127.0.0.1:${port}/json/new?${url}`, { method: "PUT" });
  const { webSocketDebuggerUrl } = (await made.json()) as { webSocketDebuggerUrl: string };
  const socket = new WebSocket(webSocketDebuggerUrl);
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const answers = new Map<number, (result: { result?: { value?: unknown } }) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(String(data));
    answers.get(id)?.(result);
  });
  const call = (method: string, params: object) =>
    new Promise<{ result?: { value?: unknown } }>((resolve) => {
      const id = answers.size + 1;
      answers.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
  return {
    async is(expression: string) {
      return (await call("Runtime.evaluate", { expression, returnByValue: true })).result?.value;
    },
    async pressControl(key: string, code: string, windowsVirtualKeyCode: number) {
      for (const type of ["rawKeyDown", "keyUp"]) {
        const event = { type, key, code, windowsVirtualKeyCode, modifiers: 2 };
        await call("Input.dispatchKeyEvent", event);
      }
    },
  };
}

const TABS = `[...document.querySelectorAll(".terminal-tabs-entry")].map((tab) => tab.innerText.trim())`;

test.skipIf(missing.length > 0)(
  `VS Code shows who waits as its terminal's title, and again as it changes${missing.length > 0 ? ` (no ${missing.join(", ")})` : ""}`,
  async () => {
    using box = sandbox();
    await box.daemon();
    const wire = await box.connect();
    await wire.set("a", "question");
    const [port, url] = await Promise.all([openBrowser(box), openEditor(box)]);
    const page = await openPage(port, url);
    const shows = (text: string) =>
      until(
        async () => String(await page.is(TABS)).includes(text),
        text,
        () => "another title",
        STARTS_WITHIN_MS,
      );
    await until(
      async () => {
        // A key is heard once the editor has read its keyboard's layout.
        if (!(await page.is(`document.querySelector(".integrated-terminal") !== null`))) {
          await page.pressControl("`", "Backquote", 192);
        }
        return page.is(`${TABS}.length > 0`);
      },
      "a terminal",
      () => "none",
      STARTS_WITHIN_MS,
    );
    await shows("1 waiting");
    await wire.set("a", "working");
    await shows("1 working");
    expect(await page.is(`${TABS}.length`)).toBe(1);
  },
);
