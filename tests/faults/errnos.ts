import fc from "fast-check";
import { PROGRAM } from "../support/paths.ts";
import { sandbox } from "../support/sandbox.ts";
import { badPlaces, FOLLOWERS, LINES, mistakeIn, PAYLOAD, USER } from "./withheld.ts";

export interface ErrnoFigures {
  commands: number;
  /** Commands that ended in an error, said in words. */
  refused: number;
}

const PLACES = ["open", "open", "locked", "readOnly", "file", "loop", "long"] as const;
const place = fc.constantFrom(...PLACES);
/** What a shell does before the command, in its own words. */
const LIMITS = ["", "", "", "ulimit -f 0; ", "ulimit -n 40; ", "ulimit -c 0; ulimit -s 8192; "];
const OUTPUTS = ["", "", "", " > /dev/full", " >&-", " 2>&-", " | true", " < /dev/null", " <&-"];

const trial = fc.record({
  socket: place,
  home: place,
  state: fc.option(place),
  temporary: fc.option(place),
  limit: fc.constantFrom(...LIMITS),
  runs: fc.array(
    fc.record({
      name: fc.constantFrom(...Object.keys(LINES).filter((name) => !FOLLOWERS.includes(name))),
      output: fc.constantFrom(...OUTPUTS),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

/** Any command, with any of its places withheld and its input and output in any state. */
export function errnoProperty(figures: ErrnoFigures) {
  return fc.asyncProperty(trial, async ({ socket, home, state, temporary, limit, runs }) => {
    using box = sandbox();
    const bad = badPlaces(box);
    const env = {
      AGENT_CONSOLE_SOCKET: `${bad[socket]}/hub.sock`.slice(-103),
      HOME: bad[home],
      XDG_STATE_HOME: state === null ? "" : bad[state],
      ...(temporary === null ? {} : { TMPDIR: bad[temporary] }),
    };
    for (const { name, output } of runs) {
      const shell = `${limit}"$0" "$@"${output}`;
      const command = ["bash", "-c", shell, PROGRAM, ...(LINES[name] ?? [])];
      const outcome = await box.exec(command, { ...USER, env, stdin: PAYLOAD });
      figures.commands += 1;
      if (outcome.exitCode !== 0) figures.refused += 1;
      const mistake = mistakeIn(name, outcome);
      if (mistake !== null) throw new Error(mistake);
      if (name === "hook" && output !== " | true" && outcome.exitCode !== 0) {
        throw new Error(`a hook ended with ${outcome.exitCode}: ${outcome.stderr}`);
      }
    }
  });
}
