import { describe, expect, test } from "vitest";
import { lintText } from "../../../cli/lint/lint.ts";
import type { Target } from "../../../cli/lint/rule.ts";
import { rules } from "../../../cli/lint/rules/index.ts";
import { places } from "./lint-support.ts";

const found = (text: string, target: Target) =>
  places(lintText({ text, file: "x.yaml", target, rules, profile: "strict" }));

/** A Kask without a mistake, apart from what `lines` and `config` change or add. */
function kask(
  lines: Readonly<Record<string, string>>,
  config: Readonly<Record<string, string>> = {},
) {
  const settings = { listen_address: "0.0.0.0", listen_port: "8080", ...config };
  const parameters = { port: "8080", version: "v1.0.10", ...lines };
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
${linesOf(settings, "      ")}${linesOf(parameters, "    ")}`;
}

/** An empty value leaves the key out. */
function linesOf(entries: Readonly<Record<string, string>>, indent: string): string {
  return Object.entries(entries)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${indent}${key}: ${value}\n`)
    .join("");
}

test("without a mistake there is no finding", () => {
  expect(found(kask({}), "horizon")).toEqual([]);
  expect(found(kask({}), "tree")).toEqual([]);
});

describe("one mistake in a Kask is one finding", () => {
  test.each<readonly [string, string, string]>([
    ["another port inside", kask({}, { listen_port: "8081" }), "5:20 service/port-differs"],
    ["another port outside", kask({ port: "8081" }), "5:20 service/port-differs"],
    [
      "a port that is left out",
      kask({ port: "8081" }, { listen_port: "" }),
      "5:11 service/port-differs",
    ],
    [
      "a misspelt port",
      kask({ port: "8081" }, { listen_port: "", listen_prot: "8081" }),
      "5:7 service/kask-config",
    ],
    ["a word for a port inside", kask({}, { listen_port: "yes" }), "5:20 service/kask-config"],
    ["a Symbol for a port", kask({}, { listen_port: "::1" }), "5:20 yaml/psych-symbol"],
    [
      "a date for a lifetime",
      kask({}, { default_ttl: "2025-03-06" }),
      "6:20 yaml/disallowed-class",
    ],
    ["a port of base 60", kask({}, { listen_port: "22:22" }), "5:20 yaml/implicit-number"],
    ["a version for hosts", kask({}, { cassandra: "{hosts: 1.10}" }), "6:26 service/kask-config"],
    ["an octal base URI", kask({}, { base_uri: "017" }), "6:17 yaml/implicit-number"],
    ["a broken secret for a port", kask({ port: "'ENC[PKCS7,abc'" }), "6:11 secret/eyaml"],
    ["a port beyond all ports", kask({}, { listen_port: "70000" }), "5:20 service/kask-config"],
    ["a port in quotes inside", kask({}, { listen_port: "'8080'" }), "5:20 service/kask-config"],
    ["a loopback name", kask({}, { listen_address: "localhost" }), "4:23 service/listen-loopback"],
    [
      "a loopback address",
      kask({}, { listen_address: "127.0.0.1" }),
      "4:23 service/listen-loopback",
    ],
    ["no address", kask({}, { listen_address: "" }), "3:5 service/listen-loopback"],
    [
      "a misspelt address",
      kask({}, { listen_address: "", listen_adress: "0.0.0.0" }),
      "5:7 service/kask-config",
    ],
    ["the tag latest", kask({ version: "latest" }), "7:14 service/version-latest"],
    [
      "a tag that Gerrit has not",
      kask({ namespace: "wikimedia", version: "v1.0.14" }),
      "7:14 kask/image-home",
    ],
    [
      "another config file",
      kask({ override_cmd: "--config /etc/kask/config.yaml" }),
      "8:19 service/config-path",
    ],
    [
      "the entry point again",
      kask({ override_cmd: "./kask --config /etc/mediawiki-services-kask/config.yaml" }),
      "8:19 service/config-path",
    ],
    ["a config beside a volume", kask({ volume: "true" }), "8:13 service/config-path"],
    [
      "a base URI without its first slash",
      kask({}, { base_uri: "v1/" }),
      "6:17 service/kask-base-uri",
    ],
    [
      "a base URI without its last slash",
      kask({}, { base_uri: "/v1" }),
      "6:17 service/kask-base-uri",
    ],
    ["a lifetime of less than nothing", kask({}, { default_ttl: "-1" }), "6:20 service/kask-ttl"],
    ["a lifetime without an end", kask({}, { default_ttl: "0" }), "6:20 service/kask-ttl"],
    ["a lifetime of a century", kask({}, { default_ttl: "3153600000" }), "6:20 service/kask-ttl"],
    ["a lifetime in quotes", kask({}, { default_ttl: "'84000'" }), "6:20 service/kask-config"],
    ["a lifetime without a value", kask({}, { default_ttl: "~" }), "6:20 service/kask-config"],
    ["another word for a level", kask({}, { log_level: "warn" }), "6:18 service/kask-config"],
    ["a setting of nobody", kask({}, { colour: "red" }), "6:7 service/kask-config"],
    ["a setting in the wrong group", kask({}, { keyspace: "kask" }), "6:7 service/kask-config"],
    [
      "hosts that are no list",
      kask({}, { cassandra: "{hosts: a.example.org}" }),
      "6:26 service/kask-config",
    ],
    [
      "a misspelt list of hosts",
      kask({}, { cassandra: "{host: [a.example.org]}" }),
      "6:19 service/kask-config",
    ],
    ["no hosts at all", kask({}, { cassandra: "{hosts: []}" }), "6:26 service/kask-config"],
    [
      "a Cassandra port beyond all ports",
      kask({}, { cassandra: "{port: 90420}" }),
      "6:25 service/kask-config",
    ],
    [
      "a setting that is too new",
      kask(
        {},
        {
          cassandra:
            "{tls: {ca: /etc/mediawiki-services-kask/ca, enable_host_verification: false}}",
        },
      ),
      "6:62 service/kask-config",
    ],
    [
      "a certificate without its key",
      kask({}, { tls: "{cert: /srv/cert.pem}" }),
      "6:19 service/kask-pairs",
    ],
    [
      "a key without its certificate",
      kask({}, { tls: "{key: /srv/key.pem}" }),
      "6:18 service/kask-pairs",
    ],
    [
      "a certificate with a misspelt key",
      kask(
        {},
        { tls: "{cert: /etc/mediawiki-services-kask/c, kye: /etc/mediawiki-services-kask/k}" },
      ),
      "6:51 service/kask-config",
    ],
    [
      "files that are not mounted",
      kask({}, { tls: "{cert: /srv/cert.pem, key: /srv/key.pem}" }),
      "6:19 service/kask-pairs",
    ],
    [
      "a user without a password",
      kask({}, { cassandra: "{authentication: {username: visits}}" }),
      "6:46 service/kask-pairs",
    ],
    [
      "a client certificate without an authority",
      kask(
        {},
        {
          cassandra:
            "{tls: {cert: /etc/mediawiki-services-kask/c, key: /etc/mediawiki-services-kask/k}}",
        },
      ),
      "6:31 service/kask-pairs",
    ],
    ["a sign of systemd's", kask({ override_cmd: "--verbose=%n" }), "8:19 docker/percent"],
    [
      "a line break in the environment",
      kask({ environment: '{MOTD: "a\\nb"}' }),
      "8:25 docker/env-newline",
    ],
    [
      "Cassandra's own user",
      kask({}, { cassandra: "{authentication: {username: cassandra, password: cassandra}}" }),
      "6:67 secret/default-credentials",
    ],
    ["a misspelt parameter", kask({ port: "", prot: "8080" }), "7:5 service/indirect-params"],
  ])("%s", (_, text, finding) => {
    expect(found(text, "horizon")).toEqual([finding]);
  });
});

