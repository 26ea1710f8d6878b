import { cassandraClasses } from "./catalogue-cassandra.ts";
import { dockerClasses, dockerDefines } from "./catalogue-docker.ts";
import { cassandraDefines } from "./catalogue-instance.ts";
import { signaturesOfEntries } from "./catalogue-rows.ts";
import { catalogueAliases } from "./catalogue-types.ts";
import { lookupKeysOfText } from "./lookup-keys.ts";
import type { Signature, Signatures } from "./signatures.ts";

/**
 * Keys that begin like a class of the catalogue, and that other classes look up by name.
 * @see operations-puppet, modules/profile/manifests/toolforge/docker/registry.pp, image_builder.pp
 */
const askedElsewhere: readonly string[] = [
  "docker::builder_host",
  "docker::password",
  "docker::password_hash",
  "docker::registry",
  "docker::username",
];

const classes = signaturesOfEntries([...dockerClasses, ...cassandraClasses]);

/**
 * The classes that matter to the beta session store, known without a checkout.
 * @see operations-puppet at d359088
 */
export const catalogue: Signatures = {
  origin: "kaskctl's own catalogue",
  isComplete: false,
  classes,
  defines: signaturesOfEntries([...dockerDefines, ...cassandraDefines]),
  aliases: catalogueAliases,
  lookups: lookupsOf(classes),
  // The version of kaskctl changes with it.
  digest: "catalogue",
};

function lookupsOf(signatures: ReadonlyMap<string, Signature>): ReadonlySet<string> {
  const keys = new Set<string>(askedElsewhere);
  for (const { parameters } of signatures.values()) {
    for (const parameter of parameters.values()) lookupKeysOfText(parameter.default ?? "", keys);
  }
  return keys;
}
