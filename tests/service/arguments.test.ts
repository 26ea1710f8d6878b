import { expect, test } from "vitest";
import { parseArguments, usage } from "../../service/arguments.ts";

const nothing = {
  configs: [],
  store: undefined,
  data: undefined,
  listen: undefined,
  workers: 1,
  failFast: false,
  deleteConsistency: undefined,
  createSerial: undefined,
  version: false,
  help: false,
};

test.each([
  [[], {}],
  [["--config", "a"], { configs: ["a"] }],
  [["-config", "a"], { configs: ["a"] }],
  [["--config=a"], { configs: ["a"] }],
  [["-config=a=b"], { configs: ["a=b"] }],
  [["-config="], { configs: [""] }],
  [["-config", "-x"], { configs: ["-x"] }],
  [["--config", "a", "--config", "b"], { configs: ["a", "b"] }],
  [["--store", "cassandra", "--store", "embedded"], { store: "embedded" }],
  [["--workers", "2", "-fail-fast"], { workers: 2, failFast: true }],
  [["--delete-consistency", "local-quorum"], { deleteConsistency: "LOCAL_QUORUM" }],
  [["--create-serial=global"], { createSerial: "global" }],
  [["--config", "a", "./kask", "--config", "b", "--nonsense"], { configs: ["a"] }],
  [["--config", "a", "--", "--config", "b"], { configs: ["a"] }],
  [["--config", "a", "-", "--config", "b"], { configs: ["a"] }],
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
  [["--help", "--config", "a"], { help: true, configs: ["a"] }],
])("%j is read as Go reads it", (words, expected) => {
  expect(parseArguments(words)).toEqual({ ok: true, arguments: { ...nothing, ...expected } });
});

test.each([
  [["--nope"], "flag provided but not defined: -nope"],
  [["-nope=1"], "flag provided but not defined: -nope"],
  [["--prot", "1"], "flag provided but not defined: -prot"],
  [["--stor", "embedded"], "flag provided but not defined: -stor (did you mean --store?)"],
  [["--constructor"], "flag provided but not defined: -constructor"],
  [["---config", "a"], "bad flag syntax: ---config"],
  [["-=a"], "bad flag syntax: -=a"],
  [["--config"], "flag needs an argument: -config"],
  [["--data", ""], '-data must be the name of a folder, not ""'],
  [["--store", "memory"], '-store must be cassandra or embedded, not "memory"'],
  [["--listen", "8080"], '-listen must be ADDRESS:PORT, not "8080"'],
  [["--listen", "::1:80"], '-listen must be ADDRESS:PORT, not "::1:80"'],
  [["--listen", "a:65536"], '-listen must be ADDRESS:PORT, not "a:65536"'],
  [["--workers", "0"], '-workers must be a number from 1 to 256, not "0"'],
  [["--workers", "257"], '-workers must be a number from 1 to 256, not "257"'],
  [
    ["--delete-consistency", "one"],
    '-delete-consistency must be each-quorum or local-quorum, not "one"',
  ],
  [["--create-serial", "far"], '-create-serial must be local or global, not "far"'],
  [["--help=perhaps"], 'invalid boolean value "perhaps" for -help'],
])("%j is refused", (words, message) => {
  expect(parseArguments(words)).toEqual({ ok: false, message });
});

test("the help names every flag, every command, and how long an end may take", () => {
  const help = usage([{ usage: "check-config FILE...", help: "looks" }], 10_000);
  const flags = ["config", "store", "data", "listen", "workers", "fail-fast", "version", "help"];
  for (const flag of [...flags, "delete-consistency", "create-serial"]) {
    expect(help).toContain(`--${flag}`);
  }
  expect(help).toContain("check-config FILE...");
  expect(help).toContain("after 10 s");
});
