import { expect, test } from "vitest";
import { parseArguments, usage } from "../../service/arguments.ts";

const nothing = {
  config: undefined,
  store: undefined,
  data: undefined,
  listen: undefined,
  version: false,
  help: false,
};

test.each([
  [[], {}],
  [["--config", "a"], { config: "a" }],
  [["-config", "a"], { config: "a" }],
  [["--config=a"], { config: "a" }],
  [["-config=a=b"], { config: "a=b" }],
  [["-config="], { config: "" }],
  [["-config", "-x"], { config: "-x" }],
  [["--config", "a", "--config", "b"], { config: "b" }],
  [["--config", "a", "./kask", "--config", "b", "--nonsense"], { config: "a" }],
  [["--config", "a", "--", "--config", "b"], { config: "a" }],
  [["--config", "a", "-", "--config", "b"], { config: "a" }],
  [["", "--config", "b"], {}],
  [["--store", "embedded", "--data", "/d"], { store: "embedded", data: "/d" }],
  [["--store=cassandra"], { store: "cassandra" }],
  [["--listen", "127.0.0.1:80"], { listen: { address: "127.0.0.1", port: 80 } }],
  [["--listen", ":0"], { listen: { address: "", port: 0 } }],
  [["--listen", "[::1]:65535"], { listen: { address: "::1", port: 65_535 } }],
  [["--listen", "localhost:8080"], { listen: { address: "localhost", port: 8080 } }],
  [["--version", "x"], { version: true }],
  [["--version=false"], {}],
  [["-h"], { help: true }],
  [["--help", "--config", "a"], { help: true, config: "a" }],
])("%j is read as Go reads it", (words, expected) => {
  expect(parseArguments(words)).toEqual({ ok: true, arguments: { ...nothing, ...expected } });
});

test.each([
  [["--nope"], "flag provided but not defined: -nope"],
  [["-nope=1"], "flag provided but not defined: -nope"],
  [["--constructor"], "flag provided but not defined: -constructor"],
  [["---config", "a"], "bad flag syntax: ---config"],
  [["-=a"], "bad flag syntax: -=a"],
  [["--config"], "flag needs an argument: -config"],
  [["--store", "memory"], '-store must be cassandra or embedded, not "memory"'],
  [["--listen", "8080"], '-listen must be ADDRESS:PORT, not "8080"'],
  [["--listen", "::1:80"], '-listen must be ADDRESS:PORT, not "::1:80"'],
  [["--listen", "a:65536"], '-listen must be ADDRESS:PORT, not "a:65536"'],
  [["--help=perhaps"], 'invalid boolean value "perhaps" for -help'],
])("%j is refused", (words, message) => {
  expect(parseArguments(words)).toEqual({ ok: false, message });
});

test("the help names every flag", () => {
  for (const flag of Object.keys(nothing)) expect(usage()).toContain(`--${flag}`);
});
