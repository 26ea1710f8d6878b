import { loadAll } from "js-yaml";
import { expect, test } from "vitest";
import { parseConfig } from "../../../service/contract/parse-config.ts";
import { parseServiceConfig } from "../../../service/contract/parse-service-config.ts";
import { serviceSettings } from "../../../service/contract/service-settings.ts";

/** Configurations of Kask as they run, or ran: of the beta cluster, and what the chart makes of production's values. */
const liveConfigs = {
  "beta, sessions": `
base_uri: /sessions/v1
cassandra:
  authentication: {password: cassandra, username: cassandra}
  hosts: [deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud]
  keyspace: sessions
  table: values
default_ttl: 86400
listen_address: 0.0.0.0
listen_port: 8080
openapi_spec: /go/src/gerrit.wikimedia.org/r/mediawiki/services/kask/openapi.yaml
service_name: sessions
`,
  "beta, echostore": `
base_uri: /echoseen/v1
cassandra:
  authentication: {password: cassandra, username: cassandra}
  hosts: [deployment-echostore02.deployment-prep.eqiad1.wikimedia.cloud]
  keyspace: kask
  table: values
default_ttl: 84000
listen_address: 0.0.0.0
listen_port: 8080
service_name: echostore
`,
  "production, sessionstore in eqiad": `
#
base_uri: sessions/v1
cassandra:
  authentication:
    password: a-password
    username: sessions
  hosts:
  - sessionstore1004-a.eqiad.wmnet
  - sessionstore2004-a.codfw.wmnet
  keyspace: sessions
  local_dc: eqiad
  table: values
  tls:
    ca: /etc/cassandra-certs/ca.crt
    enable_host_verification: false
default_ttl: 86400
listen_address: 0.0.0.0
listen_port: 8080
service_name: sessionstore
log_level: info
openapi_spec: openapi.yaml
tls:
  cert: /etc/kask-certs/cert.pem
  key: /etc/kask-certs/key.pem
`,
  "production, echostore, a year of it": `
base_uri: echoseen/v1
cassandra: {hosts: [restbase1028-a.eqiad.wmnet], keyspace: echostore, local_dc: codfw, table: values}
default_ttl: 31536000
listen_address: 0.0.0.0
listen_port: 8080
service_name: echostore
log_level: INFO
`,
  "the chart's own values, without hosts": `
base_uri: kask/v1
cassandra: {hosts: [kask-cassandra], authentication: {username: kask, password: kask}, keyspace: kask, table: values}
default_ttl: 86400
listen_address: 0.0.0.0
listen_port: 8081
service_name: kask
`,
  "an empty file": "",
} as const;

test.each(Object.entries(liveConfigs))("%s is read as Kask reads it", (_name, text) => {
  const [data] = loadAll(text);
  const { config: kask } = parseConfig(data);
  const { config, mistakes, unknown } = parseServiceConfig(data);
  expect(mistakes).toEqual([]);
  expect(unknown).toEqual([]);
  expect(config).toMatchObject({
    service_name: kask?.service_name,
    listen_port: kask?.listen_port,
    tls: kask?.tls,
    log_level: kask?.log_level,
  });
  expect(config?.stores).toHaveLength(1);
  expect(config?.stores[0]).toMatchObject({
    name: "",
    base_uri: kask?.base_uri,
    default_ttl: kask?.default_ttl,
    cassandra: { ...kask?.cassandra, delete_consistency: "EACH_QUORUM", create_serial: "local" },
  });
});

test("each store puts its own settings over those of the file", () => {
  const { config, mistakes } = parseServiceConfig({
    max_ttl: 1000,
    cassandra: { hosts: ["a"], keyspace: "one", delete_consistency: "Local_Quorum" },
    stores: [
      { name: "sessions", base_uri: "sessions/v1" },
      {
        name: "echo",
        base_uri: "/echo/v1/",
        default_ttl: 60,
        max_ttl: 90,
        cassandra: { keyspace: "two", create_serial: "global", delete_consistency: "each_quorum" },
      },
    ],
  });
  expect(mistakes).toEqual([]);
  expect(config?.stores).toMatchObject([
    {
      name: "sessions",
      base_uri: "/sessions/v1/",
      default_ttl: 86_400,
      max_ttl: 1000,
      cassandra: { hosts: ["a"], keyspace: "one", delete_consistency: "LOCAL_QUORUM" },
    },
    {
      name: "echo",
      base_uri: "/echo/v1/",
      default_ttl: 60,
      max_ttl: 90,
      cassandra: {
        hosts: ["a"],
        keyspace: "two",
        delete_consistency: "EACH_QUORUM",
        create_serial: "global",
      },
    },
  ]);
});

test.each([
  [{ stores: [] }, "stores", "must be a list of mappings, one for each store, not a list"],
  [
    { stores: "a:secret" },
    "stores",
    "must be a list of mappings, one for each store, not a string",
  ],
  [{ stores: ["secret"] }, "stores.0", "must be a mapping, not a string"],
  [{ stores: [{ base_uri: "/a/" }] }, "stores.0.name", "must be given to each of several stores"],
  [
    { stores: [{ name: "a" }, { name: "a", base_uri: "b" }] },
    "stores.1.name",
    'must not be that of stores.0, "a"',
  ],
  [
    { stores: [{ name: "a" }, { name: "b" }] },
    "stores.1.base_uri",
    'must not be that of stores.0, "/v1/"',
  ],
  [
    { stores: [{ name: "a", cassandra: { authentication: { password: "secret" } } }] },
    "stores.0.cassandra.authentication.username",
    "Cassandra username/password values are mutually inclusive",
  ],
  [
    { stores: [{ name: "a", cassandra: { authentication: "secret" } }] },
    "stores.0.cassandra.authentication",
    "must be a mapping, not a string",
  ],
  [{ max_ttl: 0 }, "max_ttl", "must be from 1 to 630720000, not 0"],
  [
    { cassandra: { delete_consistency: "one" } },
    "cassandra.delete_consistency",
    'must be one of each_quorum, local_quorum, not "one"',
  ],
  [{ tls: { cert: "c" } }, "tls.cert", "Kask cert/key values are mutually inclusive"],
])("%j is refused, and no secret is said", (data, path, message) => {
  const { config, mistakes } = parseServiceConfig(data);
  expect(config).toBeUndefined();
  expect(mistakes.map((mistake) => [mistake.path.join("."), mistake.message])).toEqual([
    [path, message],
  ]);
  expect(JSON.stringify(mistakes)).not.toContain("secret");
});

test("unknown settings are named, those in a store too", () => {
  const { config, unknown } = parseServiceConfig({
    name: "only in a store",
    cassandra: { host: "a" },
    stores: [{ name: "a", listen_port: 1, cassandra: { nope: 1 } }],
  });
  expect(config).toBeDefined();
  expect(unknown.map((path) => path.join("."))).toEqual([
    "name",
    "cassandra.host",
    "stores.0.listen_port",
    "stores.0.cassandra.nope",
  ]);
});

test("no setting of ours has the name of one of Kask's", () => {
  for (const { path } of serviceSettings) {
    const data = path.reduceRight<unknown>((value, key) => ({ [key]: value }), "x");
    expect(parseConfig(data).unknown).toEqual([path]);
  }
});
