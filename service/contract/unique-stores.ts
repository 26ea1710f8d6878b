import type { ConfigMistake } from "./config-mistake.ts";
import type { StoreConfig } from "./service-config.ts";

/** The stores that have the name or the base URI of one before them. */
export function sameAsAnother(stores: readonly StoreConfig[]): readonly ConfigMistake[] {
  return (["name", "base_uri"] as const).flatMap((member) =>
    stores.flatMap((store, position): readonly ConfigMistake[] => {
      const first = stores.findIndex((other) => other[member] === store[member]);
      if (first === position) return [];
      return [
        {
          path: ["stores", position, member],
          message: `must not be that of stores.${first}, ${JSON.stringify(store[member])}`,
        },
      ];
    }),
  );
}
