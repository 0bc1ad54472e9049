// The parts of a relay that need no broker.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseBroker } from "../../src/relay/address.ts";
import { HostView } from "../../src/relay/host-view.ts";
import { Inbox } from "../../src/relay/incoming.ts";
import { encode, readHub, readSession } from "../../src/relay/messages.ts";
import { type Held, Outbox } from "../../src/relay/outgoing.ts";
import { parseFields, publishedOf } from "../../src/relay/published.ts";
import { parseTopic, sessionTopic, toName } from "../../src/relay/topics.ts";
import { sample } from "../attention/sample.ts";

const PLACE = { user: "anna", host: "desk" };

test("a payload holds nothing that can't be printed", () => {
  const said = { at: "/src/\u009b31m\u202e\u200bshop" };
  expect(encode(said)).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(encode(said))).toMatchObject(said);
});

test.each([
  ["mqtts://broker.example", { host: "broker.example", port: 8883, prefix: "agent-console" }],
  ["mqtts://broker.example:1/team/a", { port: 1, prefix: "team/a", isSecure: true }],
  ["mqtt://localhost/", { port: 1883, isSecure: false, prefix: "agent-console" }],
  ["mqtt://[::1]:7", { host: "::1", port: 7 }],
])("a broker's address is read: %s", (text, expected) => {
  expect(parseBroker(text, false)).toMatchObject(expected);
});

test.each([
  ["http://broker.example", /expected mqtts:.* or mqtt:/],
  ["broker.example", /expected mqtts:.* or mqtt:/],
  ["", /expected mqtts:.* or mqtt:/],
  ["mqtts://anna:secret@broker.example", /credentials/],
  ["mqtts://broker.example/a b", /prefix/],
  ["mqtts://broker.example/+/x", /prefix/],
  ["mqtts://broker.example/$SYS", /prefix/],
  ["mqtt://192.168.0.7", /--insecure/],
  ["mqtt://localhost.example", /--insecure/],
])("an address that is wrong, or would tell everyone, is refused: %s", (text, why) => {
  expect(() => parseBroker(text, false)).toThrow(why);
  expect(() => parseBroker(text, false)).not.toThrow(/secret/);
});

test("a plain connection to another machine has to be asked for", () => {
  expect(parseBroker("mqtt://192.168.0.7", true)).toMatchObject({ isSecure: false });
});

