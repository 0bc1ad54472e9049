import type { FindAgent } from "../attention/known-agent.ts";
import { resumeCommand } from "../attention/resume.ts";
import { applyEvent, type Roster } from "../attention/roster.ts";
import type { Explanation } from "../protocol/answers.ts";
import type { Session } from "../protocol/session.ts";
import type { Event } from "../protocol/wire.ts";
import { BINDINGS, type Binding, OPENING_BINDINGS } from "./bindings.ts";
import type { Away } from "./chrome.ts";
import { createExplanations, type Explanations } from "./explanations.ts";
import { chooseGlyphs } from "./glyphs.ts";
import type { InputEvent } from "./keys.ts";
import { choosePalette } from "./paint.ts";
import { reduce } from "./reduce.ts";
import { createRepositories, type ReadRepository, type Repositories } from "./repository.ts";
import { Screen } from "./screen.ts";
import { type Effect, type Intent, START, type ViewState } from "./state.ts";
import { drawView, type View } from "./view.ts";

/** Frame rate limit: 30 a second. */
const FRAME_MS = 34;
/** Least time between two questions for what was waited. */
const WAITED_MS = 20_000;

export interface LiveOptions {
  /** The hub's events; goes on by itself after the hub was away. */
  events: AsyncIterable<Event | { type: "away"; why: string }>;
  hasColor: boolean;
  /** Whether the person has commands of their own for what opens, and reopens, a session. */
  opens: boolean;
  reopens: boolean;
  env: Readonly<Record<string, string | undefined>>;
  agentOf: FindAgent;
  /** Asks the hub what a session's status rests on. */
  explain(session: Session): Promise<Explanation>;
  readRepository: ReadRepository;
  /** Asks the hub how long it was waited for a person today, in milliseconds. */
  askWaited(): Promise<number>;
  /** Does what a key asked for. @returns what to tell the person, if anything. */
  perform(effect: Effect): Promise<string | null>;
}

/** Shows the sessions until the person leaves, the terminal is gone, or the events end. */
export async function runLive(options: LiveOptions): Promise<void> {
  const live = new Live(options);
  try {
    await Promise.race([live.follow(), live.left]);
  } finally {
    live.close();
  }
}

