import { describe, expect, test } from "vitest";
import { hostNames } from "../../../cli/commands/sandbox-options.ts";

describe("the hosts of a sandbox", () => {
  test("begin with 02, as beta's do, and have two digits", () => {
    expect(hostNames("1")).toEqual(["deployment-sessionstore02"]);
    expect(hostNames("9").at(-1)).toBe("deployment-sessionstore10");
  });

  test.each(["0", "10", "many", "1.5", ""])("cannot be %j", (count) => {
    expect(() => hostNames(count)).toThrow("--hosts takes 1 to 9");
  });
});
