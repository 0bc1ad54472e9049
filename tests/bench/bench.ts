import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Row } from "./table.ts";

const FOLDER = import.meta.dir;
/** The shipped program. */
export const PROGRAM = resolve(FOLDER, "../../dist/agent-console");

/** What every section measures with. */
export interface Bench {
  /** A folder of this run alone. */
  folder: string;
  /** Fewer and shorter runs: to see that it works, not what it gives. */
  isQuick: boolean;
  /** Adds a figure to the section's table. */
  row(row: Row): void;
  /** Says that a compared program is missing. */
  missing(program: string): void;
}

export function createFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "ac-bench-"));
  mkdirSync(join(path, "home"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Environment of what is measured: nothing of the caller's state is touched. */
export function environment(folder: string): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: join(folder, "home") };
}

/** Compiles one of the C programs. @returns its path. */
export function compileNative(folder: string, name: string): string {
  const out = join(folder, name);
  run(["gcc", "-O2", "-o", out, join(FOLDER, "native", `${name}.c`)]);
  return out;
}

/** Compiles one of the Bun programs as the shipped one is. @returns its path. */
export async function compileBun(folder: string, name: string): Promise<string> {
  const outfile = join(folder, name);
  await Bun.build({
    entrypoints: [join(FOLDER, "programs", `${name}.ts`)],
    format: "esm",
    minify: true,
    bytecode: true,
    compile: { outfile, autoloadDotenv: false, autoloadBunfig: false },
  });
  return outfile;
}

/**
 * A copy of the shipped program, to be compared with what {@link compileBun}
 * has just written: the same file takes up to a third longer to start when it
 * was written a while ago (Linux 6.18, ext4).
 * @returns its path.
 */
export function copyProgram(folder: string): string {
  const copy = join(folder, "agent-console");
  copyFileSync(PROGRAM, copy);
  return copy;
}

/** Runs a command to its end. @returns its standard output. @throws when it fails. */
export function run(command: string[], env?: Record<string, string>): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, {
    ...(env === undefined ? {} : { env }),
  });
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${exitCode}\n${stderr}${stdout}`);
  return stdout.toString();
}

/** The numbers on each line of a load generator's output. */
export function numbers(output: string): number[][] {
  return output
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number));
}

/** The first number of each line. */
export function column(output: string): number[] {
  return numbers(output).map(([first = Number.NaN]) => first);
}

export const isInstalled = (program: string): boolean => Bun.which(program) !== null;
