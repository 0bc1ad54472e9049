import { describe, expect, test } from "bun:test";
import { COMMANDS } from "../../src/protocol/commands.ts";
import { parseRequest, RequestError } from "../../src/protocol/request.ts";
import type { Request } from "../../src/protocol/wire.ts";

function refusal(line: string): { id: Request["id"]; code: string; message: string } {
  try {
    parseRequest(line);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { id: error.id, code: error.cause.code, message: error.message };
  }
  throw new Error(`${line} was taken`);
}

describe("a request", () => {
  test("names its command without regard to case", () => {
    for (const cmd of ["LIST", "list", "LiSt"]) {
      expect(parseRequest(JSON.stringify({ cmd })).name).toBe("LIST");
    }
  });

  test("may leave the version out, name it or give null", () => {
    for (const more of ["", ',"version":1', ',"version":null', ',"version":1.0']) {
      expect(parseRequest(`{"cmd":"LIST"${more}}`).name).toBe("LIST");
    }
  });

  test("of another version is refused by that name", () => {
    for (const version of ["2", "0", '"1"', "[]", "1.5"]) {
      expect(refusal(`{"cmd":"LIST","version":${version}}`)).toMatchObject({
        code: "unsupported_version",
        message: expect.stringContaining("expected: 1"),
      });
    }
  });

  test("gets its id back as it came, also when it is refused", () => {
    expect(parseRequest('{"cmd":"LIST","id":"7"}').id).toBe("7");
    expect(parseRequest('{"cmd":"LIST","id":7}').id).toBe(7);
    expect(parseRequest('{"cmd":"LIST","id":0}').id).toBe(0);
    expect(parseRequest('{"cmd":"LIST"}').id).toBeUndefined();
    expect(refusal('{"cmd":"NO","id":7}').id).toBe(7);
    expect(refusal('{"cmd":"GET","id":"x"}').id).toBe("x");
    expect(refusal('{"cmd":"LIST","version":3,"id":"x"}').id).toBe("x");
  });

  test("with an id that can't be echoed is refused", () => {
    for (const id of ["{}", "[]", "true", "1e999"]) {
      expect(refusal(`{"cmd":"LIST","id":${id}}`)).toMatchObject({
        code: "invalid_request",
        message: "id: expected a string or a number",
      });
    }
  });

  test("is no member of Object's prototype", () => {
    for (const cmd of ["constructor", "__proto__", "toString", "hasOwnProperty", "CONSTRUCTOR"]) {
      expect(refusal(JSON.stringify({ cmd })).code).toBe("unknown_command");
    }
  });

  test("that names no command is told which there are", () => {
    const { code, message } = refusal('{"cmd":"LISTEN"}');
    expect(code).toBe("unknown_command");
    for (const name of Object.keys(COMMANDS)) expect(message).toContain(name);
  });

  test("without a command's name is refused by that field", () => {
    for (const line of ["{}", '{"cmd":1}', '{"cmd":null}', '{"cmd":["LIST"]}']) {
      expect(refusal(line)).toMatchObject({
        code: "invalid_request",
        message: expect.stringContaining("cmd: expected"),
      });
    }
  });

  test("that is JSON but no object is refused as such", () => {
    for (const line of ["[]", "null", "1", '"LIST"', "true", '[{"cmd":"LIST"}]']) {
      expect(refusal(line)).toMatchObject({
        code: "invalid_request",
        message: expect.stringContaining("expected a JSON object"),
      });
    }
  });

  test("that is no JSON is refused as such", () => {
    for (const line of ["{", "LIST", "{'cmd':'LIST'}", '{"cmd":"LIST"} x', "\ufeff{}", "\0"]) {
      expect(refusal(line).code).toBe("invalid_json");
    }
  });

  test("may hold keys nobody knows", () => {
    const line = '{"cmd":"GET","session_id":"a","hat":{"x":[1]},"__proto__":{"session_id":"b"}}';
    expect(parseRequest(line).input).toEqual({ session_id: "a" });
  });

  test("takes nothing from a key named __proto__", () => {
    const { message } = refusal('{"cmd":"GET","__proto__":{"session_id":"b"}}');
    expect(message).toContain("session_id");
  });

  test("may be nested as deep as a line can hold: its field is refused, no more", () => {
    const deep = `${"[".repeat(400_000)}${"]".repeat(400_000)}`;
    for (const field of ["session_id", "status", "priority", "terminal", "ancestors"]) {
      const known = { session_id: "a", status: "working", priority: 1, [field]: "DEEP" };
      const line = JSON.stringify({ cmd: "SET", ...known }).replace('"DEEP"', deep);
      const { code, message } = refusal(line);
      expect(code).toBe("invalid_request");
      expect(message).toContain("array");
      expect(message).toContain(field);
    }
  });

  test("never puts control characters into its refusal", () => {
    const evil = "\u001b]0;x\u0007\n\u202e";
    const lines = [{ cmd: evil }, { cmd: "SET", session_id: "a", status: evil }];
    for (const line of [
      ...lines,
      { cmd: "LIST", version: evil },
      { cmd: "GET", session_id: evil },
    ]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(refusal(JSON.stringify(line)).message).not.toMatch(/[\u0000-\u001f\u007f\u202e]/);
    }
  });
});
