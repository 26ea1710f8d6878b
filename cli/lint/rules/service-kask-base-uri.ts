import type { ScalarNode } from "../../hiera/document.ts";
import { contentSpan } from "../fixes/quote.ts";
import type { Edit, Fix, Rule, RuleFinding } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import {
  configOf,
  isEmpty,
  isOwn,
  kaskServices,
  placeOf,
  type ServiceDefinition,
} from "../services/service-definitions.ts";
import { scalarCauses } from "../types/scalar-causes.ts";
import { real, valueAt } from "../values/entries.ts";

/** See `kaskctl rules service/kask-base-uri`. */
export const rule: Rule = {
  id: "service/kask-base-uri",
  severity: "warning",
  summary: "Kask's base URI does not begin and end with a slash.",
  why: "Kask adds a missing slash in silence, so that it answers under another path than the text says. Clients, health checks and the OpenAPI description then disagree. A missing slash at the end alone is an info.",
  bad: { target: "horizon", text: example("sessions/v1") },
  good: { target: "horizon", text: example("/sessions/v1/") },
  source: "mediawiki-services-kask, config.go, validate",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: { safety: "safe", does: "Adds the slashes that Kask adds." },

  concerns: mayDefineServices,

  *check({ root, target, document }) {
    const seen = new Set<ScalarNode>();
    for (const service of kaskServices(root)) {
      const config = configOf(service, target);
      const node = config.isKnown ? real(valueAt(config.node, ["base_uri"])) : undefined;
      if (node?.kind !== "scalar" || isEmpty(node) || seen.has(node)) continue;
      seen.add(node);
      yield* checkUri(service, node, document.text);
    }
  },
};

function* checkUri(
  service: ServiceDefinition,
  node: ScalarNode,
  text: string,
): Iterable<RuleFinding> {
  const { text: uri } = node;
  const begins = /^(?:\/|%\{)/u.test(uri);
  // A lone slash is begin and end.
  const ends = /(?:\/|\})$/u.test(uri) || uri === "";
  if (begins && ends) return;
  const whole = `${begins ? "" : "/"}${uri}${ends ? "" : "/"}`;
  const missing = [...(begins ? [] : ["begin"]), ...(ends ? [] : ["end"])].join(" and ");
  yield {
    ...placeOf(service, ["config", "base_uri"]),
    ...scalarCauses,
    severity: begins ? "info" : "warning",
    message: `The base URI ${JSON.stringify(uri)} does not ${missing} with a slash; Kask adds it in silence.`,
    help: `Write ${whole}.`,
    ...(isOwn(node, service) ? fixed(node, text, { begins, ends }) : {}),
  };
}

function fixed(
  node: ScalarNode,
  text: string,
  { begins, ends }: { readonly begins: boolean; readonly ends: boolean },
): { readonly fix?: Fix } {
  if (node.style === "literal" || node.style === "folded") return {};
  const quote = node.style === "plain" ? 0 : 1;
  const span = contentSpan(node, text);
  const edits: Edit[] = [];
  if (!begins) edits.push({ start: span.start + quote, end: span.start + quote, text: "/" });
  if (!ends) edits.push({ start: span.end - quote, end: span.end - quote, text: "/" });
  return { fix: { safety: "safe", title: "Write the slashes.", edits } };
}

function example(uri: string): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      base_uri: ${uri}
      listen_address: 0.0.0.0
    port: 8080
    version: v1.0.10
`;
}
