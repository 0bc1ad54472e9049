// Pictures of the live view, made by the real program in a real terminal (tmux):
//   npm run capture                        draws every scene into tests/capture/pictures,
//                                          and writes those that a page shows as text
//   npm run capture -- --only help,empty   these alone
//   npm run capture -- --svg file          the README's picture, elsewhere
// and prints each as text.
import { parseArgs } from "node:util";
import { fill } from "../docs.ts";
import { ROOT } from "../support/paths.ts";
import { PAGE, pictureOf, SCENES, SHOWN } from "./scenes.ts";
import { capture } from "./screen.ts";
import { drawSvg } from "./svg.ts";

const { values } = parseArgs({ options: { only: { type: "string" }, svg: { type: "string" } } });
const wanted = values.svg === undefined ? values.only?.split(",") : ["front-dark"];
const unknown = wanted?.find((name) => SCENES.every((scene) => scene.name !== name));
if (unknown !== undefined) {
  console.error(`no scene ${unknown} - there are ${SCENES.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

for (const scene of SCENES.filter(({ name }) => wanted?.includes(name) ?? true)) {
  const { text, colored } = await capture(scene);
  const file = values.svg ?? `${ROOT}/tests/capture/pictures/${scene.name}.svg`;
  await Bun.write(file, drawSvg(colored, scene));
  console.log(`${scene.name}, ${scene.columns}×${scene.rows}\n\n${text}\n`);
  if (values.svg === undefined && SHOWN.includes(scene.name)) await show(scene.name, text);
}

async function show(name: string, screen: string): Promise<void> {
  const page = Bun.file(`${ROOT}/${PAGE}`);
  await Bun.write(page, fill(PAGE, await page.text(), pictureOf(name, screen)));
}
