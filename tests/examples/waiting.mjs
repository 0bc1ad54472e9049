#!/usr/bin/env node
// Who waits for a person, current past any break. Usage: node waiting.mjs [socket]
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const path = process.argv[2] ?? process.env.AGENT_CONSOLE_SOCKET ?? "/tmp/agent-console.sock";
const sessions = new Map();
const position = {};

function take(event) {
  if (event.type === undefined) return; // the reply to SUB
  if (event.type === "snapshot") {
    if (!event.resumed) sessions.clear(); // another life of the state, or the first look at it
    for (const one of event.sessions) sessions.set(one.session_id, one);
    for (const id of event.deleted ?? []) sessions.delete(id);
    position.epoch = event.epoch;
  } else if (event.type === "update") sessions.set(event.session.session_id, event.session);
  else if (event.type === "delete") sessions.delete(event.session_id);
  position.since = event.seq;
  const waiting = [...sessions.values()].filter(({ status }) => /attention|question/.test(status));
  const ids = waiting.map((one) => one.session_id).sort();
  console.log(`${event.resumed ? "resumed" : event.type}: ${ids.join(" ")}`);
}

for (;;) {
  const hub = connect(path);
  hub.on("error", () => {}); // the hub is away: asked again below
  hub.write(`${JSON.stringify({ cmd: "SUB", ...position })}\n`);
  try {
    for await (const line of createInterface({ input: hub })) take(JSON.parse(line));
  } catch {
    hub.destroy(); // it was killed in the middle of a line
  }
  await sleep(200);
}
