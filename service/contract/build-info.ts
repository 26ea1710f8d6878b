/** What `/healthz` and `kask_build_info` say about the program; member names are Kask's. */
export interface BuildInfo {
  readonly version: string;
  readonly build_date: string;
  readonly build_host: string;
  /** Kask's name for it; ours is the version of Node, as in `node24.21.0`. */
  readonly go_version: string;
}
