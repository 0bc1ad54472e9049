/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** One event to register with an agent, as its own configuration spells it. */
export interface HookEvent {
  event: string;
  /** Only for these tools or kinds; none means all. */
  matcher?: string;
  /** First version of the agent that knows the event; none means any in use. */
  since?: string;
  /** First version of the agent of which it tells nothing that is not known otherwise. */
  until?: string;
  /** Where the agent may go on while our hook runs. */
  aside?: Aside;
  /** How long the agent may wait for us, in seconds; never 0. */
  timeoutSeconds: number;
  /** Where our hook may stay for an answer, if the user wants that. */
  answers?: Staying;
}

/** A hook that stays while the agent's own dialog is on the screen. */
export interface Staying {
  /** First version of the agent that was seen to show its dialog all the while. */
  since: string;
  /** In the place of {@link HookEvent.timeoutSeconds}. */
  timeoutSeconds: number;
}

/** A hook that its agent does not wait for, and may start without a shell. */
export interface Aside {
  /** First version of the agent that can do so. */
  since: string;
  /** From that version on in the place of {@link HookEvent.matcher}. */
  narrowed?: { since: string; matcher: string };
}

/** A program and its arguments. */
export type DirectCall = readonly [program: string, ...args: string[]];

/** How an agent's file says which command to run on which event. */
export interface HookFormat {
  /** Path from the root to the map of event -> list of entries (or to the one list). */
  path: readonly string[];
  /** One list for all events, each entry naming its own, rather than one list per event. */
  isOneList?: boolean;
  /** Members that a file of ours begins with. */
  base: JsonObject;
  /** @param direct the same as the command, where {@link HookEvent.aside} is to be had. */
  entry(hook: HookEvent, command: string, direct: DirectCall): JsonObject;
}

/**
 * Which shell an agent hands a hook's command to: `posix` is sh, bash or zsh;
 * `any` may be the user's own, fish included; `terminal` is sh with the user's
 * terminal still on its stdin.
 */
export type HookShell = "posix" | "any" | "terminal";

/** A program text of ours that an agent loads instead of running a command. */
export interface PluginSource {
  /** The first line that the agent wants of a plugin. */
  header?: string;
  /** What hands the agent's events to `send(payload, isLast)`. */
  body: string;
  /** Where it may hold questions up for answers, if the user wants that: then `ANSWERS` is true in it. */
  answers?: Pick<Staying, "since">;
}

/**
 * One file that we write to: `hooks` are entries in a JSON file; `plugin` a
 * program text; `manifest` a JSON file that is all ours, known by its name;
 * `setting` a YAML file with one place for a command and a switch beside it;
 * `tables` a TOML file with a table for each event, `[[hooks]]`; `script` a shell
 * script that is all ours, named for the event it is run on.
 */
export type TargetFile =
  | { kind: "hooks"; path: string; format: HookFormat; shell: HookShell }
  | { kind: "plugin"; path: string; plugin: PluginSource }
  | { kind: "manifest"; path: string; manifest: JsonObject & { name: string } }
  | { kind: "setting"; path: string; commandKey: string; switchKey: string }
  | { kind: "script"; path: string }
  | { kind: "tables"; path: string; table: string; shell: HookShell };

/** A setting that silences hooks: `path` in `file` being, or holding, `when`. */
export interface OffSwitch {
  file: string;
  path: readonly string[];
  when: boolean | string;
}

/** Where our part goes, what silences it and what the user has to know. */
export interface Install {
  /** Where {@link files} are, when not in the agent's folder: below the user's home. */
  filesFolder?: string;
  /**
   * Where our part goes. More than one: all of them, or with `isEither` the
   * first that is in use already, else the first.
   */
  files: readonly TargetFile[];
  isEither?: boolean;
  /** The events to register, in a fixed order; none for an agent with a plugin. */
  hooks: readonly HookEvent[];
  offSwitches?: readonly OffSwitch[];
  /** What makes running sessions take the change. */
  restart: string;
  /** What else to tell the user once our part is in, a sentence each. */
  notes?(found: Found): Notes;
  trust?: TrustFormat;
}

/** What is known of an agent that our part was put into. */
export interface Found {
  /** Null when it was not asked, or did not say. */
  version: string | null;
  /** The text of {@link TrustFormat.file}; null when there is none. */
  config: string | null;
}

/** Sentences to tell before and after how running sessions take the change. */
export interface Notes {
  first?: readonly string[];
  last?: readonly string[];
}

/** Whether an agent will run our hooks where it asks its user to agree to them. */
export type Trust = "trusted" | "not trusted" | "unknown";

/** What is wrong, and the command or the deed that mends it. */
export interface AgentProblem {
  what: string;
  cure: string;
}

/** One handler of ours, where and as it stands in a hooks file. */
export interface FiledHandler {
  event: string;
  /** Its entry's place in the event's list. */
  group: number;
  /** Its own place in the entry. */
  index: number;
  handler: JsonObject;
  matcher: JsonValue | undefined;
}

/** How an agent keeps which hooks its user agreed to. */
export interface TrustFormat {
  /** The file in the agent's folder that says so. */
  file: string;
  /**
   * Whether the user agreed to every handler of ours, and what is wrong.
   * @param realPath of the hooks file, links resolved
   * @param config text of {@link file}; null when there is none
   * @param version of the agent; null when it was not asked, or did not say
   */
  inspect(
    handlers: readonly FiledHandler[],
    realPath: string,
    config: string | null,
    version: string | null,
  ): { trust: Trust; problems: AgentProblem[] };
}
