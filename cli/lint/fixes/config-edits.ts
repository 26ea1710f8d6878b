import type { MappingNode, ScalarNode } from "../../hiera/document.ts";
import type { Edit } from "../rule.ts";
import { isOwn, type ServiceDefinition } from "../services/service-definitions.ts";
import { setEntry } from "./entry-edits.ts";
import { contentSpan } from "./quote.ts";

/** The edit that adds a setting at the top of a service's config; undefined where others share it. */
export function addSetting(
  text: string,
  service: ServiceDefinition,
  config: MappingNode | undefined,
  [name, value]: readonly [string, string],
): Edit | undefined {
  if (config === undefined) return setEntry(text, service.node, "config", `{${name}: ${value}}`);
  return isOwn(config, service) ? setEntry(text, config, name, value) : undefined;
}

/** The edit that writes `source` in place of a scalar; undefined where other services share it. */
export function changeScalar(
  text: string,
  service: ServiceDefinition,
  scalar: ScalarNode,
  source: string,
): Edit | undefined {
  return isOwn(scalar, service) ? { ...contentSpan(scalar, text), text: source } : undefined;
}
