import { makePlan, type PlanInput } from "../../cli/deploy/make-plan.ts";
import type { Plan } from "../../cli/deploy/plan.ts";
import type { Service, Site } from "../../cli/site/site.ts";
import type { TestEnc } from "./enc.ts";

/** The FQDN of an instance of deployment-prep. */
export function fqdnOf(name: string): string {
  return `${name}.deployment-prep.eqiad1.wikimedia.cloud`;
}

/** A service of one prefix and one host. */
export const sessionstore: Service = {
  name: "sessionstore",
  template: "sessionstore",
  hosts: [fqdnOf("deployment-sessionstore02")],
  prefixes: ["deployment-sessionstore"],
  roles: ["role::beta::docker_services", "role::beta::cassandra"],
  values: {},
  endpoints: {},
};

/** A site with that one service. */
export const site: Site = {
  file: "/kaskctl.yaml",
  context: {
    name: "beta",
    project: "deployment-prep",
    projectName: "deployment-prep",
    domain: "eqiad1.wikimedia.cloud",
    registry: "docker-registry.wikimedia.org",
    registryUrl: "https://docker-registry.wikimedia.org",
    cloud: undefined,
    keystoneUrl: undefined,
    encUrl: undefined,
    cloudsFile: undefined,
    ssh: { jump: undefined, user: undefined, transport: "openssh", configFile: undefined },
    protected: false,
  },
  services: new Map([["sessionstore", sessionstore]]),
};

/** The Hiera text of a Kask, as Horizon would store it. */
export function kaskText({
  version = "v1.0.10",
  password = "%{lookup('kask_password')}",
  ttl = 86400,
} = {}): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      cassandra:
        authentication:
          password: ${JSON.stringify(password)}
          username: cassandra
        hosts:
        - localhost
      default_ttl: ${ttl}
      listen_port: 8080
    environment:
      KASK_TOKEN: ${JSON.stringify(password)}
    namespace: wikimedia
    port: 8080
    version: ${version}
`;
}

/** A plan of {@link sessionstore} against a running ENC. */
export function planOf(enc: TestEnc, changes: Partial<PlanInput> = {}): Promise<Plan> {
  return makePlan({
    site,
    service: sessionstore,
    renderedText: kaskText(),
    findings: [],
    enc: enc.client(),
    clock: enc.clock,
    ...changes,
  });
}
