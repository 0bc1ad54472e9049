import type { PluginSource } from "../agents/facets/install.ts";
import { isMarked, marked } from "./mark.ts";

/**
 * Hands one payload after the other to `agent-console hook`, in order, each in
 * a process of its own; the agent never waits. With `isLast` it waits neither: the
 * agent may be gone the next moment, so that each process waits for the one before.
 */
const SENDER = `
const waiting = [];
let isSending = false;
let running;

function send(payload, isLast) {
  if (waiting.length < 100) waiting.push(payload);
  if (isLast) while (waiting.length > 0) run(waiting.shift(), () => {});
  else if (!isSending) sendNext();
}

function sendNext() {
  const payload = waiting.shift();
  isSending = payload !== undefined;
  if (isSending) run(payload, sendNext);
}

function run(payload, done) {
  let isDone = false;
  const finish = () => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    queueMicrotask(done);
  };
  const timer = setTimeout(finish, 2000);
  if (timer.unref) timer.unref();
  let input;
  try {
    input = open(JSON.stringify(payload));
    const after = running ? ["--after", String(running.pid)] : [];
    const child = spawn(PROGRAM, ["hook", AGENT, ...after], { stdio: [input, "ignore", "ignore"], detached: true });
    running = child.pid ? child : undefined;
    child.on("error", finish);
    child.on("exit", () => {
      if (running === child) running = undefined;
      finish();
    });
    child.unref();
  } catch {
    // The program is gone, or the machine is out of processes: not the agent's trouble.
    finish();
  }
  if (input !== undefined) closeSync(input);
}

// A file without a name, at its start: what is piped is lost when the agent ends at once.
function open(text) {
  const path = join(tmpdir(), "agent-console-" + randomUUID());
  const file = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  writeSync(file, text, 0);
  return file;
}
`;

/**
 * The text of an agent's plugin. It tells agent-console what the agent says of
 * itself, changes nothing, never throws and is inert once the program is gone.
 * @param answers whether it holds questions up for answers too, where it can.
 */
export function pluginText(
  agent: string,
  source: PluginSource,
  program: string,
  answers = false,
): string {
  const code = [
    'import { spawn } from "node:child_process";\n',
    'import { randomUUID } from "node:crypto";\n',
    'import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";\n',
    'import { tmpdir } from "node:os";\n',
    'import { join } from "node:path";\n\n',
    `const PROGRAM = ${JSON.stringify(program)};\n`,
    `const AGENT = ${JSON.stringify(agent)};\n`,
    source.answers === undefined ? "" : `const ANSWERS = ${answers};\n`,
    SENDER,
    source.body,
  ].join("");
  return (source.header ?? "") + marked(code, agent, "//");
}

/** True when the file begins as a plugin of ours does, of whichever release. */
export function isOurPlugin(text: string): boolean {
  return isMarked(text, "//");
}

/** Whether a plugin of ours holds questions up for answers. */
export function pluginTakesAnswers(text: string): boolean {
  return /^const ANSWERS = true;$/m.test(text);
}

/** The program that a plugin of ours starts; null when it names none. */
export function programOfPlugin(text: string): string | null {
  const quoted = /^const PROGRAM = ("(?:[^"\\]|\\.)*");$/m.exec(text)?.[1];
  return quoted === undefined ? null : String(JSON.parse(quoted));
}
