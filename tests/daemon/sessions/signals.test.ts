import { describe, expect, test } from "bun:test";
import { SIGNALS, weigh } from "../../../src/daemon/sessions/signals.ts";
import { type Evidence, evidenceIn } from "../../../src/daemon/sessions/state.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import type { Source, Status } from "../../../src/protocol/session.ts";
import { evidence, report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;
const SOURCES: readonly Source[] = ["command", "process", "hook", "registry", "transcript"];
const STATUSES: readonly Status[] = ["working", "attention", "question", "closed"];

// Source -> what it can make of what, besides a statement and a hook, which can do all.
const LIMITED: Readonly<Record<string, readonly string[]>> = {
  process: [
    ...["working>closed", "attention>closed", "question>closed"],
    ...["working>attention", "question>attention", "attention>working"],
    "question>working",
  ],
  registry: [
    ...["attention>working", "question>working", "closed>working"],
    ...["working>attention", "question>attention", "closed>attention"],
    ...["working>question", "attention>question", "closed>question"],
  ],
  transcript: [
    ...["working>attention", "question>attention"],
    ...["question>working", "working>question"],
    ...["working>working", "attention>working"],
  ],
};

function said(source: Source, status: Status | null, atMs: number): Evidence {
  return { source, status, atMs, event: null, reason: null, message: null };
}

test("every source has its row, in order of weight", () => {
  expect(SIGNALS.map(({ source }) => source)).toEqual([...SOURCES]);
});

describe("with nothing else known", () => {
  for (const source of SOURCES) {
    test(`${source} settles what it is a judge of, and nothing more`, () => {
      const settled = STATUSES.flatMap((present) =>
        STATUSES.filter((status) => {
          const now = { status: present, evidence: [], nowMs: NOW };
          return weigh(said(source, status, NOW), now) === "settles";
        }).map((status) => `${present}>${status}`),
      );
      const all = STATUSES.flatMap((from) => STATUSES.map((to) => `${from}>${to}`));
      expect(settled.sort()).toEqual([...(LIMITED[source] ?? all)].sort());
    });

    test(`${source} settles nothing when it says nothing of the status`, () => {
      for (const status of STATUSES) {
        const now = { status, evidence: [], nowMs: NOW };
        expect(weigh(said(source, null, NOW), now)).toBe("unable");
      }
    });
  }
});

describe("against what another source has said", () => {
  // Each pair, at each distance: the whole order of precedence.
  for (const source of SOURCES) {
    for (const other of SOURCES) {
      const late = (atMs: number, otherMs: number) => {
        const now = { status: "working", evidence: [said(other, "working", otherMs)], nowMs: NOW };
        return weigh(said(source, "closed", atMs), now as Parameters<typeof weigh>[1]) === "late";
      };

      test(`${source} that is newer than ${other} is not late`, () => {
        expect(late(NOW, NOW - 1)).toBe(false);
      });

      test(`${source} that is older than ${other} is late unless it is a statement`, () => {
        expect(late(NOW - 1, NOW)).toBe(source !== "command");
      });

      const weighsLess = SOURCES.indexOf(source) > SOURCES.indexOf(other) && other !== "command";
      test(`${source} of the same moment as ${other} is ${weighsLess ? "" : "not "}late`, () => {
        expect(late(NOW, NOW)).toBe(weighsLess);
      });

      test(`${source} is not late for ${other} that comes from before the clock was set back`, () => {
        expect(late(NOW - 10, NOW + 1)).toBe(false);
      });
    }
  }
});

describe("in the store", () => {
  /** The status after an initial hook and these, in the order given. */
  function after(...words: readonly Evidence[]): Status {
    const store = new Store();
    store.set(evidence("a", NOW, { status: "working", event: "UserPromptSubmit" }), NOW);
    for (const { source, status, atMs } of words) {
      const more = { source, at_ms: atMs, ...(status === null ? {} : { status }) };
      store.set(report("a", { ...more, asks: source }), NOW + 100);
    }
    return store.get("a").status;
  }

  test("evidence of two moments gives the later one's status, whichever comes first", () => {
    for (const source of ["hook", "registry", "transcript"] as const) {
      for (const other of ["hook", "registry", "transcript"] as const) {
        for (const first of ["working", "attention"] as const) {
          const earlier = said(source, first, NOW + 1);
          const later = said(other, "attention", NOW + 2);
          expect([source, other, first, after(earlier, later)].join(" ")).toEndWith("attention");
          expect([other, source, first, after(later, earlier)].join(" ")).toEndWith("attention");
        }
      }
    }
  });

  test("a dead process is not brought back by what its hooks said before", () => {
    const death = said("process", "closed", NOW + 5);
    expect(after(death, said("hook", "working", NOW + 4))).toBe("closed");
    expect(after(death, said("registry", "working", NOW + 4))).toBe("closed");
    expect(after(death, said("hook", "working", NOW + 6))).toBe("working");
  });

  test("a statement holds against what was the case before, and yields to what comes after", () => {
    const statement = said("command", "attention", NOW + 5);
    expect(after(statement, said("hook", "working", NOW + 4))).toBe("attention");
    expect(after(statement, said("hook", "working", NOW + 6))).toBe("working");
    expect(after(said("hook", "closed", NOW + 6), statement)).toBe("attention");
  });

  test("a registry that still says busy ends no turn that a hook has ended", () => {
    const ended = said("hook", "attention", NOW + 5);
    expect(after(ended, said("registry", "working", NOW + 3))).toBe("attention");
    expect(after(ended, said("registry", "working", NOW + 5))).toBe("attention");
    expect(after(ended, said("registry", "working", NOW + 7))).toBe("working");
  });

  test("a hook under way while a registry ended the turn gives the reason, not the moment", () => {
    const store = new Store();
    store.set(evidence("a", NOW, { status: "working" }), NOW);
    const idle = { status: "attention", reason: "interrupted", at_ms: NOW + 9 } as const;
    store.set(report("a", { ...idle, source: "registry" }), NOW + 10);
    store.set(evidence("a", NOW + 8, { status: "attention", reason: "turn_done" }), NOW + 11);
    const { status, reason, sinceMs, settled } = store.get("a");
    expect([status, reason, sinceMs]).toEqual(["attention", "turn_done", NOW + 9]);
    expect(settled).toMatchObject({ source: "hook" });
  });

  test("work in the background is ended by nothing that tells of the main thread alone", () => {
    for (const source of ["registry", "transcript"] as const) {
      const store = new Store();
      const paused = { status: "working", reason: "background", background: 1 } as const;
      store.set(evidence("a", NOW, paused), NOW);
      const idle = { status: "attention", reason: "interrupted", at_ms: NOW + 5 } as const;
      store.set(report("a", { ...idle, source }), NOW + 10);
      expect(store.get("a")).toMatchObject({ status: "working", reason: "background" });
    }
  });

  test("what settles nothing is kept as evidence and published to nobody", () => {
    const store = new Store();
    const state = store.set(evidence("a", NOW, { status: "working" }), NOW);
    store.takeChanges();
    store.weigh(state, report("a", { source: "registry", status: "working", at_ms: NOW - 5 }), NOW);
    expect(store.takeChanges()).toEqual([]);
    expect(evidenceIn(state).map(({ source }) => source)).toEqual(["hook", "registry"]);
  });
});
