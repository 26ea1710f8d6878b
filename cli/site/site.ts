/**
 * Site: the project file in, a Site out.
 *
 * Takes  `kaskctl.yaml`, the name of a context, `clouds.yaml`.
 * Gives  a Site with every default filled in; credentials as Secrets.
 * Never  resolves a secret before it is needed, or reports one mistake where there are several.
 */

/** Where a secret comes from; the value itself is never in the Site. */
export type SecretReference =
  /** A key of the puppetserver's private hierarchy; rendered as `%{lookup('KEY')}`. */
  | { readonly kind: "hiera"; readonly key: string }
  | { readonly kind: "env"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "cmd"; readonly words: readonly string[] };

/** JSON-like data of the site file; a list or mapping may hold secret references at any depth. */
export type SiteValue =
  | null
  | boolean
  | number
  | string
  | SecretReferenceValue
  | readonly SiteValue[]
  | { readonly [name: string]: SiteValue };

/** A reference inside a value, kept apart from a mapping that looks like one. */
export class SecretReferenceValue {
  readonly reference: SecretReference;

  constructor(reference: SecretReference) {
    this.reference = reference;
  }
}

/** How hosts are reached. */
export interface SshSettings {
  readonly jump: string | undefined;
  readonly user: string | undefined;
  readonly transport: "openssh" | "ssh2";
  /** An `ssh_config` file, absolute; undefined for the user's own. */
  readonly configFile: string | undefined;
}

/** A cloud project and the ways into it. */
export interface Context {
  readonly name: string;
  /** The project id, as in the ENC's URLs. */
  readonly project: string;
  /** The project name, as in host names. */
  readonly projectName: string;
  readonly domain: string;
  /** The registry's name in image references. */
  readonly registry: string;
  /** Where to ask it for tags. */
  readonly registryUrl: string;
  /** Entry of clouds.yaml; undefined where both URLs are given. */
  readonly cloud: string | undefined;
  readonly keystoneUrl: string | undefined;
  readonly encUrl: string | undefined;
  /** Absolute; undefined for OpenStack's usual places. */
  readonly cloudsFile: string | undefined;
  readonly ssh: SshSettings;
  /** Whether its name must be typed before anything changes. */
  readonly protected: boolean;
}

/** One service of the site. */
export interface Service {
  readonly name: string;
  /** A folder name in `hiera-templates/`, or an absolute path of a template's folder. */
  readonly template: string;
  /** FQDNs. */
  readonly hosts: readonly string[];
  /** The ENC prefixes that hold the text: the one given, or each host's FQDN. `_` is the whole project. */
  readonly prefixes: readonly string[];
  readonly roles: readonly string[];
  readonly values: Readonly<Record<string, SiteValue>>;
  /** Where each of `values` stands, as `file:line:column`; for messages. */
  readonly valuePlaces?: Readonly<Record<string, string>>;
  /** Data centre to origin, for cross-DC checks. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** The whole site file, with defaults, for one context. */
export interface Site {
  /** Absolute path of the file. */
  readonly file: string;
  readonly context: Context;
  readonly services: ReadonlyMap<string, Service>;
}