test("whatever an id holds, its topic has one level for it and gives it back", () => {
  const ids = fc.string({ minLength: 1, unit: "grapheme" }).filter((id) => id.isWellFormed());
  fc.assert(
    fc.property(ids, (id) => {
      const topic = sessionTopic("a/b", PLACE, id);
      expect(topic.slice("a/b/anna/desk/session/".length)).not.toMatch(/[/+#\s]/);
      expect(parseTopic("a/b", topic)).toEqual({ ...PLACE, kind: "session", id });
    }),
  );
});

test.each([
  "other/anna/desk/hub",
  "p/anna/desk",
  "p/anna/desk/hub/more",
  "p/anna/-oProxyCommand=x/hub",
  "p/an na/desk/hub",
  "p/anna/desk/session/",
  "p/anna/desk/session/%E0%A4",
  "p/anna/desk/other",
])("a topic that is none of ours is not read: %s", (topic) => {
  expect(parseTopic("p", topic)).toBeNull();
});

test("a machine's name has nothing in it that a topic or a shell would read", () => {
  expect(toName("Anna's MacBook.local")).toBe("Anna_s_MacBook.local");
  expect(toName("-rf")).toBe("_rf");
  expect(toName("")).toBe("unknown");
});

test("only what was chosen leaves the machine, and never a process, terminal or question", () => {
  const session = sample({
    ...{ message: "secret", title: "secret", working_dir: "/home/secret", pid: 7 },
    ...{ terminal: { tmux_pane: "secret" }, display_name: "shop", reason: "permission" },
  });
  expect(JSON.stringify(publishedOf(session, parseFields([])))).not.toMatch(/secret|shop|permi/);
  const usual = publishedOf(session, parseFields(["status", "reason", "project"]));
  expect(usual).toMatchObject({ display_name: "shop", reason: "permission", message: null });
  const all = publishedOf(session, parseFields(["message", "folder", "title"]));
  expect(all).toMatchObject({ message: "secret", title: "secret", working_dir: "/home/secret" });
  expect(all).not.toHaveProperty("pid");
  expect(all).not.toHaveProperty("terminal");
  expect(all).not.toHaveProperty("questions");
  expect(() => parseFields(["pid"])).toThrow(/--fields/);
});

function drain(outbox: Outbox): [id: string, hasState: boolean][] {
  const sent: [string, boolean][] = [];
  for (let next = outbox.next(); next !== undefined; next = outbox.next()) {
    sent.push([next.id, next.payload !== null]);
    outbox.taken(next.id);
  }
  return sent;
}

function outboxOf(...ids: string[]): Outbox {
  const outbox = new Outbox(parseFields([]));
  for (const id of ids) outbox.take(id, sample({ session_id: id }));
  outbox.settle();
  return outbox;
}

test("only this hub's own sessions are published, and a report without news is none", () => {
  const outbox = outboxOf("a");
  outbox.take("desk/x", sample({ session_id: "desk/x", via: "desk" }));
  expect(drain(outbox)).toEqual([["a", true]]);
  outbox.take("a", sample({ session_id: "a", updated_ms: sample({}).updated_ms + 50 }));
  expect(drain(outbox)).toEqual([]);
  outbox.take("a", null);
  expect(drain(outbox)).toEqual([["a", false]]);
});

test("while messages are on their way, many changes of one session become its last state", () => {
  const outbox = outboxOf("a");
  expect(outbox.next()?.id).toBe("a");
  for (let i = 1; i <= 50; i++) outbox.take("a", sample({ session_id: "a", since_ms: i }));
  expect(outbox.next()).toBeUndefined();
  outbox.taken("a");
  expect(outbox.next()?.payload).toContain('"since_ms":50');
});

test("after a connection only what the broker lacks is published again", () => {
  const held = (more: Partial<Held>): Held => {
    return { relay: "r", connection: 1, state: "online", sent: 2, ...more };
  };
  const begin = () => {
    const outbox = outboxOf("a", "b");
    drain(outbox);
    outbox.recorded(2);
    outbox.take("b", sample({ session_id: "b", since_ms: 1 }));
    drain(outbox);
    outbox.take("a", sample({ session_id: "a", since_ms: 1 })); // while it was away
    return outbox;
  };
  const cases: [Held | null, string[]][] = [
    [held({ state: "gone" }), ["a"]], // its will: it was there to the end
    [held({}), ["a", "b"]], // restored as of the last record
    [held({ sent: 1 }), ["a", "b"]], // as of an earlier one
    [held({ connection: 0, state: "gone" }), ["a", "b"]],
    [held({ relay: "another" }), ["a", "b"]],
    [null, ["a", "b"]],
  ];
  for (const [said, expected] of cases) {
    const outbox = begin();
    outbox.resume(said, "r", 1);
    expect(
      drain(outbox)
        .map(([id]) => id)
        .sort(),
    ).toEqual(expected);
  }
});

test("what a broker holds of ours from before is deleted, once it is known what there is", () => {
  const outbox = new Outbox(parseFields([]));
  outbox.find("ghost");
  outbox.find("a");
  outbox.take("a", sample({ session_id: "a" }));
  expect(outbox.next()).toBeUndefined();
  outbox.settle();
  expect(drain(outbox).sort()).toEqual([
    ["a", true],
    ["ghost", false],
  ]);
});

const BYTES = (value: unknown) => Buffer.from(JSON.stringify(value));
const SESSION = publishedOf(sample({ session_id: "a" }), parseFields([]));

test.each([
  [Buffer.from("{"), /no JSON/],
  [Buffer.from("\u0000\u0001"), /no JSON/],
  [Buffer.from("[]"), /./],
  [BYTES({ version: 2, sent: 1, session: SESSION }), /newer version/],
  [BYTES({ version: 1, sent: -1, session: SESSION }), /sent/],
  [BYTES({ version: 1, sent: 1, session: { ...SESSION, status: "idle" } }), /status/],
  [BYTES({ version: 1, sent: 1, session: { ...SESSION, host: "-oProxyCommand=x" } }), /host/],
  [BYTES({ version: 1, sent: 1, session: { ...SESSION, since_ms: 1e300 } }), /since_ms/],
  [BYTES({ version: 1, sent: 1, session: SESSION, more: "x".repeat(20_000) }), /bytes long/],
])("a payload that is wrong is not believed (%#)", (payload, why) => {
  expect(readSession(payload)).toMatchObject({ why: expect.stringMatching(why) });
});

test("what a newer version adds is ignored, and what an older one lacks is not needed", () => {
  const { session_id, instance, agent_type, status, since_ms, updated_ms } = SESSION;
  const least = { session_id, instance, agent_type, status, since_ms, updated_ms };
  const read = readSession(BYTES({ version: 1, sent: 1, session: { ...least, new_field: [1] } }));
  expect(read).toEqual({ value: { version: 1, sent: 1, session: least } });
});

test("whatever bytes come, they are read or refused", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from)), (bytes) => {
      for (const read of [readSession(bytes), readHub(bytes)]) expect("why" in read).toBe(true);
    }),
  );
});

