import { readFileSync } from "node:fs";
import type { KaskConfig } from "./contract/kask-config.ts";
import type { Log } from "./contract/log.ts";
import { fillOpenapiTemplate, openapiDocument } from "./contract/openapi.ts";
import { systemReason } from "./start-error.ts";

/**
 * What `/openapi` serves: the file that `openapi_spec` names, with the base URI put in, or our own
 * description where the file is not there. Undefined where the setting is empty.
 */
export function openapiText(config: KaskConfig, version: string, log: Log): string | undefined {
  const { openapi_spec: file, base_uri: baseUri } = config;
  if (file === "") return undefined;
  try {
    return fillOpenapiTemplate(readFileSync(file, "utf8"), baseUri);
  } catch (error) {
    log.warning(`Cannot read ${file} (${systemReason(error)}); /openapi serves a built-in one`);
    // JSON is YAML.
    return `${JSON.stringify(openapiDocument(baseUri, version), null, 2)}\n`;
  }
}
