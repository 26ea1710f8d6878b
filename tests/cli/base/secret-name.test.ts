import fc from "fast-check";
import { expect, test } from "vitest";
import { isSecretName, mayHoldSecretName } from "../../../cli/base/secret-name.ts";

const words = ["password", "compass", "pass", "private", "api", "key", "keys", "token", "PSK"];
const parts = fc.oneof(fc.constantFrom(...words, "_", "-", " ", "2"), fc.string({ maxLength: 3 }));
const names = fc.array(parts, { maxLength: 5 }).map((each) => each.join(""));

test("the quick look passes over no name of a secret", () => {
  fc.assert(
    fc.property(names, fc.string(), (name, after) => {
      if (isSecretName(name)) expect(mayHoldSecretName(`  ${name}: ${after}`)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each([["cassandra_password"], ["authToken"], ["API-KEY"], ["db_pass"], ["psk2"]])(
  "%s is the name of a secret",
  (name) => {
    expect([isSecretName(name), mayHoldSecretName(name)]).toEqual([true, true]);
  },
);

test.each([["monkey"], ["compass"], ["bypass"], ["keyspace"]])("%s is no secret's name", (name) => {
  expect(isSecretName(name)).toBe(false);
});