const instances = (host: string) => `profile::cassandra::instances:\n  ${host}: {}\n`;
const hosts = (host: string) => kask({}, { cassandra: `{hosts: [${host}]}` });
const nodesAt = (address: string) =>
  `profile::cassandra::instances:\n  ${full}: {a: {listen_address: ${address}}}\n`;
const full = "visits01.garden.eqiad1.wikimedia.cloud";

/** Kask under another title, which its image does not know. */
const titled = (words: string) =>
  kask({ image_name: "mediawiki-services-kask", override_cmd: words }).replace(
    "  mediawiki-services-kask:\n",
    "  kask:\n",
  );

describe("what works gives no finding", () => {
  test.each<readonly [string, string]>([
    ["a flag with one hyphen", titled("-config /etc/kask/config.yaml")],
    ["a flag with its value", titled("--config=/etc/kask/config.yaml")],
    ["a flag in quotes", titled(`"'--config' '/etc/kask/config.yaml'"`)],
    ["a flag and its value in quotes", titled(`'"--config=/etc/kask/config.yaml"'`)],
    ["the last of two flags", titled("--config /etc/a/config.yaml --config /etc/kask/config.yaml")],
    ["a dollar sign inside of a word", kask({ override_cmd: "--price=5$USD" })],
    ["an address that nobody says", instances(full) + hosts("172.16.1.2")],
    ["a host with its port", instances(full) + hosts(`"${full}:9042"`)],
    ["a host in capitals, and with a last dot", instances(full) + hosts(`VISITS${full.slice(6)}.`)],
    [
      "an instance's own data centre",
      `profile::cassandra::instances: {${full}: {a: {dc: eqiad}}}\n${kask({}, { cassandra: "{local_dc: eqiad}" })}`,
    ],
    [
      "all instances' data centre",
      `profile::cassandra::settings: {default_instance_params: {dc: eqiad}}\n${kask({}, { cassandra: "{local_dc: eqiad}" })}`,
    ],
  ])("%s", (_, text) => {
    expect(found(text, "horizon")).toEqual([]);
  });
});

