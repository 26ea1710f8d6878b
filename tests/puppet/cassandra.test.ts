import { load } from "js-yaml";
import { test as always, beforeAll, describe, expect } from "vitest";
import { catalogue } from "../../cli/signatures/catalogue.ts";
import { readCodeTree } from "../../cli/signatures/read-code-tree.ts";
import type { Signature } from "../../cli/signatures/signatures.ts";
import { missingHere, needs } from "../support/requires.ts";
import {
  type CloudCatalog,
  contentOf,
  puppetFolder,
  resource,
  startTestCloud,
} from "./support/cloud.ts";

const requirements = ["puppet", "stdlib of Puppet"] as const;
const domain = "deployment-prep.eqiad1.wikimedia.cloud";
const ip = "172.16.0.7";

/** Texts that Puppet takes, each for an instance of its name. */
const good = {
  sample: { "profile::cassandra::instances": { [`sample.${domain}`]: {} } },
  unnamed: {
    "profile::cassandra::instances": { [`unnamed.${domain}`]: {} },
    "profile::cassandra::settings": { users: ["sessionstore"] },
  },
  elsewhere: { "profile::cassandra::instances": { [`other.${domain}`]: {} } },
  letters: {
    "profile::cassandra::instances": {
      [`letters.${domain}`]: {
        a: { listen_address: "10.0.0.1" },
        b: { listen_address: "10.0.0.2" },
      },
      [`other.${domain}`]: {},
    },
  },
  tuned: {
    "profile::cassandra::instances": { [`tuned.${domain}`]: {} },
    "profile::cassandra::rack": "d",
    "profile::cassandra::user_credentials": { sessionstore: "it's" },
    "profile::cassandra::settings": {
      cluster_name: "sessions",
      dc: "%{::site}",
      native_transport_port: 9043,
      super_password: "pw",
      target_version: "4.x",
      additional_jvm_opts: ["-Da=b"],
      users: ["sessionstore"],
      default_instance_params: {
        authenticator: false,
        authorizor: false,
        broadcast_address: "10.0.0.9",
        compaction_throughput_mb_per_sec: 20,
        heap_newsize: "256m",
        max_heap_size: "1g",
        permissions_validity_in_ms: 600_000,
        rpc_address: "10.0.0.8",
      },
    },
  },
} as const;

const instances = { "profile::cassandra::instances": { [`sample.${domain}`]: {} } };
const settings = (given: object) => ({ ...instances, "profile::cassandra::settings": given });
const params = (given: object) => settings({ default_instance_params: given });

/** Texts that Puppet refuses, with its words, which are Wikimedia's. */
const bad: readonly (readonly [text: object, words: string])[] = [
  [{}, "Function lookup() did not find a value for the name 'profile::cassandra::instances'"],
  [
    { "profile::cassandra::instances": [] },
    "Class[Profile::Cassandra]: parameter 'all_instances' expects a Hash value, got Array",
  ],
  [
    { ...instances, "profile::cassandra::rack": 1 },
    "Class[Profile::Cassandra]: parameter 'rack' expects a String value, got Integer",
  ],
  [
    { ...instances, "profile::cassandra::settings": "x" },
    "Class[Profile::Cassandra]: parameter 'cassandra_settings' expects a Hash value, got String",
  ],
  [
    { ...instances, "profile::cassandra::allow_analytics": "no" },
    "Class[Profile::Cassandra]: parameter 'allow_analytics' expects a Boolean value, got String",
  ],
  [settings({ bogus: 1 }), "Class[Cassandra]: has no parameter named 'bogus'"],
  [
    settings({ target_version: "5.x" }),
    "Class[Cassandra]: parameter 'target_version' expects a match for Enum['3.x', '4.x', 'dev'], got '5.x'",
  ],
  [
    settings({ target_version: 4 }),
    "Class[Cassandra]: parameter 'target_version' expects a match for Enum['3.x', '4.x', 'dev'], got Integer",
  ],
  [
    settings({ native_transport_port: "9042" }),
    "Class[Cassandra]: parameter 'native_transport_port' expects a Stdlib::Port = Integer[0, 65535] value, got String",
  ],
  [settings({ listen_address: "here" }), "Class[Cassandra]: parameter 'listen_address' expects"],
  [
    settings({ seeds: "a" }),
    "Class[Cassandra]: parameter 'seeds' expects an Array value, got String",
  ],
  [
    settings({ cassandra_passwords: { a: 1 } }),
    "Class[Cassandra]: parameter 'cassandra_passwords' entry 'a' expects a String value, got Integer",
  ],
  [params({ bogus: 1 }), "Cassandra::Instance[default]: has no parameter named 'bogus'"],
  [
    params({ num_tokens: "4" }),
    "Cassandra::Instance[default]: parameter 'num_tokens' expects an Integer value, got String",
  ],
  [
    params({ disk_failure_policy: "die" }),
    "Cassandra::Instance[default]: parameter 'disk_failure_policy' expects a match for Enum['best_effort', 'ignore', 'stop'], got 'die'",
  ],
  [
    params({ data_directory_base: "srv" }),
    "Cassandra::Instance[default]: parameter 'data_directory_base' expects a match for Stdlib::Unixpath = Pattern[/\\A\\/([^\\n\\/\\0]+\\/*)*\\z/], got 'srv'",
  ],
  [
    params({ max_heap_size: 1024 }),
    "Cassandra::Instance[default]: parameter 'max_heap_size' expects a value of type Undef or String, got Integer",
  ],
  [
    { ...instances, "profile::java::java_packages": [{ version: 17, variant: "jdk" }] },
    "parameter 'java_packages' index 0 entry 'version' expects",
  ],
];

