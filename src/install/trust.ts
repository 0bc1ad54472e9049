import { allEntries, type HookFile } from "./entries.ts";
import {
  childrenOf,
  type JsonObject,
  type JsonValue,
  parseDocument,
  splitMark,
  toValue,
} from "./json.ts";

/** Whether Codex will run our hooks: it skips silently what its user has not agreed to. */
export type Trust = "trusted" | "not trusted" | "unknown";

/** One handler of ours as Codex files it. */
interface Filed {
  /** `<real path of the file>:<event in snake case>:<group>:<handler>` */
  key: string;
  hash: string;
}

/**
 * Whether the user agreed to every handler of ours. The hash is Codex's own
 * (codex-rs hooks/src/engine/discovery.rs and config/src/fingerprint.rs, read
 * 2026-11) but nowhere promised: where none of ours matches what is stored, we
 * can't tell a change of the hooks from one of the recipe.
 * @param realPath of the hooks file, links resolved
 * @param config text of config.toml; null when there is none
 */
export function readTrust(
  hooks: string,
  spec: HookFile,
  realPath: string,
  config: string | null,
): Trust {
  const filed = fileHandlers(hooks, spec, realPath);
  const state = readState(config);
  if (state === null) return "unknown";
  const entries = filed.map(({ key, hash }) => {
    const stored = state[key];
    if (!isObject(stored) || typeof stored.trusted_hash !== "string") return "absent";
    if (stored.enabled === false) return "absent";
    return stored.trusted_hash === hash ? "same" : "other";
  });
  if (entries.includes("absent")) return "not trusted";
  if (entries.every((entry) => entry === "same")) return "trusted";
  return entries.includes("same") ? "not trusted" : "unknown";
}

/** True when config.toml switches hooks off. */
export function areHooksOff(config: string | null): boolean {
  const features = parseToml(config)?.features;
  return isObject(features) && features.hooks === false;
}

/** True when config.toml has hooks of its own beside hooks.json, of which Codex warns at its start. */
export function hasTomlHooks(config: string | null): boolean {
  const hooks = parseToml(config)?.hooks;
  return isObject(hooks) && Object.keys(hooks).some((key) => key !== "state");
}

/** The hash Codex stores for one handler; `group` as it stands in hooks.json. */
export function trustHash(
  event: string,
  handler: JsonObject,
  matcher: JsonValue | undefined,
): string {
  const identity = {
    event_name: snakeCase(event),
    hooks: [
      {
        async: handler.async === true,
        command: handler.command,
        ...(typeof handler.statusMessage === "string" && { statusMessage: handler.statusMessage }),
        timeout: timeoutOf(event, handler.timeout),
        type: "command",
      },
    ],
    // Codex drops it where it has no meaning.
    ...(typeof matcher === "string" && !/^(?:UserPromptSubmit|Stop)$/.test(event) && { matcher }),
  };
  return `sha256:${new Bun.CryptoHasher("sha256").update(JSON.stringify(identity)).digest("hex")}`;
}

function timeoutOf(event: string, timeout: JsonValue | undefined): number {
  const isExit = event === "SessionEnd" || event === "Interrupt";
  const seconds = typeof timeout === "number" ? timeout : isExit ? 1 : 600;
  return isExit ? Math.min(3, Math.max(1, seconds)) : Math.max(1, seconds);
}

function fileHandlers(text: string, spec: HookFile, realPath: string): Filed[] {
  const document = parseDocument(splitMark(text)[1], spec.file);
  return allEntries(document, spec).map((entry) => {
    const group = childrenOf(entry.list.node).indexOf(entry.item);
    const index = childrenOf(entry.handler.parent).indexOf(entry.handler);
    const item = toValue(entry.item) as JsonObject; // an entry with a command is an object
    const handler = toValue(entry.handler) as JsonObject; // likewise
    return {
      key: `${realPath}:${snakeCase(entry.event)}:${group}:${index}`,
      hash: trustHash(entry.event, handler, item.matcher),
    };
  });
}

function readState(config: string | null): Record<string, unknown> | null {
  if (config === null) return {};
  const parsed = parseToml(config);
  if (parsed === null) return null;
  const hooks = parsed.hooks;
  return isObject(hooks) && isObject(hooks.state) ? hooks.state : {};
}

function parseToml(config: string | null): Record<string, unknown> | null {
  try {
    const parsed: unknown = Bun.TOML.parse(config ?? "");
    return isObject(parsed) ? parsed : null;
  } catch {
    // Another program's file: what we can't read, we do not know.
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function snakeCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}
