import type { HieraNode, MappingNode } from "../../hiera/document.ts";
import type { Rule } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import {
  configOf,
  isEmpty,
  isOpen,
  kaskServices,
  placeOf,
} from "../services/service-definitions.ts";
import { asMapping, entries, real, valueAt } from "../values/entries.ts";

/** The data centre of a Cassandra whose settings name none. */
const puppetsDataCentre = "datacenter1";

const settingsKey = "profile::cassandra::settings";
const instancesKey = "profile::cassandra::instances";

/** See `kaskctl rules kask/local-dc`. */
export const rule: Rule = {
  id: "kask/local-dc",
  severity: "warning",
  summary: "Kask's local data centre is not the one that Cassandra says it is in.",
  why: "Kask asks only nodes of its local data centre. Where none of them calls itself so, it finds no node to ask: every request fails, or Kask does not start.",
  bad: { target: "horizon", text: example("eqiad") },
  good: { target: "horizon", text: example(puppetsDataCentre) },
  source:
    "mediawiki-services-kask, config.go, Cassandra.LocalDC; operations-puppet, modules/cassandra/manifests/init.pp",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: mayDefineServices,

  *check({ root, target }) {
    for (const service of kaskServices(root)) {
      const config = configOf(service, target);
      const wanted = config.isKnown
        ? textOf(valueAt(config.node, ["cassandra", "local_dc"]))
        : undefined;
      if (!wanted) continue;
      const all = dataCentres(root);
      const [present] = all;
      if (present === undefined || all.includes(wanted)) continue;
      yield {
        ...placeOf(service, ["config", "cassandra", "local_dc"]),
        message: `Kask asks Cassandra in ${wanted}, but the Cassandra of this text is in ${present}.`,
        help: `Write ${present}, or remove local_dc.`,
      };
    }
  },
};

/**
 * The data centres of the Cassandra that the text sets up; none where it sets up none, or Puppet fills
 * one in. An instance's own counts more than that of all instances, and that more than the settings'.
 * @see operations-puppet, modules/cassandra/manifests/init.pp, actual_defaults
 */
function dataCentres(root: HieraNode | undefined): readonly string[] {
  const settings = valueAt(root, [settingsKey]);
  const hosts = asMapping(valueAt(root, [instancesKey]));
  if (settings === undefined ? hosts === undefined : asMapping(settings) === undefined) return [];
  const common = valueAt(settings, ["default_instance_params", "dc"]) ?? valueAt(settings, ["dc"]);
  const own = valuesOf(hosts).flatMap((host) =>
    valuesOf(asMapping(host)).flatMap((instance) => valueAt(instance, ["dc"]) ?? []),
  );
  const found = [common, ...own].map((dc) => (dc === undefined ? puppetsDataCentre : textOf(dc)));
  return found.includes(undefined) ? [] : found.flatMap((dc) => dc ?? []);
}

function valuesOf(mapping: MappingNode | undefined): readonly HieraNode[] {
  return mapping === undefined ? [] : [...entries(mapping).values()].map(({ value }) => value);
}

/** The text of a value; undefined where there is none, or where Puppet fills it in. */
function textOf(node: HieraNode | undefined): string | undefined {
  const value = real(node);
  if (value?.kind !== "scalar" || isEmpty(value) || isOpen(value)) return undefined;
  return value.text;
}

function example(localDc: string): string {
  return `profile::cassandra::settings:
  target_version: 4.x
profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      cassandra:
        local_dc: ${localDc}
      listen_address: 0.0.0.0
    port: 8080
    version: v1.0.10
`;
}
