import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { applyChange, type Change } from "../../src/install/change.ts";
import type { InstallOptions } from "../../src/install/locate.ts";
import { planInstall, planUninstall } from "../../src/install/plan.ts";

/** A user's home in a temporary folder, with the steps of a test on it. Gone with `using`. */
export interface Home extends Disposable {
  path: string;
  /** The program the hooks name: a shell script that appends what it is piped to {@link log}. */
  program: string;
  log: string;
  options(agents?: readonly string[], env?: Record<string, string>): InstallOptions;
  write(file: string, text: string): string;
  read(file: string): string | null;
  /** Every file, link and folder below the home but for `bin`, with its bytes. */
  listing(): Record<string, string>;
  /** Puts a program on PATH that answers `--version` with this text. */
  addProgram(name: string, version: string): void;
  install(agents?: readonly string[], env?: Record<string, string>): Promise<Change[]>;
  uninstall(agents?: readonly string[], env?: Record<string, string>): Promise<Change[]>;
}

/** Creates a {@link Home}. */
export function createHome(binName = "bin"): Home {
  const path = mkdtempSync(join(tmpdir(), "ac-home-"));
  const bin = join(path, binName);
  const log = join(bin, "log");
  const program = join(bin, "agent-console");
  const home: Home = {
    path,
    program,
    log,
    options: (agents, env = {}) => ({
      home: path,
      env: { PATH: bin, ...env },
      program,
      ...(agents && { agents }),
    }),
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
      utimesSync(join(path, file), 1, 1); // nobody is writing it just now
      return join(path, file);
    },
    read: (file) => (existsSync(join(path, file)) ? readFileSync(join(path, file), "utf8") : null),
    listing: () => list(path, "", binName),
    addProgram: (name, version) => writeProgram(join(bin, name), `echo '${version}'`),
    async install(agents, env) {
      const changes = await planInstall(home.options(agents, env));
      for (const change of changes) if (change.problem === undefined) applyChange(change);
      return changes;
    },
    async uninstall(agents, env) {
      const changes = await planUninstall(home.options(agents, env));
      for (const change of changes) if (change.problem === undefined) applyChange(change);
      return changes;
    },
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
    },
  };
  writeProgram(program, `cat >> "$(dirname "$0")/log"; echo " $*" >> "$(dirname "$0")/log"`);
  return home;
}

/** Writes an executable shell script. */
export function writeProgram(file: string, script: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
  chmodSync(file, 0o755);
}

function list(root: string, below: string, skip: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(root, below)).sort()) {
    const file = join(below, name);
    if (file === skip) continue;
    const stats = lstatSync(join(root, file));
    if (stats.isSymbolicLink()) found[file] = `-> ${readlinkSync(join(root, file))}`;
    else if (stats.isDirectory()) Object.assign(found, { [file]: "/" }, list(root, file, skip));
    else
      found[file] = `${(stats.mode & 0o777).toString(8)} ${readFileSync(join(root, file), "utf8")}`;
  }
  return found;
}
