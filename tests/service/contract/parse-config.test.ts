import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { kaskConfigJsonSchema } from "../../../service/contract/config-json-schema.ts";
import { kaskSettings } from "../../../service/contract/config-schema.ts";
import { parseConfig } from "../../../service/contract/parse-config.ts";

test("an empty file gives every default", () => {
  for (const data of [undefined, null, {}]) {
    const { config, mistakes, unknown } = parseConfig(data);
    expect({ mistakes, unknown }).toEqual({ mistakes: [], unknown: [] });
    for (const setting of kaskSettings) {
      expect([setting.path, valueAt(config, setting.path)]).toEqual([
        setting.path,
        setting.default,
      ]);
    }
  }
});

test("the configuration holds exactly the settings of the table", () => {
  const paths = kaskSettings.map(({ path }) => path.join("."));
  expect(new Set(paths).size).toBe(paths.length);
  expect(leaves(parseConfig({}).config).sort()).toEqual([...paths].sort());
});

test("a full configuration is taken as it is", () => {
  const data = {
    service_name: "sessions",
    base_uri: "/sessions/v1/",
    listen_address: "0.0.0.0",
    listen_port: 8081,
    default_ttl: 3600,
    log_level: "warning",
    openapi_spec: "openapi.yaml",
    tls: { cert: "/c", key: "/k" },
    cassandra: {
      hosts: ["a", "b"],
      port: 9142,
      keyspace: "sessions",
      table: "v",
      local_dc: "eqiad",
      query_timeout_ms: 1,
      connect_timeout_ms: 2,
      tls: { ca: "/ca", cert: "/cc", key: "/ck", enable_host_verification: false },
      authentication: { username: "u", password: "p" },
    },
  };
  expect(parseConfig(data)).toEqual({ config: data, mistakes: [], unknown: [] });
});

test.each([
  ["sessions/v1", "/sessions/v1/"],
  ["/sessions/v1", "/sessions/v1/"],
  ["sessions/v1/", "/sessions/v1/"],
  ["", "/"],
  ["/", "/"],
])("base_uri %j becomes %j", (base_uri, expected) => {
  expect(parseConfig({ base_uri }).config?.base_uri).toBe(expected);
});

describe("as Go's YAML library", () => {
  test.each([
    ["takes any scalar for a string", { service_name: 12 }, ["service_name"], "12"],
    ["takes a boolean for a string", { service_name: true }, ["service_name"], "true"],
    ["takes an empty setting for an empty string", { service_name: null }, ["service_name"], ""],
    ["takes an empty setting for 0", { listen_port: null }, ["listen_port"], 0],
    ["cuts the fraction off a number", { default_ttl: 1.9 }, ["default_ttl"], 1],
    [
      "takes numbers in a list of strings",
      { cassandra: { hosts: [1] } },
      ["cassandra", "hosts"],
      ["1"],
    ],
    ["takes an empty mapping for empty settings", { tls: null }, ["tls", "cert"], ""],
    ["takes a log level in any case", { log_level: "WaRnInG" }, ["log_level"], "warning"],
  ])("%s", (_what, data, path, expected) => {
    expect(valueAt(parseConfig(data).config, path)).toEqual(expected);
  });
});

