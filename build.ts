// Builds the shipped binary. `npm run build` for this machine; `-- --all` for every
// target, `--release` packs them too; see src/release/arguments.ts.
import { STRICT_FLAG } from "./src/cli/runtime.ts";
import { parseArguments } from "./src/release/arguments.ts";
import { buildTargets, type Destination } from "./src/release/build-targets.ts";
import { packRelease } from "./src/release/release.ts";

const sources = import.meta.dir;

function options({ outfile, stamp, foreign }: Destination): Bun.BuildConfig {
  return {
    entrypoints: [`${sources}/src/main.ts`],
    // Code that a command does not need stays unloaded: hooks start in half the time.
    splitting: true,
    format: "esm",
    minify: true,
    bytecode: true,
    define: { "process.env.NODE_ENV": '"production"', BUILD_STAMP: JSON.stringify(stamp) },
    compile: {
      outfile,
      ...foreign,
      // Hooks run in repositories that nobody has vetted: nothing there is read.
      autoloadDotenv: false,
      autoloadBunfig: false,
      autoloadTsconfig: false,
      autoloadPackageJson: false,
      execArgv: [STRICT_FLAG],
      // What runs once is not worth compiling: a hook is done 3 ms sooner. The
      // daemon takes the normal policy before it runs anything.
      jitPolicy: 100,
    },
  };
}

const wanted = parseArguments(process.argv.slice(2));
const built = await buildTargets(wanted, sources, options);
if (wanted.release) await packRelease(wanted, sources, built);
