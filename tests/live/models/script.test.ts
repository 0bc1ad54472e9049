import { expect, test } from "bun:test";
import { chooseMove, say, type Turn, use } from "./script.ts";

const look = use("look", {});
const script = { "greet me": [look, say("Hello.")], "survey it": [say("Surveyed.")] };
const user = (text: string): Turn => ({ role: "user", text });
const model: Turn = { role: "model", text: "" };
const result: Turn = { role: "result", text: "" };

test("the first request of a prompt gets its first move", () => {
  expect(chooseMove(script, [user("please greet me")])).toBe(look);
});

test("each answer since the prompt takes one move", () => {
  expect(chooseMove(script, [user("greet me"), model, result])).toEqual(say("Hello."));
});

test("an answer in several items is one answer", () => {
  expect(chooseMove(script, [user("greet me"), model, model, result])).toEqual(say("Hello."));
});

test("what an agent adds to a prompt is no prompt", () => {
  const reminder = user("<system-reminder>survey it</system-reminder>");
  expect(chooseMove(script, [user("greet me"), reminder])).toBe(look);
});

test("a message without a prompt of the script goes on with the one before", () => {
  expect(chooseMove(script, [user("greet me"), model, user("the task has ended")])).toEqual(
    say("Hello."),
  );
});