let compiled: ReadonlyMap<string, CloudCatalog>;

beforeAll(async () => {
  if (missingHere(...requirements).length > 0) return;
  await using cloud = await startTestCloud();
  const texts = [
    ...Object.entries(good),
    ...bad.map(([text], index) => [`bad${index}`, text] as const),
  ];
  const client = cloud.enc.client();
  for (const [host, text] of texts) {
    await client.writeHiera(`${host}.${domain}`, JSON.stringify(text));
    await client.writeRoles(`${host}.${domain}`, ["role::beta::cassandra"]);
  }
  const catalogs = await cloud.compile(
    ...texts.map(([host]) => ({ certname: `${host}.${domain}`, ip })),
  );
  compiled = new Map(texts.map(([host], index) => [host, catalogs[index] as CloudCatalog]));
});

const test = needs(...requirements);
const catalogOf = (host: keyof typeof good) => compiled.get(host);
const settingsOf = (host: keyof typeof good, folder = "/etc/cassandra") =>
  load(contentOf(catalogOf(host), `${folder}/cassandra.yaml`));

describe("the sample's Hiera text", () => {
  test("makes one instance that listens on the host's address", () => {
    expect(settingsOf("sample")).toMatchObject({
      cluster_name: "Test Cluster",
      listen_address: ip,
      rpc_address: ip,
      native_transport_port: 9042,
      authenticator: "PasswordAuthenticator",
      authorizer: "CassandraAuthorizer",
      data_file_directories: ["/var/lib/cassandra/data"],
      commitlog_directory: "/var/lib/cassandra/commitlog",
      hints_directory: "/var/lib/cassandra/data/hints",
      saved_caches_directory: "/var/lib/cassandra/saved_caches",
      seed_provider: [{ parameters: [{ seeds: `sample.${domain}` }] }],
      permissions_validity: "2000ms",
      key_cache_size: "400MiB",
    });
    expect(contentOf(catalogOf("sample"), "/etc/cassandra/cassandra-rackdc.properties")).toBe(
      "dc=eqiad\nrack=rack1\n",
    );
  });

  test("writes what is secret for root alone, and the rest for everybody to read", () => {
    const modes = [
      ["/etc/cassandra", "0755", "root"],
      ["/var/lib/cassandra", "0750", "cassandra"],
      ["/etc/cassandra/cassandra.yaml", "0444", "cassandra"],
      ["/etc/cassandra/logback.xml", "0444", "cassandra"],
      ["/etc/cassandra/jvm-server.options", "0444", "cassandra"],
      ["/etc/cassandra/logback-tools.xml", "0444", "root"],
      ["/etc/cassandra/jvm17-server.options", "0444", "root"],
      ["/etc/cassandra/cqlshrc", "0400", "root"],
      ["/etc/cassandra/credentials", "0400", "root"],
      ["/usr/bin/nodetool", "0555", "root"],
      ["/lib/systemd/system/cassandra.service", "0444", "root"],
    ] as const;
    for (const [path, mode, owner] of modes) {
      expect(resource(catalogOf("sample"), "File", path).parameters).toMatchObject({ mode, owner });
    }
  });

  test("runs the jars of Cassandra 5.0 as a unit that starts at boot", () => {
    expect(contentOf(catalogOf("sample"), "/lib/systemd/system/cassandra.service")).toContain(
      "\nUser=cassandra\n",
    );
    const { parameters } = resource(catalogOf("sample"), "Service", "cassandra");
    expect(parameters).toMatchObject({ ensure: "running", enable: true });
    resource(catalogOf("sample"), "Package", "openjdk-17-jre-headless");
  });
});

test("a host that is not among the instances is one instance, with the others as its seeds", () => {
  expect(settingsOf("elsewhere")).toMatchObject({
    seed_provider: [{ parameters: [{ seeds: `other.${domain}` }] }],
  });
});

