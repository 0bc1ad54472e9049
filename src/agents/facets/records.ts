import type { Status } from "../../protocol/session.ts";

/** What an agent's own files say, and where they are. */
export interface Records {
  /** A folder in which each of its processes keeps a record of itself. */
  registry?: RegistryFormat;
  /** The file that it keeps of a session, which its hooks name. */
  transcript?: TranscriptFormat;
}

/** Where the records of an agent's processes are: a folder in the agent's own. */
export interface RegistryPlace {
  /** The agent's folder below the user's home, when no variable says otherwise. */
  folder: string;
  /** The folder of records in it. */
  below: string;
}

/** A folder of records, one `<pid>.json` a process. */
export interface RegistryFormat {
  /** Reads one record; null for what is none, or says nothing of the status. */
  parse(text: string): AgentRecord | null;
  /** What it waits for, from the record's own words; undefined when they do not say. */
  asks(waitingFor: string): "permission" | "question" | undefined;
}

/** What a process says of itself in the registry: how it is now, not what happened. */
export interface AgentRecord {
  sessionId: string;
  pid: number;
  /** When the process started, as the system tells it; null in records of older versions. */
  start: string | null;
  startedMs: number | null;
  workingDir: string | null;
  status: "busy" | "idle" | "waiting";
  statusMs: number;
  /** While a dialog is up it waits. */
  tellsDialogs?: boolean;
  /** What it waits for, in the agent's words; null when it does not wait or does not say. */
  waitingFor: string | null;
  /** What the agent calls the session, unless it is made of the prompt; null for nothing. */
  title?: string | null;
  /** Nobody has given it anything to do yet, and no person sits before it. */
  isSpare?: boolean;
  /** A name by which {@link movedTo} of the process it took over from means this one. */
  job?: string | null;
  /** The session goes on in the process of that job, and this record says no more of it. */
  movedTo?: string | null;
}

/** The file that an agent keeps of a session. */
export interface TranscriptFormat {
  /**
   * How the session stands by the last lines of the file; null when it works and
   * that answers nothing, undefined where these lines do not go back far enough to tell.
   */
  standing(lines: readonly string[]): Standing | null | undefined;
  /** Calls of tools that have ended by these lines, the first one first. */
  ended?(lines: readonly string[]): EndedCall[];
  queue?: QueueFormat;
  /** The subagent whose file that is by its path; undefined for none. */
  subagentOf?(path: string): string | undefined;
  /** The file of a subagent, by the session's path; where left out, they lie beside that. */
  subagentFile?(path: string, id: string): string;
  /** It tells of turns that nobody prompts: it is looked at where a turn has ended, too. */
  wakes?: true;
  /** What else the file knows of the moment that a hook tells of. */
  amends?: Amendment;
}

/** A tool that has run, or was turned down. */
export interface EndedCall {
  /** As a report names it. */
  call: string;
  atMs: number;
}

/** What the file says of the queue of prompts. */
export interface QueueFormat {
  /** In every line that says anything of it: where this is missing, none is read. */
  mark: string;
  /** What happened to it by these lines, the first of it first. */
  read(lines: readonly string[]): QueueStep[];
}

/** A prompt, or a command, was put into the queue or left it. */
export interface QueueStep {
  /** `taken` into the turn that runs or back by its person, `begins` a turn of its own, `emptied` all at once. */
  kind: "put" | "taken" | "begins" | "emptied";
  atMs: number;
}

/** What a hook can't tell, and the agent's file of the session does. */
export interface Amendment {
  /** Whether the file may know more than this: only then it is read. */
  concerns(said: HookWord): boolean;
  /**
   * The report's status as the file has it, with all that goes with it; null where
   * the hook is right, undefined where these lines do not go back far enough to tell.
   */
  read(said: HookWord, lines: readonly string[]): Amended | null | undefined;
}

/** What a hook says of the status. */
export interface HookWord {
  status?: Status | undefined;
  reason?: string | null | undefined;
  message?: string | null | undefined;
}

/** What takes the place of {@link HookWord}; a question has the name under which it is open. */
export interface Amended {
  status: Status;
  reason: string | null;
  message: string | null;
  asks?: string;
}

/** How a session stands now by its transcript. */
export interface Standing {
  /** `working` where a question was answered, or a turn begins that no hook tells of. */
  status: Status;
  reason: string | null;
  message?: string | null;
  /** The transcript's own name for it. */
  event: string;
  atMs: number;
  /** Which questions it answers, as in a report; none when left out. */
  answers?: string;
  /** It may go on by itself: an end that shows once nothing has followed for so long, as in a report. */
  hold_ms?: number;
  /** Of a question: the name under which it is open. */
  asks?: string;
}
