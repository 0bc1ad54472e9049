/** A change that some subscriber has not been sent: the last one of its session. */
export interface Owed {
  readonly id: string;
  readonly seq: number;
  /** Its event, kept by whoever encodes it for the next who needs it. */
  encoded?: { line: string; seq: number; atSecs: number };
}

/** How far a subscriber has come. */
export interface Place {
  /** What it is owed next; the end of the backlog when that is nothing. */
  at: Link;
}

interface Link {
  owed: Owed | undefined;
  before: Link;
  after: Link;
  /** The subscribers that have come so far. */
  places: Set<Place>;
}

/**
 * What subscribers are owed that don't read as fast as sessions change: the last
 * change of each session, in seq order, once for all of them. Each has only its
 * place in it, and what all have been sent is forgotten.
 */
export class Backlog {
  readonly #links = new Map<string, Link>();
  readonly #end = createEnd();
  #places = 0;
  #version = 0;

  /** Another one once anything that is owed has a new place. */
  get version(): number {
    return this.#version;
  }

  /** Whether anybody is behind. */
  get isNeeded(): boolean {
    return this.#places > 0;
  }

  /** How many changes all are owed together, at most. */
  get owed(): number {
    return this.#places * this.#links.size;
  }

  /** Sessions with a change that somebody is owed. */
  get size(): number {
    return this.#links.size;
  }

  /** A place for a subscriber that is owed all changes added from now on. */
  enter(): Place {
    return this.#open(this.#end);
  }

  /** A place before these changes, which are in seq order, as it was handed over. */
  resume(owed: readonly (readonly [id: string, seq: number])[]): Place {
    let at = this.#end;
    for (const [id, seq] of owed.toReversed()) {
      const known = this.#links.get(id);
      if (known !== undefined) {
        at = known;
        continue;
      }
      while (at !== this.#first && (at.before.owed?.seq ?? 0) > seq) at = at.before;
      at = this.#insert({ id, seq }, at);
    }
    return this.#open(at);
  }

  /** Adds the newest change; what was owed of the same session before is not any more. */
  add(id: string, seq: number): void {
    const before = this.#links.get(id);
    if (before !== undefined) {
      this.#version += 1;
      this.#remove(before, before.after);
    }
    const link = this.#insert({ id, seq }, this.#end);
    move(this.#end, link);
    this.#forget();
  }

  /** What is owed from a place on, in seq order. */
  *from(place: Place): Generator<Owed, void> {
    for (let { at } = place; at.owed !== undefined; at = at.after) yield at.owed;
  }

  /** Moves a place past a change. @returns whether nothing is owed after it; then the place is given up. */
  pass(place: Place, { id }: Owed): boolean {
    const next = this.#links.get(id)?.after ?? this.#end;
    place.at.places.delete(place);
    place.at = next;
    if (next.owed === undefined) this.#places -= 1;
    else next.places.add(place);
    this.#forget();
    return next.owed === undefined;
  }

  /** Gives a place up. */
  leave(place: Place): void {
    if (place.at.places.delete(place)) this.#places -= 1;
    this.#forget();
  }

  get #first(): Link {
    return this.#end.after;
  }

  #open(at: Link): Place {
    const place = { at };
    at.places.add(place);
    this.#places += 1;
    return place;
  }

  #insert(owed: Owed, after: Link): Link {
    const { before } = after;
    const link = { owed, before, after, places: new Set<Place>() };
    before.after = link;
    after.before = link;
    this.#links.set(owed.id, link);
    return link;
  }

  /** @param heir where those go on that had come so far. */
  #remove(link: Link, heir: Link): void {
    link.before.after = link.after;
    link.after.before = link.before;
    if (link.owed !== undefined) this.#links.delete(link.owed.id);
    move(link, heir);
  }

  /** What nobody is owed any more is at the beginning. */
  #forget(): void {
    while (this.#first.owed !== undefined && this.#first.places.size === 0) {
      this.#remove(this.#first, this.#end);
    }
  }
}

function createEnd(): Link {
  const end = { owed: undefined, places: new Set<Place>() } as unknown as Link; // closed into a ring below
  end.before = end;
  end.after = end;
  return end;
}

function move(from: Link, to: Link): void {
  for (const place of from.places) {
    place.at = to;
    to.places.add(place);
  }
  from.places.clear();
}
