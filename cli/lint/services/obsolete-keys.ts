/** A key that Puppet once read and does not read any more. */
export interface ObsoleteKey {
  /** The keys from the top; a last one that ends in `::` stands for all that begin with it. */
  readonly path: readonly [string, ...string[]];
  /** The day of the change in operations-puppet, where it is known. */
  readonly removed?: string;
  /** What to do, as one sentence. */
  readonly instead: string;
  /** The last key's new name, where it has one. */
  readonly renamed?: string;
}

const remove = "Remove it.";

/**
 * Removed keys that are still found in live texts; the first that fits a key speaks.
 * @see operations-puppet/modules/profile/manifests/docker/engine.pp
 */
export const obsoleteKeys: readonly ObsoleteKey[] = [
  {
    path: ["profile::docker::engine::version"],
    removed: "2022-08-26",
    instead: "Remove it: the host gets its distribution's Docker package.",
  },
  {
    path: ["profile::docker::engine::force_default_docker_storage"],
    removed: "2022-08-24",
    instead: remove,
  },
  {
    path: ["profile::docker::storage::loopback::dm_source"],
    removed: "2021-12-21",
    instead: remove,
  },
  { path: ["profile::docker::storage::"], removed: "2022-08-24", instead: remove },
  {
    path: ["profile::docker::engine::settings", "storage_driver"],
    removed: "2023-03-27",
    instead: "Write storage-driver, with a hyphen.",
    renamed: "storage-driver",
  },
  { path: ["docker::version"], removed: "2022-08-26", instead: remove },
  { path: ["profile::cassandra::single_instance::"], instead: remove },
  { path: ["profile::cassandra::disable_graphite_metrics"], instead: remove },
  { path: ["cassandra::metrics::blacklist"], instead: remove },
];