test("a host that is missing among the nodes is told once, and not again where Kask asks it", () => {
  const text = instances("visits02.garden.eqiad1.wikimedia.cloud") + hosts(full);
  const host = { fqdns: [full] };
  const findings = lintText({ text, file: "x.yaml", target: "horizon", rules, host });
  expect(places(findings)).toEqual(["1:1 service/cassandra-hosts"]);
});

test("a role that the signatures do not know may bring Cassandra", () => {
  const text = instances(full);
  const findings = (role: string) =>
    lintText({ text, file: "x.yaml", target: "horizon", rules, host: { roles: [role] } });
  expect(places(findings("role::sessionstore"))).toEqual([]);
  expect(places(findings("role::visits"))).toEqual(["1:1 roles/missing"]);
});

test("what a merge brings to several services is told once", () => {
  const text = `profile::docker::runner::service_defs:
  mediawiki-services-kask: &kask
    config:
      default_ttl: -1
      listen_address: localhost
    prot: 8080
    port: 8080
    version: v1.0.10
  garden:
    <<: *kask
    image_name: mediawiki-services-kask
    override_cmd: --config /etc/garden/config.yaml
    port: 8081
`;
  expect(found(text, "tree")).toEqual([
    "4:20 service/kask-ttl",
    "5:23 service/listen-loopback",
    "6:5 service/indirect-params",
    "13:11 service/port-differs",
  ]);
});

describe("one mistake about Cassandra is one finding", () => {
  test.each<readonly [string, string, string]>([
    [
      "an address of another",
      nodesAt("10.0.0.1") + hosts("10.0.0.9"),
      "8:27 service/cassandra-hosts",
    ],
    ["its own loopback", instances(full) + hosts("127.0.0.1"), "8:27 service/cassandra-hosts"],
    [
      "a host that is not set up",
      instances(full) + hosts("visits02.garden.eqiad1.wikimedia.cloud"),
      "8:27 service/cassandra-hosts",
    ],
    [
      "a host that is misspelt",
      instances(full) + hosts("visits01.garten.eqiad1.wikimedia.cloud"),
      "8:27 service/cassandra-hosts",
    ],
    [
      "an instance without its domain",
      instances("visits01") + hosts(full),
      "2:3 service/cassandra-hosts",
    ],
    [
      "an instance without its project",
      instances("visits01.eqiad1.wikimedia.cloud") + hosts(full),
      "2:3 service/cassandra-hosts",
    ],
    [
      "a data centre that is none",
      instances(full) + kask({}, { cassandra: `{hosts: [${full}], local_dc: eqiad}` }),
      "8:78 kask/local-dc",
    ],
  ])("%s", (_, text, finding) => {
    expect(found(text, "horizon")).toEqual([finding]);
  });
});

