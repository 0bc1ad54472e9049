import type { Told } from "./observer.ts";

/** A status that a client must be told, of the session with this number. */
export interface Expected {
  session: number;
  status: string;
  /** It may be left out. */
  isOptional: boolean;
}

/** `2 attention/started` of session 2; without a number of the first one. */
export function parseTold(words: string): Expected {
  const isOptional = words.endsWith("?");
  const [first = "", second] = words.replace("?", "").split(" ");
  return second === undefined
    ? { session: 1, status: first, isOptional }
    : { session: Number(first), status: second, isOptional };
}

/**
 * Without what may be left out and was. A session whose end has been told as it may
 * be told ends no second time.
 */
export function withoutUntold(expected: readonly Expected[], told: readonly Told[]): Expected[] {
  const counts = new Map<number, number>();
  const ended = new Set<number>();
  return expected.filter(({ session, status, isOptional }) => {
    const count = counts.get(session) ?? 0;
    const isTold = told.filter((one) => one.session === session)[count]?.status === status;
    const isEnd = status.startsWith("closed/");
    if ((isOptional || (isEnd && ended.has(session))) && !isTold) return false;
    if (isOptional && isEnd) ended.add(session);
    counts.set(session, count + 1);
    return true;
  });
}

/** Whether each session has got as far as it is to, by what is expected or by where it stands. */
export function hasBeenTold(expected: readonly Expected[], told: readonly Told[]): boolean {
  const required = withoutUntold(expected, told);
  return required.every(({ session }) => {
    const wanted = required.filter((one) => one.session === session);
    const had = told.filter((one) => one.session === session);
    const last = wanted.at(-1)?.status;
    if (had.length < wanted.length) return false;
    return had[wanted.length - 1]?.status === last || had.at(-1)?.status === last;
  });
}