class Live {
  readonly #options: LiveOptions;
  readonly #screen: Screen;
  readonly #roster: Roster = new Map();
  readonly #explanations: Explanations;
  readonly #repositories: Repositories;
  readonly #left = Promise.withResolvers<void>();
  readonly #bindings: readonly Binding[];
  #waitedMs = 0;
  #waitedAskedMs = Number.NEGATIVE_INFINITY;
  #isKnown = false;
  #away: Away | undefined;
  #state: ViewState = START;
  #view: View;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #drawnMs = 0;
  #isScheduled = false;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#bindings = options.opens ? OPENING_BINDINGS : BINDINGS;
    this.#explanations = createExplanations(options.explain, () => this.#schedule());
    this.#repositories = createRepositories(options.readRepository, () => this.#schedule());
    const events = {
      onInput: (event: InputEvent) => this.#take(event),
      onResize: () => this.#draw(),
      onEnd: () => this.#left.resolve(),
    };
    this.#screen = new Screen(events, options.hasColor ? choosePalette(options.env) : undefined);
    this.#view = this.#render();
    this.#screen.open();
  }

  /** Settles when the person leaves. */
  get left(): Promise<void> {
    return this.#left.promise;
  }

  async follow(): Promise<void> {
    for await (const event of this.#options.events) {
      if (event.type === "away" || event.type === "shutdown") {
        const why = event.type === "away" ? event.why : `it left (${event.reason})`;
        this.#away ??= { sinceMs: Date.now(), why };
      } else {
        this.#away = undefined;
        this.#isKnown = true;
        this.#askWaited();
        for (const { after } of applyEvent(this.#roster, event)) {
          if (after?.working_dir && after.host === null)
            this.#repositories.refresh(after.working_dir);
        }
      }
      this.#schedule();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#screen.close();
  }

  #take(event: InputEvent): void {
    const { items, bodyRows, lines } = this.#view;
    const sessionAt = (row: number, column: number) => {
      const line = lines[row];
      return column < (line?.beside?.from ?? column + 1) ? line?.sessionId : undefined;
    };
    const seen = { items, bodyRows, sessionAt, nowMs: Date.now(), bindings: this.#bindings };
    const { state, intent } = reduce(this.#state, event, seen);
    this.#state = state;
    // The next key may come in the same read: it must meet what this one did.
    this.#view = this.#render();
    this.#schedule();
    if (intent !== undefined) this.#handle(intent);
  }

  #handle(intent: Intent): void {
    switch (intent.type) {
      case "quit":
        this.#left.resolve();
        break;
      case "suspend":
        this.#screen.suspend();
        break;
      case "redraw":
        this.#screen.clear();
        break;
      case "resume":
        if (this.#options.reopens) this.#perform({ type: "reopen", session: intent.session });
        else this.#copyResume(intent.session);
        break;
      default:
        this.#perform(intent);
    }
  }

  #perform(effect: Effect): void {
    // The frame shows what came of it: until then the row would stand in its old place.
    this.#drawnMs = performance.now();
    this.#isScheduled = false;
    this.#schedule();
    this.#options.perform(effect).then(
      (notice) => this.#say(notice),
      (error) => this.#say(error instanceof Error ? error.message : String(error)),
    );
  }

  // With what comes in, and not more often than it is worth.
  #askWaited(): void {
    if (performance.now() - this.#waitedAskedMs < WAITED_MS) return;
    this.#waitedAskedMs = performance.now();
    this.#options.askWaited().then(
      (waitedMs) => {
        this.#waitedMs = waitedMs;
        this.#schedule();
      },
      () => {}, // away, or an older hub: the head has the rest
    );
  }

  #copyResume(session: Session): void {
    const words = this.#options.agentOf(session.agent_type)?.resume;
    const command = resumeCommand(session, words);
    if (command === undefined) {
      const hasOne = words !== undefined;
      const why = hasOne ? "its folder or id is not safe to paste" : "its agent has none";
      this.#say(`no resume command: ${why}`);
      return;
    }
    this.#screen.copy(command);
    this.#say(`copied: ${command}`);
  }

  #say(notice: string | null): void {
    this.#state = { ...this.#state, notice };
    this.#schedule();
  }

  /** Schedules a frame: now, or as soon as the rate limit allows. */
  #schedule(): void {
    // Not a debounce: a flood of events must not postpone the frame for ever.
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const waitMs = this.#drawnMs + FRAME_MS - performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), Math.max(0, waitMs));
  }

  #draw(): void {
    this.#isScheduled = false;
    this.#drawnMs = performance.now();
    this.#view = this.#render();
    this.#screen.draw(this.#view.lines);
    clearTimeout(this.#timer);
    const { changesMs } = this.#view;
    if (changesMs === undefined) return;
    const waitMs = Math.min(Math.max(changesMs - Date.now(), FRAME_MS), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#draw(), waitMs);
  }

  #render(): View {
    const view = drawView({
      sessions: [...this.#roster.values()],
      isKnown: this.#isKnown,
      away: this.#away,
      state: this.#state,
      bindings: this.#bindings,
      waitedMs: this.#waitedMs,
      size: this.#screen.size,
      nowMs: Date.now(),
      glyphs: chooseGlyphs(this.#options.env),
      clock: timeOfDay,
      platform: process.platform,
      env: this.#options.env,
      repositoryOf: this.#repositories.of,
      agentOf: this.#options.agentOf,
      // Of what is not there nobody can be asked.
      explanationOf: (session) => (this.#away ? undefined : this.#explanations.of(session)),
    });
    this.#state = view.state;
    return view;
  }
}

function timeOfDay(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}
