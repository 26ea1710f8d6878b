import type { SmokeSession, TargetHost } from "./check.ts";

/** The host behind the target; the runner asks checks of the layer `host` only where there is one. */
export function hostOf({ target }: SmokeSession): TargetHost {
  if (target.host === undefined) throw new TypeError("A host check was asked of a bare URL.");
  return target.host;
}
