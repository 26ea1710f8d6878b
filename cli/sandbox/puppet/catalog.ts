import { parseHiera } from "../../hiera/parse-hiera.ts";
import { loadAsPsych } from "../../hiera/psych-load.ts";
import type { HieraMap, HieraValue } from "../../hiera/value.ts";
import { materialise } from "../../runner/materialise.ts";
import { puppetTypeName } from "../../runner/puppet-value.ts";
import { serviceDefinitions } from "../../runner/service-definitions.ts";
import type { Instance } from "../instance.ts";
import type { CatalogService } from "./apply-service.ts";
import { interpolator } from "./interpolator.ts";

/** What Puppet is to bring about on an instance. */
export interface Catalog {
  readonly version: string;
  readonly services: readonly CatalogService[];
}

/** A catalog that does not compile, with the server's words. */
export class CompileError extends Error {}

const manifests = "/srv/puppet_code/environments/production/modules";

/** Looks a key up as Puppet would: its value with all `%{…}` resolved; undefined where no level has it. */
type Lookup = (key: string) => HieraValue | undefined;

/** What each role that this Puppet knows makes of its data. */
const roles: Readonly<Record<string, (lookup: Lookup) => readonly CatalogService[]>> = {
  "role::beta::docker_services": dockerServices,
  "role::beta::cassandra": cassandra,
};

/**
 * Compiles an instance's catalog from what the ENC says of it.
 * @throws {CompileError}
 * @see operations-puppet/modules/cloudlib/lib/puppet/functions/cloudlib/httpyaml.rb
 */
export async function compileCatalog(
  nodeText: string,
  instance: Instance,
): Promise<readonly CatalogService[]> {
  const node = loadNode(nodeText);
  const data = node.get("hiera");
  const interpolate = await interpolator(data instanceof Map ? data : new Map(), instance);
  const lookup: Lookup = (key) => {
    const value = data instanceof Map ? data.get(key) : undefined;
    if (value === undefined) return undefined;
    const interpolated = interpolate(value);
    if (interpolated.ok) return interpolated.value;
    throw new CompileError(evaluation(`Lookup of key '${key}' failed: ${interpolated.message}`));
  };
  const names = node.get("roles");
  return (Array.isArray(names) ? names : []).flatMap((name) => {
    const declare = Object.hasOwn(roles, String(name)) ? roles[String(name)] : undefined;
    if (declare === undefined) throw new CompileError(evaluation(`Could not find class ::${name}`));
    return declare(lookup);
  });
}

function loadNode(text: string): HieraMap {
  const loaded = loadAsPsych(parseHiera(text), { symbols: false, aliases: false });
  if (loaded.ok && loaded.value instanceof Map) return loaded.value;
  const reason = loaded.ok ? "the answer is not a Hash" : loaded.message;
  throw new CompileError(
    evaluation(`Lookup of key 'lookup_options' failed: cloudlib::httpyaml failed ${reason}`),
  );
}

function dockerServices(lookup: Lookup): readonly CatalogService[] {
  const { definitions, problems } = serviceDefinitions(
    lookup("profile::docker::runner::service_defs"),
  );
  const problem = problems[0];
  if (problem !== undefined) {
    const where = `(file: ${manifests}/profile/manifests/docker/runner.pp)`;
    const isLookup = problem.startsWith("Function lookup()");
    throw new CompileError(
      evaluation(`${problem} ${where}`, isLookup ? "Function Call" : "Resource Statement"),
    );
  }
  return definitions.map((definition) => ({ definition, rendered: materialise(definition) }));
}

/** Cassandra itself is not emulated; its data must be such that the real manifest would compile. */
function cassandra(lookup: Lookup): readonly CatalogService[] {
  const key = "profile::cassandra::instances";
  const instances = lookup(key);
  if (instances === undefined) {
    throw new CompileError(
      evaluation(`Function lookup() did not find a value for the name '${key}'`),
    );
  }
  if (!(instances instanceof Map)) {
    const found = `parameter 'instances' expects a Hash value, got ${puppetTypeName(instances)}`;
    throw new CompileError(evaluation(`Class[Profile::Cassandra]: ${found}`, "Resource Statement"));
  }
  return [];
}

function evaluation(
  problem: string,
  what: "Function Call" | "Resource Statement" = "Function Call",
): string {
  return `Evaluation Error: Error while evaluating a ${what}, ${problem}`;
}
