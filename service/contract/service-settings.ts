import type { KaskSetting } from "./config-schema.ts";

/** Where a setting may stand. */
export type SettingScope =
  /** At the top of a file; one value for the process. */
  | "process"
  /** At the top, and in an entry of `stores` in place of it. */
  | "store"
  /** In an entry of `stores` only. */
  | "entry";

/** A setting that Kask does not have; Kask passes it over. */
export interface ServiceSetting
  extends Pick<KaskSetting, "path" | "default" | "description" | "words" | "minimum" | "maximum"> {
  /** `store-list` is a list of mappings, in each of which the settings of a store stand. */
  readonly type: "string" | "integer" | "store-list";
  readonly unit?: "seconds" | "milliseconds" | "bytes";
  readonly scope: SettingScope;
}

/** The longest time to live that Cassandra takes, in seconds: twenty years. */
export const longestTtlSeconds = 630_720_000;

/** The settings of this service beside Kask's, in the order of the reference page. */
export const serviceSettings: readonly ServiceSetting[] = [
  {
    path: ["max_body_bytes"],
    type: "integer",
    default: 10 * 1024 * 1024,
    minimum: 1,
    maximum: 256 * 1024 * 1024,
    unit: "bytes",
    scope: "process",
    description: "The longest value that is taken; a longer one is answered with 413.",
  },
  {
    path: ["stores"],
    type: "store-list",
    default: [],
    scope: "process",
    description:
      "The stores of the process, where it has several: a list of mappings, each with a `name`, a `base_uri` of its own and what else differs from the settings above it.",
  },
  {
    path: ["name"],
    type: "string",
    default: "",
    scope: "entry",
    description:
      "What metrics and log lines call the store, and the name of its folder where it is embedded.",
  },
  {
    path: ["max_ttl"],
    type: "integer",
    default: longestTtlSeconds,
    minimum: 1,
    maximum: longestTtlSeconds,
    unit: "seconds",
    scope: "store",
    description: "The longest time that a request may ask for with `Kask-TTL`.",
  },
  {
    path: ["cassandra", "delete_consistency"],
    type: "string",
    default: "each_quorum",
    words: ["each_quorum", "local_quorum"],
    scope: "store",
    description:
      "What a DELETE waits for. `each_quorum` is Kask's: with a data centre away it fails. With `local_quorum` it is done, and the other data centre learns of it when it is back.",
  },
  {
    path: ["cassandra", "create_serial"],
    type: "string",
    default: "local",
    words: ["local", "global"],
    scope: "store",
    description:
      "How far a conditional create is exclusive: within a data centre (LOCAL_SERIAL), or across all (SERIAL), which waits for the farthest.",
  },
  {
    path: ["cassandra", "speculative_delay_ms"],
    type: "integer",
    default: 100,
    minimum: 0,
    unit: "milliseconds",
    scope: "store",
    description: "After how long without an answer a second replica is asked; 0: never.",
  },
  {
    path: ["cassandra", "max_in_flight"],
    type: "integer",
    default: 2048,
    minimum: 1,
    scope: "store",
    description: "How many requests may wait for Cassandra at once; more are answered with 503.",
  },
];
