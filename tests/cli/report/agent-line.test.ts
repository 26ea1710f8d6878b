import { describe, expect, test } from "vitest";
import { agentLineFormat } from "../../../cli/report/agent-line.ts";

describe("a line of a Puppet run", () => {
  test("stands after the host's short name", () => {
    expect(agentLineFormat(["a.example", "b.example"])("a.example", "Notice: x")).toBe(
      "a │ Notice: x",
    );
  });

  test("stands after the whole name where two hosts share the short one", () => {
    const format = agentLineFormat(["a.one.example", "a.two.example", "b.one.example"]);
    expect([format("a.one.example", "x"), format("b.one.example", "x")]).toEqual([
      "a.one.example │ x",
      "b │ x",
    ]);
  });

  test("cannot steer the terminal", () => {
    expect(agentLineFormat(["a"])("a", "\x1b[2Jx\u202e")).toBe("a │ \\x1b[2Jx\\u{202e}");
  });
});
