import { isNewer } from "../../protocol/semver.ts";
import type {
  AgentProblem,
  FiledHandler,
  JsonObject,
  JsonValue,
  Trust,
  TrustFormat,
} from "../facets/install.ts";

/** How Codex keeps which hooks its user agreed to: it skips silently what it was not trusted with. */
export const TRUST: TrustFormat = {
  file: "config.toml",
  inspect(handlers, realPath, config, version) {
    const trust = readTrust(handlers, realPath, config, version);
    return { trust, problems: [...offProblems(config), ...trustProblems(trust)] };
  },
};

function offProblems(config: string | null): AgentProblem[] {
  const features = parseToml(config)?.features;
  if (!isObject(features) || features.hooks !== false) return [];
  return [
    {
      what: "config.toml switches hooks off (features.hooks)",
      cure: "set features.hooks to true in config.toml",
    },
  ];
}

function trustProblems(trust: Trust): AgentProblem[] {
  if (trust === "trusted") return [];
  const isUnknown = trust === "unknown";
  return [
    {
      what: isUnknown
        ? "can't tell whether Codex trusts our hooks"
        : "Codex skips our hooks: not trusted",
      cure: "start codex, open /hooks and trust the hooks of agent-console",
    },
  ];
}

/** The newest version whose hashes were seen to be ours. */
const KNOWN_RECIPE = "0.171.0";

// The hash is Codex's own (codex-rs hooks/src/engine/discovery.rs and
// config/src/fingerprint.rs, read 2026-11) but nowhere promised: where none of
// ours matches what a later version stored, we can't tell a change of the hooks,
// as when our program has moved, from one of the recipe.
function readTrust(
  handlers: readonly FiledHandler[],
  realPath: string,
  config: string | null,
  version: string | null,
): Trust {
  const state = readState(config);
  if (state === null) return "unknown";
  const entries = handlers.map(({ event, group, index, handler, matcher }) => {
    const stored = state[`${realPath}:${snakeCase(event)}:${group}:${index}`];
    if (!isObject(stored) || typeof stored.trusted_hash !== "string") return "absent";
    if (stored.enabled === false) return "absent";
    return stored.trusted_hash === trustHash(event, handler, matcher) ? "same" : "other";
  });
  if (entries.includes("absent")) return "not trusted";
  if (entries.every((entry) => entry === "same")) return "trusted";
  const isKnownRecipe = version !== null && !isNewer(version, KNOWN_RECIPE);
  return isKnownRecipe || entries.includes("same") ? "not trusted" : "unknown";
}

/** True when config.toml has hooks of its own beside hooks.json, of which Codex warns at its start. */
export function hasOwnHooks(config: string | null): boolean {
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