test.each([
  [["a"], [], "must be a mapping, not a list"],
  ["text", [], "must be a mapping, not a string"],
  [{ listen_port: "8080" }, ["listen_port"], 'must be an integer, not the text "8080"'],
  [{ listen_port: true }, ["listen_port"], "must be an integer, not the boolean true"],
  [{ listen_port: 65_536 }, ["listen_port"], "must be from 0 to 65535, not 65536"],
  [{ default_ttl: -1 }, ["default_ttl"], "must be 0 or more, not -1"],
  [{ default_ttl: Number.NaN }, ["default_ttl"], "must be an integer, not the number NaN"],
  [{ service_name: ["x"] }, ["service_name"], "must be a string, not a list"],
  [{ base_uri: {} }, ["base_uri"], "must be a string, not a mapping"],
  [
    { log_level: "warn" },
    ["log_level"],
    'must be one of debug, info, warning, error, fatal, not "warn"',
  ],
  [{ cassandra: "x" }, ["cassandra"], "must be a mapping, not a string"],
  [{ tls: "x" }, ["tls"], 'must be a mapping, not the text "x"'],
  [
    { cassandra: { hosts: "a" } },
    ["cassandra", "hosts"],
    'must be a list of strings, not the text "a"',
  ],
  [{ cassandra: { hosts: [] } }, ["cassandra", "hosts"], "must name at least one host"],
  [
    { cassandra: { hosts: ["a", ["b"]] } },
    ["cassandra", "hosts", 1],
    "must be a string, not a list",
  ],
  [
    { cassandra: { tls: { enable_host_verification: "no" } } },
    ["cassandra", "tls", "enable_host_verification"],
    'must be true or false, not the text "no"',
  ],
  [{ tls: { cert: "c" } }, ["tls", "cert"], "Kask cert/key values are mutually inclusive"],
  [{ tls: { key: "k" } }, ["tls", "cert"], "Kask cert/key values are mutually inclusive"],
  [
    { cassandra: { authentication: { username: "u" } } },
    ["cassandra", "authentication", "username"],
    "Cassandra username/password values are mutually inclusive",
  ],
  [
    { cassandra: { tls: { cert: "c", key: "k" } } },
    ["cassandra", "tls", "ca"],
    "a Cassandra CA must be configured if key and cert are",
  ],
  [
    { cassandra: { tls: { ca: "a", cert: "c" } } },
    ["cassandra", "tls", "cert"],
    "Cassandra TLS key/cert values are mutually inclusive",
  ],
])("%j is one mistake, at its place", (data, path, message) => {
  const { config, mistakes } = parseConfig(data);
  expect(config).toBeUndefined();
  expect(mistakes).toEqual([expect.objectContaining({ path, message })]);
});

test("all mistakes are told at once", () => {
  const { mistakes } = parseConfig({
    listen_port: "x",
    default_ttl: -1,
    cassandra: { port: 0, hosts: 3 },
  });
  expect(mistakes.map(({ path }) => path.join("."))).toEqual([
    "listen_port",
    "default_ttl",
    "cassandra.hosts",
    "cassandra.port",
  ]);
});

test.each([
  { cassandra: { authentication: { username: "u", password: ["hunter2"] } } },
  { cassandra: { authentication: "u:hunter2" } },
  { cassandra: "u:hunter2@host" },
  "u:hunter2@host",
])("no mistake shows the password, wherever it was put: %j", (data) => {
  const { mistakes } = parseConfig(data);
  expect(JSON.stringify(mistakes)).not.toContain("hunter2");
  expect(mistakes).toHaveLength(1);
});

test("unknown settings are named and passed over", () => {
  const reading = parseConfig({
    listen_prot: 1,
    cassandra: { host: "a", tls: { caa: "x" } },
    extra: { nested: 1 },
  });
  expect(reading.config).toEqual(parseConfig({}).config);
  expect(reading.unknown).toEqual([
    ["listen_prot"],
    ["cassandra", "host"],
    ["cassandra", "tls", "caa"],
    ["extra"],
  ]);
});

describe("the JSON Schema", () => {
  const validate = new Ajv({
    strict: true,
    keywords: ["x-unit", "x-source", "x-since", "x-secret"],
  }).compile(kaskConfigJsonSchema());

  test.each([
    [{}, true],
    [{ listen_port: 8080, log_level: "INFO", cassandra: { hosts: ["a"] } }, true],
    [{ unknown: 1 }, true],
    [{ listen_port: "8080" }, false],
    [{ log_level: "warn" }, false],
    [{ default_ttl: -1 }, false],
    [{ cassandra: { hosts: [] } }, false],
    [{ cassandra: { tls: { enable_host_verification: "no" } } }, false],
  ])("answers for %j: %j", (data, valid) => {
    expect(validate(data)).toBe(valid);
    expect(parseConfig(data).config !== undefined).toBe(valid);
  });
});

function valueAt(config: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
}

function leaves(value: unknown, above: readonly string[] = []): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [above.join(".")];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...above, key]));
}
