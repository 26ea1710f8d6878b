/**
 * Runner: a `service::docker` definition in, what Puppet makes of it out.
 *
 * Takes  the title and parameters of one entry of `profile::docker::runner::service_defs`.
 * Gives  the image, files with modes, the systemd unit and the container's words.
 * Never  reads, writes or runs anything; what it gives is compared, shown or carried out elsewhere.
 */

/** The parameters of `service::docker`, with its defaults filled in. */
export interface ServiceDefinition {
  readonly title: string;
  readonly ensure: "present" | "absent";
  readonly port: number;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly imageName: string;
  /** The service's own configuration, as loaded. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly overrideCmd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly volume: boolean;
  readonly hostNetwork: boolean;
  readonly runtime: string | undefined;
  /** Host path to container path. */
  readonly bindMounts: Readonly<Record<string, string>>;
}

/** A file that Puppet writes on the host. */
export interface RenderedFile {
  readonly path: string;
  /** As in `0o444`. */
  readonly mode: number;
  readonly content: string;
  /** Whether Puppet shows its changes in the agent's output. */
  readonly showDiff: boolean;
}

/** All that Puppet makes of one definition on a host. */
export interface RenderedService {
  readonly title: string;
  /** `docker-registry.wikimedia.org/wikimedia/mediawiki-services-kask:v1.0.10` */
  readonly image: string;
  /** Folders that must be there first, each with its mode. */
  readonly folders: readonly { readonly path: string; readonly mode: number }[];
  readonly files: readonly RenderedFile[];
  /** `<title>.service`, which is also the container's name. */
  readonly unit: string;
  readonly unitPath: string;
}
