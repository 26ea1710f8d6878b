import { readFileSync } from "node:fs";
import { systemReason } from "./base/system-reason.ts";
import type { Log } from "./contract/log.ts";
import { fillOpenapiTemplate, openapiDocument } from "./contract/openapi.ts";
import type { ServiceConfig } from "./contract/service-config.ts";

/**
 * What `/openapi` serves: the file that `openapi_spec` names, with the base URI put in, or our own
 * description where the file is not there. Undefined where the setting is empty.
 */
export function openapiText(config: ServiceConfig, version: string, log: Log): string | undefined {
  const { openapi_spec: file } = config;
  const baseUri = config.stores[0]?.base_uri ?? "/";
  if (file === "") return undefined;
  try {
    return fillOpenapiTemplate(readFileSync(file, "utf8"), baseUri);
  } catch (error) {
    log.warning(`Cannot read ${file} (${systemReason(error)}); /openapi serves a built-in one`);
    // JSON is YAML.
    return `${JSON.stringify(openapiDocument(baseUri, version), null, 2)}\n`;
  }
}
