import { dirname, resolve } from "node:path";
import { placeOf, type ReadFile } from "./mistakes.ts";
import { entriesOf, type YamlNode } from "./positioned-yaml.ts";
import { readSiteValue } from "./secret-references.ts";
import type { Context, Service, SiteValue, SshSettings } from "./site.ts";

/** The site file as it is written, once its schema holds. */
export interface RawSite {
  readonly context?: string;
  readonly contexts: Readonly<Record<string, RawContext>>;
}

interface RawContext {
  readonly cloud?: string;
  readonly keystone?: string;
  readonly enc?: string;
  readonly project: string;
  readonly project_name?: string;
  readonly domain?: string;
  readonly registry?: string;
  readonly registry_url?: string;
  readonly clouds_file?: string;
  readonly ssh?: RawSsh;
  readonly protected?: boolean;
}

interface RawSsh {
  readonly jump?: string;
  readonly user?: string;
  readonly transport?: SshSettings["transport"];
  readonly config?: string;
}

/** A service as it is written. */
export interface RawService {
  readonly template: string;
  readonly hosts: readonly string[];
  readonly prefix?: string;
  readonly roles?: readonly string[];
  readonly endpoints?: Readonly<Record<string, string>>;
}

/** The context of that name with its defaults; relative paths start in `folder`. */
export function buildContext(site: RawSite, name: string, folder: string): Context {
  const raw = site.contexts[name] as RawContext;
  const registry = raw.registry ?? "docker-registry.wikimedia.org";
  const { ssh } = raw;
  return {
    name,
    project: raw.project,
    projectName: raw.project_name ?? raw.project,
    domain: raw.domain ?? "eqiad1.wikimedia.cloud",
    registry,
    registryUrl: withoutFinalSlash(raw.registry_url) ?? `https://${registry}`,
    cloud: raw.cloud,
    keystoneUrl: withoutFinalSlash(raw.keystone),
    encUrl: withoutFinalSlash(raw.enc),
    cloudsFile: absolute(raw.clouds_file, folder),
    ssh: {
      jump: ssh?.jump,
      user: ssh?.user,
      transport: ssh?.transport ?? "openssh",
      configFile: absolute(ssh?.config, folder),
    },
    protected: raw.protected ?? false,
  };
}

/** Every service with FQDNs, prefixes and values; `root` is the whole file, whose schema holds. */
export function buildServices(
  root: YamlNode,
  context: Context,
  file: ReadFile,
): ReadonlyMap<string, Service> {
  return new Map(
    entriesOf(root, "services").map(({ key, node }) => [
      key,
      buildService(key, node, { context, file }),
    ]),
  );
}

/** A host's FQDN; a name without a dot is short. */
export function completeHost(host: string, context: Context): string {
  return host.includes(".") ? host : `${host}.${context.projectName}.${context.domain}`;
}

function buildService(
  name: string,
  node: YamlNode,
  { context, file }: { context: Context; file: ReadFile },
): Service {
  const raw = node.value as RawService;
  const folder = dirname(file.path);
  const hosts = raw.hosts.map((host) => completeHost(host, context));
  const isPath = /[/\\]/.test(raw.template) || raw.template.startsWith(".");
  return {
    name,
    template: isPath ? resolve(folder, raw.template) : raw.template,
    hosts,
    prefixes: raw.prefix === undefined ? hosts : [raw.prefix],
    roles: raw.roles ?? [],
    values: readValues(node, folder),
    valuePlaces: placesOfValues(node, file),
    endpoints: raw.endpoints ?? {},
  };
}

function readValues(service: YamlNode, folder: string): Readonly<Record<string, SiteValue>> {
  return Object.fromEntries(
    entriesOf(service, "values").map(({ key, node }) => [key, readSiteValue(node, folder, [])]),
  );
}

function placesOfValues(service: YamlNode, file: ReadFile): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entriesOf(service, "values").map(({ key, node }) => [
      key,
      `${file.path}:${placeOf(file.text, node.offset)}`,
    ]),
  );
}

function absolute(path: string | undefined, folder: string): string | undefined {
  return path === undefined ? undefined : resolve(folder, path);
}

function withoutFinalSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, "");
}
