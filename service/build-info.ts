import type { BuildInfo } from "./contract/build-info.ts";

/** Put in by the bundler; absent when the sources run as they are. */
declare const KASKCTL_VERSION: string | undefined;

/**
 * What this program says about itself. Date and host of the build stay unknown, so that two builds
 * of one source are equal.
 * @see mediawiki-services-kask/kask.go, version, buildDate, buildHost
 */
export const buildInfo: BuildInfo = {
  version: typeof KASKCTL_VERSION === "undefined" ? "unknown" : KASKCTL_VERSION,
  build_date: "unknown",
  build_host: "unknown",
  go_version: `node${process.versions.node}`,
};
