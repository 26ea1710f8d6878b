import type { BuildInfo } from "./contract/build-info.ts";

/** Put in by the bundler (`define`); absent when the sources run as they are. */
declare const KASK_BUILD: Omit<BuildInfo, "go_version"> | undefined;

const unknown = { version: "unknown", build_date: "unknown", build_host: "unknown" };

/**
 * What this program says about itself.
 * @see mediawiki-services-kask/kask.go, version, buildDate, buildHost
 */
export const buildInfo: BuildInfo = {
  ...(typeof KASK_BUILD === "undefined" ? unknown : KASK_BUILD),
  go_version: `node${process.versions.node}`,
};