function inbox() {
  const shown: [string, string[], readonly string[]][] = [];
  const gaps: string[] = [];
  const refused: string[] = [];
  const made = new Inbox(PLACE, {
    show: (from, sessions, deleted) =>
      shown.push([from, sessions.map((s) => `${s.session_id}${s.stale ? "?" : ""}`), deleted]),
    onGap: ({ host }) => gaps.push(host),
    onRefused: (_, why) => refused.push(why),
    onHub() {},
  });
  const session = (id: string, sent: number, isRetained = false, host = "b") => {
    const payload = BYTES({ version: 1, sent, session: { ...SESSION, session_id: id } });
    made.take({ user: "anna", host, kind: "session", id }, payload, isRetained);
  };
  const record = (state: string, more: object = {}, isRetained = false) => {
    const rest = { app_version: "1", epoch: null, at_ms: 0, connection: 1, relay: "r" };
    const payload = BYTES({ version: 1, state, ...rest, sent: 1, sessions: 1, ...more });
    made.take({ user: "anna", host: "b", kind: "hub" }, payload, isRetained);
  };
  return { made, shown, gaps, refused, session, record };
}

test("a session is alive by the word of its hub, and stale by its will", () => {
  const { shown, session, record } = inbox();
  session("a", 1, true);
  record("online", {}, true);
  record("gone");
  expect(shown).toEqual([
    ["b", ["a?"], []],
    ["b", ["a"], []],
    ["b", ["a?"], []],
  ]);
});

test("a message that was lost on the way is noticed, by the next one or by the record", () => {
  const { gaps, session, record } = inbox();
  session("a", 1, true);
  record("online", {}, true);
  session("a", 2);
  expect(gaps).toEqual([]);
  session("a", 4);
  expect(gaps).toEqual(["b"]);
  record("online", { sent: 4 });
  expect(gaps).toEqual(["b"]);
  record("online", { sent: 5 });
  record("online", { sent: 5, sessions: 2 });
  expect(gaps).toEqual(["b", "b", "b"]);
});

test("what the broker holds no more goes once its hub is there to say so, and not before", () => {
  const { made, shown, session, record } = inbox();
  session("a", 1, true);
  session("b", 2, true);
  record("online", { sent: 2, sessions: 2 }, true);
  made.begin();
  shown.length = 0;
  session("b", 2, true);
  made.settle(() => ["b", "c"]);
  expect(shown).toEqual([["b", ["b?"], []]]);
  record("online", { sent: 2, sessions: 1 }, true);
  made.settle(() => ["b", "c"]);
  expect(shown.at(-1)).toEqual(["b", [], ["a", "c"]]);
});

test("one hub can't crowd the others out, nor tell of itself as us", () => {
  const { made, refused, session } = inbox();
  for (let i = 0; i < 2100; i++) session(`s${i}`, i + 1);
  expect(made.view("b")?.size).toBe(2000);
  expect(refused).toHaveLength(100);
  session("own", 1, false, "desk");
  expect(made.view("desk")).toBeUndefined();
  session("more", 1, false, "c");
  expect(made.view("c")?.size).toBe(1);
});

test("a hub's count is as it was told", () => {
  const view = new HostView();
  expect(view.put({ ...SESSION })).toBe(true);
  view.begin();
  expect(view.settle()).toEqual(["a"]);
});
