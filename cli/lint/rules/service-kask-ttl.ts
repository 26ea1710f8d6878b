import type { HieraNode } from "../../hiera/document.ts";
import { HieraFloat } from "../../hiera/value.ts";
import type { Rule, RuleFinding, Target } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import { configOf, kaskServices, placeOf } from "../services/service-definitions.ts";
import { real, valueAt } from "../values/entries.ts";
import { scalarValue } from "../values/scalar-value.ts";

/** Twenty years, in seconds: the longest that Cassandra takes. */
const longestSeconds = 630_720_000;

/** Go's `int` holds no more; `service/kask-config` says so. */
const beyondInt64 = 2 ** 63;

/** See `kaskctl rules service/kask-ttl`. */
export const rule: Rule = {
  id: "service/kask-ttl",
  severity: "error",
  summary: "Values would live forever, too long for Cassandra, or less than no time.",
  why: "Kask exits at start where default_ttl is negative. Cassandra refuses every write that is to live longer than 20 years, so that Kask answers each with 500. With 0, a warning, sessions are never removed and the disk fills.",
  bad: { target: "horizon", text: example(999_999_999) },
  good: { target: "horizon", text: example(86_400) },
  source:
    "mediawiki-services-kask, config.go, validate; Apache Cassandra, ExpirationDateOverflowHandling and Attributes.MAX_TTL",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: mayDefineServices,

  *check({ root, target }) {
    for (const service of kaskServices(root)) {
      const config = configOf(service, target);
      if (!config.isKnown) continue;
      const seconds = integerOf(valueAt(config.node, ["default_ttl"]), target);
      const wrong = seconds === undefined ? undefined : judge(seconds);
      if (wrong !== undefined) yield { ...placeOf(service, ["config", "default_ttl"]), ...wrong };
    }
  },
};

function judge(seconds: number): Pick<RuleFinding, "severity" | "message" | "help"> | undefined {
  if (seconds < 0) {
    return {
      message: `Values would live ${seconds} seconds; Kask exits at start.`,
      help: "Write 86400 for a day.",
    };
  }
  if (seconds > longestSeconds) {
    return {
      message: `Values would live ${seconds} seconds; Cassandra refuses every write above ${longestSeconds}, which is 20 years.`,
      help: "Write 86400 for a day.",
    };
  }
  if (seconds > 0) return undefined;
  return {
    severity: "warning",
    message: "Values would live forever: a default_ttl of 0 removes nothing.",
    help: "Write 86400 for a day.",
  };
}

/** A number as Go's `int` takes it: without its fraction. */
function integerOf(node: HieraNode | undefined, target: Target): number | undefined {
  const scalar = real(node);
  if (scalar?.kind !== "scalar") return undefined;
  const value = scalarValue(scalar, target);
  const number = value instanceof HieraFloat ? value.value : value;
  if (typeof number !== "number" && typeof number !== "bigint") return undefined;
  const integer = Math.trunc(Number(number));
  return Math.abs(integer) < beyondInt64 ? integer : undefined;
}

function example(seconds: number): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      default_ttl: ${seconds}
      listen_address: 0.0.0.0
    port: 8080
    version: v1.0.10
`;
}
