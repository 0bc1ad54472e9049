import type { HookEvent } from "../agents/facets/install.ts";
import { directCall, hookCommand, isStaying, programOf, quoteWord } from "./command.ts";
import type { HookFile } from "./entries.ts";
import { inspectHooks, installHooks } from "./hooks.ts";
import { memberOf, parseDocument, splitMark } from "./json.ts";
import type { Place } from "./place.ts";
import { isAtLeast } from "./versions.ts";

/** The hooks to stand in a place, as a function of what stands there and of the agent's version. */
export function hookFileOf(place: Place, text: string | null): HookFile {
  const { spec, agent, version, disk } = place;
  if (spec.kind !== "hooks") throw new Error(`${disk.file} holds no hooks`);
  const format = isWrapped(text, disk.file) ? { ...spec.format, path: ["hooks"] } : spec.format;
  const command = hookCommand(agent, place.program, spec.shell);
  const direct = directCall(agent, place.program);
  const staying = hookCommand(agent, place.program, spec.shell, true);
  const file: HookFile = { agent, file: disk.file, format, hooks: [], command, staying, direct };
  const { present, aside, commands } = inspectHooks(text, file);
  const known = knownHooks(place.located.install.hooks, version, present, aside);
  const stays = place.answers ?? commands.some(isStaying);
  return { ...file, hooks: stays ? known : known.map(withoutStay) };
}

/** One that only reports. */
function withoutStay({ answers: _, ...hook }: HookEvent): HookEvent {
  return hook;
}

/**
 * The hooks that an agent of this version knows. When it does not tell: those
 * that every version knows, as one unknown name may void its whole file; all of
 * them where hooks are newer than some versions, as those read no such file;
 * and none less than are `present`, nor waited for those that are `aside`, or a
 * slow start would take hooks away.
 */
export function knownHooks(
  hooks: readonly HookEvent[],
  version: string | null,
  present: readonly string[],
  aside: readonly string[] = [],
): readonly HookEvent[] {
  const isNewer = hooks.every(({ since }) => since !== undefined);
  const known = hooks.filter(({ event, since, until }) => {
    if (version !== null) {
      const isOver = until !== undefined && isAtLeast(version, until);
      return !isOver && (since === undefined || isAtLeast(version, since));
    }
    return (since === undefined && until === undefined) || isNewer || present.includes(event);
  });
  return known.map((hook) => {
    // An older one may hold its dialog back while the hook stays.
    if (hook.answers !== undefined && version !== null && !isAtLeast(version, hook.answers.since)) {
      return withoutStay(hook);
    }
    if (hook.aside === undefined) return hook;
    const { since, narrowed } = hook.aside;
    const isFrom = (first: string) =>
      version === null ? aside.includes(hook.event) : isAtLeast(version, first);
    if (narrowed !== undefined && isFrom(narrowed.since)) {
      return { ...hook, matcher: narrowed.matcher };
    }
    if (isFrom(since)) return hook;
    const { aside: _, ...waited } = hook;
    return waited;
  });
}

/** The hooks as they stand in the text: the same events, the same commands. */
export function asInstalled(spec: HookFile, text: string): HookFile {
  const { present, commands } = inspectHooks(text, spec);
  const hooks = spec.hooks.filter(({ event }) => present.includes(event));
  const program = commands.map((command) => programOf(command, spec.agent)).find(Boolean);
  const direct = program ? directCall(spec.agent, program) : spec.direct;
  const directly = direct.map(quoteWord).join(" ");
  const command = commands.find((one) => one !== directly && !isStaying(one));
  const staying = commands.find(isStaying) ?? spec.staying;
  return { ...spec, hooks, command: command ?? spec.command, staying, direct };
}

/** True when installing over `original` gives just this text. */
export function installsTo(original: string | null, spec: HookFile, text: string): boolean {
  try {
    return installHooks(original, spec) === text;
  } catch {
    // The backup is no longer what we wrote: go by the file alone.
    return false;
  }
}

// A file may be a bare map of events, where older ones had it under "hooks".
function isWrapped(text: string | null, file: string): boolean {
  const document = parseDocument(splitMark(text ?? "")[1], file);
  return memberOf(document, document.root, "hooks", file)?.type === "object";
}
