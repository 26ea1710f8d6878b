import type { HttpExample } from "./http-example.ts";
import { muxExamples } from "./mux-examples.ts";
import { valueExamples } from "./value-examples.ts";

/**
 * Kask's answers, row by row. The service's tests ask them of the real server, smoke checks ask
 * them of a live one, and the OpenAPI document publishes some as `x-amples`. In a path `{key}` is
 * a key without special characters.
 */
export const httpExamples: readonly HttpExample[] = [...valueExamples, ...muxExamples];
