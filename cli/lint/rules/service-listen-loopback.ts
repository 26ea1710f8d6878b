import { addSetting, changeScalar } from "../fixes/config-edits.ts";
import type { Edit, Fix, Rule, RuleContext, RuleFinding } from "../rule.ts";
import { isMisspelt } from "../services/kask-setting-names.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import {
  configOf,
  flagAt,
  kaskServices,
  placeOf,
  type ServiceDefinition,
} from "../services/service-definitions.ts";
import { real, valueAt } from "../values/entries.ts";

const loopback =
  /^(?:localhost(?:\.localdomain)?|127(?:\.\d+){1,3}|\[?(?:::1|(?:0+:){7}0*1)\]?)$/iu;
const everyAddress = "0.0.0.0";

/** See `kaskctl rules service/listen-loopback`. */
export const rule: Rule = {
  id: "service/listen-loopback",
  severity: "error",
  summary: "Kask listens on localhost inside its container, where nobody reaches it.",
  why: "A container has a network of its own, and its localhost is not the host's. Docker forwards the published port to the container's outer address, where nobody listens. Kask's default is localhost, too, so that a missing listen_address is the same mistake.",
  bad: { target: "horizon", text: example("localhost") },
  good: { target: "horizon", text: example(everyAddress) },
  source:
    "mediawiki-services-kask, config.go, Config.Address; operations-puppet, modules/service/manifests/docker.pp",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: { safety: "safe", does: "Makes Kask listen on every address, 0.0.0.0." },

  concerns: mayDefineServices,

  *check(context) {
    for (const service of kaskServices(context.root)) {
      if (flagAt(service, "host_network", context.target) !== false) continue;
      yield* checkService(service, context);
    }
  },
};

function* checkService(
  service: ServiceDefinition,
  { target, document }: RuleContext,
): Iterable<RuleFinding> {
  const config = configOf(service, target);
  if (!config.isKnown) return;
  const written = real(valueAt(config.node, ["listen_address"]));
  if (written === undefined) {
    if (isMisspelt(config.node, ["listen_address"])) return;
    yield {
      ...placeOf(service, ["config", "listen_address"]),
      message: "Kask listens on localhost where config.listen_address is absent.",
      help: `Add listen_address: ${everyAddress} to the config.`,
      ...fixed(addSetting(document.text, service, config.node, ["listen_address", everyAddress])),
    };
  } else if (written.kind === "scalar" && loopback.test(written.text)) {
    yield {
      ...placeOf(service, ["config", "listen_address"]),
      message: `Kask listens on ${written.text}, which is out of reach from outside of the container.`,
      help: `Write ${everyAddress}.`,
      yieldsTo: ["yaml/psych-symbol"],
      ...fixed(changeScalar(document.text, service, written, everyAddress)),
    };
  }
}

function fixed(edit: Edit | undefined): { readonly fix?: Fix } {
  if (edit === undefined) return {};
  return { fix: { safety: "safe", title: "Listen on every address.", edits: [edit] } };
}

function example(address: string): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      listen_address: ${address}
    namespace: wikimedia
    port: 8080
    version: v1.0.10
`;
}
