import { entries, type Path, valueAt } from "../entries.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { integerAt, isTrueAt } from "../scalar-value.ts";
import { runsKask, type ServiceDefinition, serviceDefinitions } from "../service-definitions.ts";

/** The port on which Kask listens when its config names none. */
const kaskDefaultPort = 8080;

/** See `kaskctl rules service/port-differs`. */
export const rule: Rule = {
  id: "service/port-differs",
  severity: "error",
  summary: "A published port leads nowhere, or two services publish the same one.",
  why: "The runner starts the container with `-p PORT:PORT`. Where Kask listens on another port inside, every connection is refused although Puppet and systemd say that all is well. The second of two services on one port never starts.",
  bad: { target: "horizon", text: example(8081) },
  good: { target: "horizon", text: example(8080) },
  source:
    "operations-puppet, modules/service/manifests/docker.pp; mediawiki-services-kask, config.go",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  *check(context) {
    const publishers = new Map<number, string>();
    for (const service of serviceDefinitions(context.root)) {
      if (isTrueAt(service.node, "host_network", context.target)) continue;
      const port = integerAt(service.node, "port", context.target);
      if (port === undefined) continue;
      yield* sharedPort(service, port, publishers);
      if (runsKask(service)) yield* otherPort(service, port, context);
    }
  },
};

function* sharedPort(
  service: ServiceDefinition,
  port: number,
  publishers: Map<number, string>,
): Iterable<RuleFinding> {
  const first = publishers.get(port);
  if (first === undefined) {
    publishers.set(port, service.title);
    return;
  }
  yield {
    ...placeOf(service, "port"),
    message: `Service ${service.title} publishes port ${port}, as ${first} does.`,
    help: "Give each service of a host a port of its own.",
  };
}

function* otherPort(
  service: ServiceDefinition,
  port: number,
  { target }: RuleContext,
): Iterable<RuleFinding> {
  // With `volume: true` Puppet writes no config file, so what Kask reads cannot be seen here.
  if (isTrueAt(service.node, "volume", target)) return;
  const config = entries(service.node).get("config");
  const written = valueAt(config?.value, ["listen_port"]) !== undefined;
  if (!written && port !== kaskDefaultPort) {
    yield {
      ...placeOf(service, "port"),
      message: `Port ${port} is published, but Kask listens on ${kaskDefaultPort} where config.listen_port is absent.`,
      help: `Add listen_port: ${port} to the config.`,
    };
  }
  const listens = integerAt(config?.value, "listen_port", target);
  if (listens === undefined || listens === port) return;
  yield {
    ...placeOf(service, "config", "listen_port"),
    message: `Kask listens on port ${listens}, but the container publishes port ${port}.`,
    help: "Write the same number in port and config.listen_port.",
  };
}

function placeOf({ node, path }: ServiceDefinition, ...keys: readonly string[]) {
  const found = valueAt(node, keys) ?? node;
  const place: Path = [...path, ...keys];
  return { span: found.span, path: place };
}

function example(listenPort: number): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      listen_address: 0.0.0.0
      listen_port: ${listenPort}
    namespace: wikimedia
    port: 8080
    version: v1.0.10
`;
}
