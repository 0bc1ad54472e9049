import type { Session } from "../../src/protocol/session.ts";

/** A status that a client was told, with when. */
export interface Told {
  /** The session's number, in the order of their coming. */
  session: number;
  /** `status` or `status/reason`. */
  status: string;
  message: string;
  folder: string | null;
  /** Unix milliseconds: when the client was told, and since when it holds. */
  atMs: number;
  sinceMs: number;
}

/** The clients that run beside a scenario: nobody polls, they are only told. */
export interface Observer {
  /** What `watch --json` was told, the changes of status alone. */
  readonly told: readonly Told[];
  /** What `notify --command` rang for. */
  readonly alerts: readonly Told[];
  /** When `wait`, begun anew whenever something works, came back, and for what. */
  readonly returns: readonly Told[];
  /** Waits until `holds` or the limit; looks at every change. @returns whether it held. */
  until(holds: () => boolean, limitMs: number): Promise<boolean>;
}

export async function observe(
  program: string,
  env: Record<string, string>,
  folder: string,
): Promise<Observer> {
  const numbers = new Map<string, number>();
  const told: Told[] = [];
  const alerts: Told[] = [];
  const returns: Told[] = [];
  const listeners = new Set<() => void>();
  let isWaiting = false;

  const asTold = (session: Session): Told => {
    const { session_id: id, status, reason, message } = session;
    if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
    return {
      session: numbers.get(id) ?? 0,
      status: reason === null ? status : `${status}/${reason}`,
      message: message ?? "",
      folder: session.working_dir,
      atMs: Date.now(),
      sinceMs: session.since_ms,
    };
  };
  const note = (session: Session): void => {
    const next = asTold(session);
    const before = told.findLast((one) => one.session === next.session);
    if (before?.status === next.status) {
      before.message = next.message;
      before.folder = next.folder;
    } else told.push(next);
    if (session.status === "working") void wait();
    for (const listener of listeners) listener();
  };
  const start = (...args: string[]) =>
    Bun.spawn([program, ...args], { env, cwd: folder, stdout: "pipe", stderr: "pipe" });
  async function wait(): Promise<void> {
    if (isWaiting) return;
    isWaiting = true;
    const answer = await new Response(start("wait", "--json").stdout).text();
    isWaiting = false;
    // Without an answer it ended with the hub.
    if (answer !== "") returns.push(...(JSON.parse(answer) as Session[]).map(asTold));
  }
  const subscribed = Promise.withResolvers<void>();
  void forEachLine(start("watch", "--json").stdout, (line) => {
    subscribed.resolve();
    const event = JSON.parse(line) as { session?: Session; sessions?: Session[] };
    for (const session of event.sessions ?? [event.session]) if (session) note(session);
  });
  await subscribed.promise; // the first client starts the hub
  const command = ["notify", "--cool-down", "0s", "--command", "cat"];
  void forEachLine(start(...command).stderr, (line) => {
    if (line.startsWith("{")) alerts.push(asTold(JSON.parse(line) as Session));
  });

  return {
    told,
    alerts,
    returns,
    async until(holds, limitMs) {
      if (holds()) return true;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const listener = () => holds() && resolve(true);
      listeners.add(listener);
      const timer = setTimeout(() => resolve(false), limitMs);
      const held = await promise;
      clearTimeout(timer);
      listeners.delete(listener);
      return held;
    },
  };
}

async function forEachLine(
  stream: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") take(line);
  }
}
