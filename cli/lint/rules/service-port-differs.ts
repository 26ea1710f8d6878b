import { addSetting, changeScalar } from "../fixes/config-edits.ts";
import type { Edit, Fix, Rule, RuleContext, RuleFinding } from "../rule.ts";
import { isMisspelt } from "../services/kask-setting-names.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import {
  configOf,
  flagAt,
  imageHome,
  placeOf,
  type ServiceDefinition,
  serviceDefinitions,
} from "../services/service-definitions.ts";
import { scalarCauses } from "../types/scalar-causes.ts";
import { real, valueAt } from "../values/entries.ts";
import { integerAt } from "../values/scalar-value.ts";

/** The port on which Kask listens when its config names none. */
const kaskDefaultPort = 8080;

/** The ports that the runner takes: `Stdlib::Port::User`. */
const lowestPort = 1024;
const highestPort = 49_151;

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
  fix: { safety: "unsafe", does: "Makes Kask listen on the port that the runner publishes." },

  concerns: mayDefineServices,

  *check(context) {
    const publishers = new Map<number, ServiceDefinition>();
    for (const service of serviceDefinitions(context.root)) {
      if (flagAt(service, "host_network", context.target) !== false) continue;
      const port = integerAt(service.node, "port", context.target);
      // Of a port that the runner does not take service/indirect-params speaks.
      if (port === undefined || port < lowestPort || port > highestPort) continue;
      yield* sharedPort(service, port, publishers);
      if (imageHome(service) !== undefined) yield* otherPort(service, port, context);
    }
  },
};

function* sharedPort(
  service: ServiceDefinition,
  port: number,
  publishers: Map<number, ServiceDefinition>,
): Iterable<RuleFinding> {
  const first = publishers.get(port);
  if (first === undefined) {
    publishers.set(port, service);
    return;
  }
  yield {
    ...placeOf(service, ["port"]),
    message: `Service ${service.title} publishes port ${port}, as ${first.title} does.`,
    help: "Give each service of a host a port of its own.",
    related: [placeOf(first, ["port"]).span],
  };
}

function* otherPort(
  service: ServiceDefinition,
  port: number,
  { target, document }: RuleContext,
): Iterable<RuleFinding> {
  const config = configOf(service, target);
  if (!config.isKnown) return;
  const written = real(valueAt(config.node, ["listen_port"]));
  if (written === undefined) {
    if (port === kaskDefaultPort || isMisspelt(config.node, ["listen_port"])) return;
    yield {
      ...placeOf(service, ["port"]),
      ...scalarCauses,
      message: `Port ${port} is published, but Kask listens on ${kaskDefaultPort} where config.listen_port is absent.`,
      help: `Add listen_port: ${port} to the config.`,
      related: [placeOf(service, ["config"]).span],
      ...fixed(addSetting(document.text, service, config.node, ["listen_port", `${port}`])),
    };
    return;
  }
  const listens = integerAt(config.node, "listen_port", target);
  if (listens === undefined || listens === port || written.kind !== "scalar") return;
  // Of a port that is none service/kask-config speaks.
  if (listens < 0 || listens > 65_535) return;
  yield {
    ...placeOf(service, ["config", "listen_port"]),
    ...scalarCauses,
    message: `Kask listens on port ${listens}, but the container publishes port ${port}.`,
    help: "Write the same number in port and config.listen_port.",
    related: [placeOf(service, ["port"]).span],
    ...fixed(changeScalar(document.text, service, written, `${port}`)),
  };
}

function fixed(edit: Edit | undefined): { readonly fix?: Fix } {
  if (edit === undefined) return {};
  const title = "Make Kask listen on the published port.";
  return { fix: { safety: "unsafe", title, edits: [edit] } };
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
