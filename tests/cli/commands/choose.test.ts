import { describe, expect, test } from "vitest";
import { chooseHosts } from "../../../cli/commands/agent-options.ts";
import { severitiesOf } from "../../../cli/commands/lint-options.ts";
import { smokeOptions } from "../../../cli/commands/smoke-options.ts";
import { chooseService } from "../../../cli/commands/wiring.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { fqdnOf, sessionstore, site } from "../../support/plan.ts";

const echostore = {
  ...sessionstore,
  name: "echostore",
  hosts: [fqdnOf("echo01"), fqdnOf("echo02")],
};
const two = { ...site, services: new Map([...site.services, ["echostore", echostore]]) };

describe("a service", () => {
  test("is the one that is named", () => {
    expect(chooseService(two, "echostore")).toBe(echostore);
  });

  test("need not be named where there is only one", () => {
    expect(chooseService(site, undefined)).toBe(sessionstore);
  });

  test("must be named where there are several", () => {
    expect(() => chooseService(two, undefined)).toThrow(
      expect.objectContaining({ code: "wrong-use", hint: "Name one of: sessionstore, echostore." }),
    );
  });

  test("that is not there is refused, with one that is like it", () => {
    expect(() => chooseService(two, "echostor")).toThrow(
      expect.objectContaining({
        code: "unknown-service",
        hint: expect.stringContaining("echostore"),
      }),
    );
  });
});

describe("hosts", () => {
  test.each([
    ["those of the named service", [], { service: "echostore" }, echostore.hosts],
    ["named by their short name", ["echo02"], {}, [fqdnOf("echo02")]],
    ["named in full", [fqdnOf("echo01")], {}, [fqdnOf("echo01")]],
    [
      "taken once, however often they are named",
      ["echo01", fqdnOf("echo01")],
      {},
      [fqdnOf("echo01")],
    ],
  ])("are %s", (_, words, options, hosts) => {
    expect(chooseHosts(two, words, options)).toEqual(hosts);
  });

  test.each(["echo0", "echo03", "echo01.", "echo01.other.example", ""])(
    "of no service of the site are refused: %j",
    (word) => {
      expect(() => chooseHosts(two, [word], {})).toThrow(
        expect.objectContaining({ code: "wrong-use" }),
      );
    },
  );
});

describe("--rule", () => {
  test("weighs rules anew; the last word for a rule counts", () => {
    const words = ["yaml/syntax=off", "yaml/psych-symbol=info", "yaml/syntax=warning"];
    expect([...severitiesOf(words, rules)]).toEqual([
      ["yaml/syntax", "warning"],
      ["yaml/psych-symbol", "info"],
    ]);
    expect(severitiesOf(undefined, rules).size).toBe(0);
  });

  test.each([
    ["yaml/sintax=off", "unknown-rule"],
    ["=off", "unknown-rule"],
    ["yaml/syntax", "wrong-use"],
    ["yaml/syntax=", "wrong-use"],
    ["yaml/syntax=fatal", "wrong-use"],
    ["yaml/syntax=off=on", "wrong-use"],
  ])("%s is refused as %s", (word, code) => {
    expect(() => severitiesOf([word], rules)).toThrow(expect.objectContaining({ code }));
  });

  test("without a severity says so, and guesses the id from its last part", () => {
    expect(() => severitiesOf(["yaml/truthy"], rules)).toThrow(
      "--rule yaml/truthy does not say what the rule's findings count as.",
    );
    expect(() => severitiesOf(["truthy"], rules)).toThrow(
      expect.objectContaining({ hint: "Did you mean yaml/truthy?" }),
    );
  });
});

describe("the options of smoke", () => {
  test("are ids between commas, and seconds as milliseconds", () => {
    expect(smokeOptions({ only: "crud,,unit", window: "2.5", readOnly: true }, 7)).toEqual({
      readOnly: true,
      only: ["crud", "unit"],
      skip: [],
      windowMs: 2500,
      readyTimeoutMs: 7,
    });
  });

  test.each(["-1", "601", "soon", "Infinity", ""])("refuse a window of %j", (window) => {
    expect(() => smokeOptions({ window }, 7)).toThrow(
      expect.objectContaining({ code: "wrong-use" }),
    );
  });
});
