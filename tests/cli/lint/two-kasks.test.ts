import { describe, expect, test } from "vitest";
import { lintText } from "../../../cli/lint/lint.ts";
import { rules } from "../../../cli/lint/rules/index.ts";

interface Kask {
  readonly host: string;
  readonly service: string;
  readonly keyspace: string;
  readonly ttl: number;
}

/** What Horizon writes: sorted keys, no comments, lists flush with their key. */
const textOf = ({
  host,
  service,
  keyspace,
  ttl,
}: Kask) => `profile::cassandra::allow_analytics: false
profile::cassandra::instances:
  ${host}.deployment-prep.eqiad1.wikimedia.cloud: {}
profile::cassandra::rack: rack1
profile::cassandra::settings:
  cluster_name: meadow-beta
  default_instance_params:
    rpc_address: '%{::ipaddress}'
  listen_address: '%{::ipaddress}'
  logstash_host: logs.deployment-prep.eqiad1.wikimedia.cloud
  target_version: 4.x
profile::docker::engine::declare_service: true
profile::docker::engine::settings: {}
profile::docker::engine::version: 18.09.1+dfsg1-7.1+deb10u3
profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      base_uri: /${service}/v1
      cassandra:
        authentication:
          password: cassandra
          username: cassandra
        hosts:
        - ${host}.deployment-prep.eqiad1.wikimedia.cloud
        keyspace: ${keyspace}
        table: values
      default_ttl: ${ttl}
      listen_address: 0.0.0.0
      listen_port: 8080
      openapi_spec: /go/src/gerrit.wikimedia.org/r/mediawiki/services/kask/openapi.yaml
      service_name: ${service}
    namespace: wikimedia
    override_cmd: ./kask --config /etc/mediawiki-services-kask/config.yaml
    port: 8080
    version: v1.0.10
profile::java::java_packages:
- variant: jdk
  version: '11'
`;

const kasks: readonly Kask[] = [
  { host: "deployment-visits03", service: "visits", keyspace: "kask", ttl: 84_000 },
  { host: "deployment-bells02", service: "bells", keyspace: "bells", ttl: 31_536_000 },
];

describe.each(kasks)("a Kask as Horizon holds it, $service,", (kask) => {
  test("has its known findings, and no error", () => {
    const fqdn = `${kask.host}.deployment-prep.eqiad1.wikimedia.cloud`;
    const found = lintText({
      text: textOf(kask),
      file: "x.yaml",
      target: "horizon",
      rules,
      profile: "strict",
      host: { fqdns: [fqdn], project: "deployment-prep" },
    });
    expect(found.map(({ line, severity, rule }) => `${line} ${severity} ${rule}`)).toEqual([
      "8 warning hiera/legacy-fact",
      "9 warning hiera/legacy-fact",
      "14 warning service/obsolete-key",
      "18 info service/kask-base-uri",
      "21 warning secret/default-credentials",
      "33 info service/config-path",
    ]);
  });
});
