import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { until, within } from "../support/until.ts";

/** A process that behaves as an agent does: it runs our hook, as its child, when told to. */
export interface FakeAgent {
  readonly pid: number;
  /** Has it run the hook with this payload, and waits for the hook's end. */
  hook(payload: unknown): Promise<void>;
  /** Has it start the hook and end without waiting for it. Resolves when the hook is done. */
  hookAndExit(payload: unknown): Promise<void>;
  /** Starts another agent as its child. */
  nested(name: string, adapter: string): Promise<FakeAgent>;
  kill(): void;
}

export interface AgentOptions {
  /** The program's name; the hook takes shells for no agent. */
  name?: string;
  /** What the hook is installed as. */
  adapter?: string;
  /** Further words of its command line. */
  args?: string;
  env?: Record<string, string>;
  /** What its hooks run; our program when left out. */
  program?: string;
  /** Its parent never asks how it ended, so that it stays behind as a zombie. */
  isForsaken?: boolean;
}

// A line is what to do and a payload. `read -r` takes the payload as it is.
const SCRIPT = `
echo "started $$"
while read -r what word rest; do
  case "$what" in
    hook) printf '%s' "$rest" | "$PROGRAM" hook "$word"; echo "done $$" ;;
    leave)
      printf '%s' "$rest" >"$FOLDER/payload"
      sh -c ": >'$FOLDER/runs'; '$PROGRAM' hook $word <'$FOLDER/payload'; : >'$FOLDER/left'" &
      while [ ! -e "$FOLDER/runs" ]; do :; done
      exit 0
      ;;
    nest) "$FOLDER/$word" "$FOLDER/agent.sh" <"$rest" & ;;
  esac
done
`;

/** Starts a fake agent in the sandbox, which ends with it. */
export async function startAgent(box: Sandbox, options: AgentOptions = {}): Promise<FakeAgent> {
  const {
    name = "claude",
    adapter = "claude",
    args = "",
    isForsaken = false,
    program = PROGRAM,
  } = options;
  fs.writeFileSync(`${box.folder}/agent.sh`, SCRIPT);
  const input = makeInput(box);
  const shell = makeProgram(box, name);
  const run = `"${shell}" "${box.folder}/agent.sh" ${args} <"${input}"`;
  const env = { ...options.env, PROGRAM: program, FOLDER: box.folder };
  const command = isForsaken ? `${run} & exec sleep 600` : `exec ${run}`;
  const running = box.spawn(["sh", "-c", command], { env });
  return connect(box, input, adapter, {
    get output() {
      return running.stdout;
    },
    prints: (pattern) => running.prints(pattern),
  });
}

interface Output {
  readonly output: string;
  prints(pattern: RegExp): Promise<void>;
}

async function connect(
  box: Sandbox,
  input: string,
  adapter: string,
  out: Output,
): Promise<FakeAgent> {
  const before = count(out.output, /^started \d+$/gm);
  // Opening waits for the other side, which is the agent's shell.
  const fd = await within(open(input), "the agent to read", () => out.output);
  await out.prints(nth(before + 1, "started \\d+"));
  const pid = Number([...out.output.matchAll(/^started (\d+)$/gm)][before]?.[1]);
  const tell = async (what: string, word: string, payload: unknown) => {
    const done = count(out.output, new RegExp(`^done ${pid}$`, "gm"));
    fs.writeSync(fd, `${what} ${word} ${JSON.stringify(payload)}\n`);
    await out.prints(nth(done + 1, `done ${pid}`));
  };
  return {
    pid,
    hook: (payload) => tell("hook", adapter, payload),
    async hookAndExit(payload) {
      fs.writeSync(fd, `leave ${adapter} ${JSON.stringify(payload)}\n`);
      await until(() => fs.existsSync(`${box.folder}/left`), "the hook to be done");
    },
    async nested(name, as) {
      makeProgram(box, name);
      const own = makeInput(box);
      fs.writeSync(fd, `nest ${name} ${own}\n`);
      return connect(box, own, as, out);
    },
    kill: () => process.kill(pid, "SIGKILL"),
  };
}

/** A shell under another name: the system then knows it by that. */
function makeProgram(box: Sandbox, name: string): string {
  const path = `${box.folder}/${name}`;
  if (!fs.existsSync(path)) fs.copyFileSync(fs.realpathSync("/bin/sh"), path);
  return path;
}

let inputs = 0;

function makeInput(box: Sandbox): string {
  const path = `${box.folder}/input-${++inputs}`;
  Bun.spawnSync(["mkfifo", path]);
  return path;
}

async function open(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.open(path, "w", (error, fd) => (error ? reject(error) : resolve(fd)));
  });
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

/** Matches once the line is there that many times; what is between is never such a line, or a search takes for ever. */
function nth(times: number, line: string): RegExp {
  return new RegExp(`(?:^${line}$(?:(?!^${line}$)[^])*){${times}}`, "m");
}
