import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { fill } from "../docs.ts";
import { ROOT } from "../support/paths.ts";
import { PAGE, pictureOf, SCENES, SHOWN } from "./scenes.ts";
import { capture } from "./screen.ts";
import { drawSvg } from "./svg.ts";

test("every scene has its picture, and every picture its scene", () => {
  const files = readdirSync(`${import.meta.dir}/pictures`).sort();
  expect(files).toEqual(SCENES.map(({ name }) => `${name}.svg`).sort());
});

test("no renderer joins the spaces that keep a picture's columns apart", () => {
  const drawn = drawSvg("done    1m  shop", { columns: 20, theme: "dark" });
  expect(drawn).toContain(`>${"done    1m  shop".replaceAll(" ", "\u00a0")}</text>`);
});

test("a picture has the colours that the terminal was asked for, on its theme's ground", () => {
  const screen = "\u001b[1;31m◆ 2\u001b[0m <plain>\n\u001b[7mchosen\u001b[0m";
  const dark = drawSvg(screen, { columns: 20, theme: "dark" });
  expect(dark).toMatch(/fill="#e06c75" font-weight="bold">◆\u00a02</);
  expect(dark).toContain("&lt;plain&gt;");
  expect(dark).toMatch(/fill="#16181d">chosen</);
  const light = drawSvg(screen, { columns: 20, theme: "light" });
  expect(light).toMatch(/fill="#ca1243" font-weight="bold">◆\u00a02</);
  expect(light).not.toContain("#16181d");
});

/** Without what changes from minute to minute. */
const timeless = (text: string) => text.replaceAll(/\d/g, "0");

test.if(Bun.which("tmux") !== null)("the page shows the view as the program draws it", async () => {
  const page = await Bun.file(`${ROOT}/${PAGE}`).text();
  let drawn = page;
  for (const scene of SCENES.filter(({ name }) => SHOWN.includes(name))) {
    drawn = fill(PAGE, drawn, pictureOf(scene.name, (await capture(scene)).text));
  }
  expect(timeless(drawn)).toBe(timeless(page));
});

test.if(Bun.which("tmux") !== null).each(SCENES)(
  "the program shows what the scene $name waits for, in $columns columns",
  async (scene) => {
    const { text, colored } = await capture(scene);
    expect(text).toContain(scene.shows);
    expect(text).not.toContain("/tmp/");
    const widths = text.split("\n").map((line) => Bun.stringWidth(line));
    expect(Math.max(...widths)).toBeLessThanOrEqual(scene.columns);
    expect(drawSvg(colored, scene)).toEndWith("</svg>\n");
  },
);