describe("one mistake anywhere else is one finding", () => {
  test.each<readonly [string, string, Target, string]>([
    ["a colon too many", "a: b: c\n", "tree", "1:5 yaml/syntax"],
    ["a bracket that stays open", "a: [1\n", "tree", "1:4 yaml/syntax"],
    ["an unquoted interpolation", "a: %{x}\n", "horizon", "1:4 yaml/syntax"],
    ["a tab", "a:\n\tb: 1\n", "horizon", "2:1 yaml/syntax"],
    ["a key twice", "a: one\na: two\n", "tree", "2:1 yaml/duplicate-key"],
    ["a list", "- a\n", "tree", "1:1 yaml/document-shape"],
    ["two documents", "a: one\n---\nb: two\n", "tree", "3:1 yaml/document-shape"],
    ["a Symbol", "a: ::1\n", "tree", "1:4 yaml/psych-symbol"],
    ["a Symbol in quotes", "a: ':8080'\n", "horizon", "1:4 yaml/psych-symbol"],
    ["a date", "a: 2024-01-01\n", "tree", "1:4 yaml/disallowed-class"],
    ["a set", "a: !!set {x}\n", "horizon", "1:4 yaml/disallowed-class"],
    ["a word that is a boolean", "a: yes\n", "tree", "1:4 yaml/truthy"],
    ["an octal number", "a: 0644\n", "tree", "1:4 yaml/implicit-number"],
    ["a number of base 60", "a: 22:22\n", "tree", "1:4 yaml/implicit-number"],
    ["a shared list", "a: &l [x]\nb: *l\n", "horizon", "2:4 yaml/horizon-alias"],
    ["an anchor of nobody", "a: &x y\n", "tree", "1:4 yaml/anchors"],
    ["blanks at the end of a line", "a: x  \n", "tree", "1:5 yaml/whitespace"],
    ["no line break at the end", "a: x", "tree", "1:5 yaml/whitespace"],
    ["a key that is a boolean", "a:\n  true: x\n", "tree", "2:3 yaml/non-string-key"],
    ["a key with one colon", "profile::visits:page: x\n", "tree", "1:1 hiera/key-syntax"],
    ["an unknown method", "a: \"%{fetch('b')}\"\n", "tree", "1:5 hiera/interpolation-syntax"],
    [
      "an alias inside a text",
      "a: \"x %{alias('b')}\"\nb: y\n",
      "tree",
      "1:7 hiera/interpolation-syntax",
    ],
    ["a legacy fact", "a: '%{::ipaddress}'\n", "horizon", "1:5 hiera/legacy-fact"],
    ["Puppet's own variable", "a: $::fqdn\n", "tree", "1:4 hiera/puppet-variable"],
    [
      "an unknown strategy",
      "a: x\nlookup_options:\n  a: {merge: depe}\n",
      "tree",
      "3:14 hiera/lookup-options",
    ],
    ["a removed key", "docker::version: '1'\n", "horizon", "1:1 service/obsolete-key"],
    [
      "a removed parameter",
      "profile::docker::engine::version: '1'\n",
      "horizon",
      "1:1 service/obsolete-key",
    ],
    [
      "a removed class",
      "profile::docker::storage::vg_to_remove: vd\n",
      "horizon",
      "1:1 service/obsolete-key",
    ],
    [
      "a parameter of nobody",
      "profile::docker::engine::setings: {}\n",
      "horizon",
      "1:1 puppet/unknown-parameter",
    ],
    [
      "a value of another type",
      "profile::docker::engine::declare_service: 'true'\n",
      "horizon",
      "1:43 puppet/type-mismatch",
    ],
    ["an encrypted value cut off", "a: ENC[PKCS7,MIIB\n", "tree", "1:4 secret/eyaml"],
  ])("%s", (_, text, target, finding) => {
    expect(found(text, target)).toEqual([finding]);
  });
});

const defs = "profile::docker::runner::service_defs:";
const nodes = "profile::cassandra::instances:\n  a.b.eqiad1.wikimedia.cloud:";

describe("what Puppet's own compiler refuses is one error", () => {
  test.each<readonly [string, string, string]>([
    ["a port that is a word", kask({ port: "yes" }), "6:11 service/indirect-params"],
    ["a port that is octal", kask({ port: "0101" }), "6:11 service/indirect-params"],
    ["a switch that is a version", kask({ volume: "1.10" }), "8:13 service/indirect-params"],
    ["a path that is a number", kask({ bind_mounts: "{1: /srv}" }), "8:19 service/indirect-params"],
    [
      "another version of Cassandra",
      "profile::cassandra::settings: {target_version: 4.1}\n",
      "1:48 service/indirect-params",
    ],
    ["no services", `${defs}\n`, "1:1 service/indirect-params"],
    ["services in a list", `${defs} [{port: 8080}]\n`, "1:40 service/indirect-params"],
    ["a service without parameters", `${defs}\n  a:\n`, "2:3 service/indirect-params"],
    ["a service that is a text", `${defs}\n  a: b\n`, "2:6 service/indirect-params"],
    ["a node that is a text", `${nodes} a\n`, "2:31 service/indirect-params"],
    ["an instance without parameters", `${nodes} {a: }\n`, "2:32 service/indirect-params"],
    [
      "parameters without an instance",
      `${nodes} {rpc_address: 10.0.0.2}\n`,
      "2:45 service/indirect-params",
    ],
  ])("%s", (_, text, finding) => {
    const findings = lintText({ text, file: "x.yaml", target: "tree", rules });
    expect(places(findings)).toEqual([finding]);
    expect(findings[0]?.severity).toBe("error");
  });

  test.each<readonly [string, string]>([
    ["no services at all", `${defs} {}\n`],
    ["a list of no services", `${defs} []\n`],
    ["a node with one unnamed instance", `${nodes} {}\n`],
    ["a node without a value", `${nodes}\n`],
    ["a name, which every resource has", kask({ name: "x" })],
    ["values with tags", kask({ port: "!!int '8080'", version: "!!str 1" })],
    ["services from elsewhere", `${defs} "%{alias('services')}"\n`],
  ])("and not %s", (_, text) => {
    expect(found(text, "tree")).toEqual([]);
  });
});
