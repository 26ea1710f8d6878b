import { setFlagsFromString } from "node:v8";

/**
 * Keeps the nursery of the heap as small as it begins. Nearly all that a request makes is garbage when
 * it is answered: a nursery that grows to the default 16 MiB per half costs memory and saves nothing.
 * Must run before much is allocated.
 */
export function limitNursery(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
