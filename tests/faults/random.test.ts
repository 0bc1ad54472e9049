import { expect, test } from "bun:test";
import { MAX_REPORT_BYTES } from "../../src/daemon/hub/report-socket.ts";
import { MAX_LINE_BYTES } from "../../src/protocol/wire.ts";
import { sandbox } from "../support/sandbox.ts";
import { restoreDamaged } from "./damage.ts";
import { fuzz } from "./fuzz.ts";
import { killUnderLoad } from "./kills.ts";
import { followModel } from "./model.ts";
import { chooseSeed, createRandom } from "./random.ts";

test("a daemon that is killed under load loses no acknowledged change", async () => {
  using box = sandbox();
  const figures = await killUnderLoad(box, createRandom(chooseSeed()), 8);
  expect(figures.lost).toEqual([]);
  expect(figures.acknowledged).toBeGreaterThan(100);
  expect(figures.resumed).toBeGreaterThanOrEqual(figures.kills);
}, 60_000);

test("random commands, restarts, reconnects and slow readers give what the model gives", async () => {
  using box = sandbox();
  const figures = await followModel(box, createRandom(chooseSeed()), 2500);
  expect(figures.wrong).toEqual([]);
  expect(figures.commands).toBe(2500);
}, 60_000);

test("a fuzzer finds no line that goes unanswered, breaks the daemon or spoils the state", async () => {
  using box = sandbox();
  const reportSocket = `${box.folder}/report.sock`;
  const daemon = await box.daemon(["--report-socket", reportSocket]);
  const random = createRandom(chooseSeed());
  const reported = await fuzz(box, reportSocket, random, 2000, MAX_REPORT_BYTES);
  const own = await fuzz(box, box.socket, random, 6000, MAX_LINE_BYTES);
  expect([...own.wrong, ...reported.wrong]).toEqual([]);
  expect(own.answers.ok).toBeGreaterThan(100);
  expect(daemon.stderr).not.toContain("bug");
}, 60_000);

test("a journal damaged anywhere is restored as far as it goes, and kept up afterwards", () => {
  using box = sandbox();
  const wrong = restoreDamaged(box.folder, createRandom(chooseSeed()), 300);
  expect(wrong).toEqual([]);
}, 60_000);
