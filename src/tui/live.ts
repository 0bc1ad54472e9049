import type { FindAgent } from "../attention/known-agent.ts";
import { needsPerson } from "../attention/rank.ts";
import { resumeCommand, whyNoResume } from "../attention/resume.ts";
import { applyEvent, type Roster } from "../attention/roster.ts";
import type { Explanation } from "../protocol/answers.ts";
import type { Session } from "../protocol/session.ts";
import type { Event } from "../protocol/wire.ts";
import { BINDINGS, type Binding, OPENING_BINDINGS } from "./bindings.ts";
import { frameOf } from "./board.ts";
import type { Away } from "./chrome.ts";
import { createExplanations, type Explanations } from "./explanations.ts";
import { createFrames, type Frames } from "./frames.ts";
import { chooseGlyphs } from "./glyphs.ts";
import type { InputEvent } from "./keys.ts";
import { choosePalette } from "./paint.ts";
import { reduce } from "./reduce.ts";
import { createRepositories, type ReadRepository, type Repositories } from "./repository.ts";
import { Screen } from "./screen.ts";
import { type Effect, type Intent, START, type ViewState } from "./state.ts";
import { sayDone } from "./triage.ts";
import { drawView, type View } from "./view.ts";
import { createWaitedToday, type WaitedToday } from "./waited.ts";

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
  readonly #waited: WaitedToday;
  readonly #frames: Frames = createFrames(() => this.#draw());
  readonly #left = Promise.withResolvers<void>();
  readonly #bindings: readonly Binding[];
  #isKnown = false;
  #away: Away | undefined;
  #state: ViewState = START;
  #view: View;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#bindings = options.opens ? OPENING_BINDINGS : BINDINGS;
    const { schedule } = this.#frames;
    this.#explanations = createExplanations(options.explain, schedule);
    this.#repositories = createRepositories(options.readRepository, schedule);
    this.#waited = createWaitedToday(options.askWaited, schedule);
    const events = {
      onInput: (event: InputEvent) => this.#take(event),
      onResize: this.#frames.draw,
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
        this.#waited.refresh();
        for (const { after } of applyEvent(this.#roster, event)) {
          if (after?.working_dir && after.host === null)
            this.#repositories.refresh(after.working_dir);
        }
      }
      this.#frames.schedule();
    }
  }

  close(): void {
    this.#frames.stop();
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
    this.#frames.schedule();
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
    this.#frames.hold();
    this.#options.perform(effect).then(
      (notice) => this.#say(notice ?? (this.#hasRoom() ? sayDone(effect) : null)),
      (error) => this.#say(error instanceof Error ? error.message : String(error)),
    );
  }

  // What was done is said neither over what is typed nor over the counts.
  #hasRoom(): boolean {
    return this.#state.prompt === null && frameOf(this.#screen.size).hasFooter;
  }

  #copyResume(session: Session): void {
    const words = this.#options.agentOf(session.agent_type)?.resume;
    const command = resumeCommand(session, words);
    if (command !== undefined) this.#screen.copy(command);
    this.#say(command === undefined ? whyNoResume(words) : `copied: ${command}`);
  }

  #say(notice: string | null): void {
    this.#state = { ...this.#state, notice };
    this.#frames.schedule();
  }

  #draw(): number | undefined {
    this.#view = this.#render();
    this.#screen.draw(this.#view.lines);
    return this.#view.changesMs;
  }

  #render(): View {
    const sessions = [...this.#roster.values()];
    const nowMs = Date.now();
    const view = drawView({
      sessions,
      isKnown: this.#isKnown,
      away: this.#away,
      state: this.#state,
      bindings: this.#bindings,
      waitedMs: this.#waited.at(
        this.#away?.sinceMs ?? nowMs,
        sessions.filter((session) => session.via === null && needsPerson(session, nowMs)).length,
      ),
      size: this.#screen.size,
      nowMs,
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