test("named instances have files, units and ports of their own, and the unnamed one is stopped", () => {
  const catalog = catalogOf("letters");
  expect(resource(catalog, "Service", "cassandra").parameters).toMatchObject({ ensure: "stopped" });
  for (const [letter, address, jmxPort] of [
    ["a", "10.0.0.1", 7189],
    ["b", "10.0.0.2", 7190],
  ] as const) {
    const folder = `/etc/cassandra-${letter}`;
    expect(settingsOf("letters", folder)).toMatchObject({
      listen_address: address,
      data_file_directories: [`/srv/cassandra-${letter}/data`],
      seed_provider: [
        { parameters: [{ seeds: `letters-a.${domain},letters-b.${domain},other.${domain}` }] },
      ],
    });
    expect(contentOf(catalog, `${folder}/jvm-server.options`)).toContain(
      `-Dcassandra.jmx.local.port=${jmxPort}\n`,
    );
    expect(contentOf(catalog, `/usr/local/bin/nodetool-${letter}`)).toContain(`-p ${jmxPort}`);
    expect(resource(catalog, "Service", `cassandra-${letter}`).parameters).toMatchObject({
      ensure: "running",
    });
  }
});

describe("settings of Hiera", () => {
  test("arrive in Cassandra's files under the names of 5.0", () => {
    const catalog = catalogOf("tuned");
    expect(settingsOf("tuned")).toMatchObject({
      cluster_name: "sessions",
      native_transport_port: 9043,
      authenticator: "AllowAllAuthenticator",
      authorizer: "AllowAllAuthorizer",
      broadcast_address: "10.0.0.9",
      rpc_address: "10.0.0.8",
      compaction_throughput: "20MiB/s",
      permissions_validity: "600000ms",
    });
    expect(contentOf(catalog, "/etc/cassandra/cassandra-rackdc.properties")).toBe(
      "dc=eqiad\nrack=d\n",
    );
    expect(contentOf(catalog, "/etc/cassandra/jvm-server.options")).toMatch(
      /\n-Xmx384m\n.*\n-Xms1g\n-Xmx1g\n-Xmn256m\n-Da=b\n$/s,
    );
    expect(contentOf(catalog, "/etc/cassandra/cqlshrc")).toContain(
      "hostname = 10.0.0.8\nport = 9043\n",
    );
    expect(contentOf(catalog, "/etc/cassandra/credentials")).toContain("password = pw\n");
  });

  test("write the statements of a user for an operator to apply", () => {
    const path = "/etc/cassandra/user_sessionstore.cql";
    const { parameters } = resource(catalogOf("tuned"), "File", path);
    expect(parameters).toMatchObject({ mode: "0400", owner: "root", show_diff: false });
    expect(parameters["content"]).toContain(
      "CREATE USER IF NOT EXISTS sessions WITH PASSWORD 'it''s'",
    );
  });

  test("change no running Cassandra", () => {
    const { parameters } = resource(catalogOf("tuned"), "File", "/etc/cassandra/cassandra.yaml");
    expect(parameters["notify"]).toBeUndefined();
    const reload = "systemd daemon-reload for cassandra.service (cassandra)";
    const ofUnit = resource(catalogOf("tuned"), "Exec", reload).parameters;
    expect(ofUnit["before"]).toEqual(["Service[cassandra]"]);
    expect(ofUnit["notify"]).toBeUndefined();
  });
});

test("a user without a password is not made, and the file says why", () => {
  const text = contentOf(catalogOf("unnamed"), "/etc/cassandra/user_sessionstore.cql");
  expect(text).toMatch(/^-- .*user_credentials has no password for sessionstore/);
  expect(text).not.toContain("CREATE USER");
});

for (const [index, [text, words]] of bad.entries()) {
  test(`${JSON.stringify(text)} is refused as at Wikimedia`, () => {
    expect(compiled.get(`bad${index}`)?.error).toContain(words);
  });
}

always.each(["profile::cassandra", "profile::java", "cassandra", "cassandra::instance"])(
  "%s has the parameters of Wikimedia's, with the same types",
  (name) => {
    const { signatures } = readCodeTree(puppetFolder, "puppet");
    const ours = signatures.classes.get(name) ?? signatures.defines.get(name);
    const theirs = catalogue.classes.get(name) ?? catalogue.defines.get(name);
    expect(told(ours)).toEqual(told(theirs));
    expect(told(ours).length).toBeGreaterThan(5);
  },
);

function told(signature: Signature | undefined): readonly string[] {
  const parameters = [...(signature?.parameters.values() ?? [])];
  return parameters.map(({ name, type = "Any" }) => `${name}: ${type.replace(/\s/g, "")}`).sort();
}
