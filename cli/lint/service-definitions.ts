import { isKaskImage } from "../../service/contract/kask-image.ts";
import type { HieraNode, MappingNode } from "../hiera/document.ts";
import { asMapping, entries, type Path, real, valueAt } from "./entries.ts";

/** The key under which Puppet's Docker runner finds its services. */
const serviceDefsKey = "profile::docker::runner::service_defs";

/** One service of the Docker runner, as the text defines it. */
export interface ServiceDefinition {
  readonly title: string;
  readonly node: MappingNode;
  readonly path: Path;
}

/** The services that a text defines and keeps: `ensure: absent` ones are left out. */
export function serviceDefinitions(root: HieraNode | undefined): readonly ServiceDefinition[] {
  const definitions = asMapping(valueAt(root, [serviceDefsKey]));
  if (definitions === undefined) return [];
  return [...entries(definitions)].flatMap(([title, { value }]) => {
    const node = asMapping(value);
    if (node === undefined || textAt(node, "ensure") === "absent") return [];
    return [{ title, node, path: [serviceDefsKey, title] }];
  });
}

/**
 * Whether a definition runs Kask's image.
 * @see operations-puppet/modules/service/manifests/docker.pp, image_name
 */
export function runsKask({ title, node }: ServiceDefinition): boolean {
  return isKaskImage(textAt(node, "image_name") ?? title, textAt(node, "namespace"));
}

/** The written text of a scalar parameter of a service. */
function textAt(node: MappingNode, key: string): string | undefined {
  const value = real(valueAt(node, [key]));
  return value?.kind === "scalar" ? value.text : undefined;
}
