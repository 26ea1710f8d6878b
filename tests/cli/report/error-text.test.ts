import { describe, expect, test } from "vitest";
import { KaskctlError } from "../../../cli/base/errors.ts";
import { errorJson, formatError, formatStack } from "../../../cli/report/error-text.ts";

const cause = new Error("connection refused");
const error = new KaskctlError("host-unreachable", "Cannot reach a:\n  line two", {
  hint: "Look.",
  host: "a.example",
  cause,
});

describe("an error", () => {
  test("says what went wrong and what to try, its lines kept", () => {
    expect(formatError(error)).toBe("kaskctl: Cannot reach a:\n  line two\n  Try: Look.\n");
  });

  test("cannot steer the terminal with a host's words", () => {
    const said = new KaskctlError("agent-disabled", "Disabled: \x1b]0;x\x07", { hint: "\x1b[2J" });
    expect(formatError(said)).toBe("kaskctl: Disabled: \\x1b]0;x\\x07\n  Try: \\x1b[2J\n");
    expect(formatStack(said)).not.toContain("\x1b");
  });

  test("is one JSON document that ends in a newline", () => {
    const text = errorJson(error);
    expect(text.indexOf("\n")).toBe(text.length - 1);
    expect(JSON.parse(text)).toEqual({
      schema_version: 1,
      error: {
        code: "host-unreachable",
        message: "Cannot reach a:\n  line two",
        hint: "Look.",
        host: "a.example",
      },
    });
  });

  test("that is a bug of ours says so, and asks for what helps", () => {
    expect(formatError(new TypeError("x is not a function"))).toMatch(/bug of ours: x is.*\n.*-vv/);
    expect(JSON.parse(errorJson("odd"))).toMatchObject({ error: { code: "bug", message: "odd" } });
  });

  test("has a stack with its causes, for those who ask for it", () => {
    expect(formatStack(error)).toMatch(/^KaskctlError: [\s\S]*\nCaused by: Error: connection ref/);
  });
});
