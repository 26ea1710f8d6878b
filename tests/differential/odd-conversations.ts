import type { Draft } from "./conversation.ts";
import { beyondKask } from "./odd/beyond-kask.ts";
import { bodies } from "./odd/bodies.ts";
import { headers } from "./odd/headers.ts";
import { methods } from "./odd/methods.ts";
import { pipelines } from "./odd/pipelines.ts";
import { targets } from "./odd/targets.ts";
import { life } from "./odd/values.ts";
import { versions } from "./odd/versions.ts";

/** Conversations made by hand, each with one oddity. */
export const oddConversations: readonly Draft[] = [
  ...life,
  ...methods,
  ...targets,
  ...versions,
  ...headers,
  ...bodies,
  ...pipelines,
  ...beyondKask,
];
