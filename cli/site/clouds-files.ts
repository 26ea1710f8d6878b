import { dirname, join, resolve } from "node:path";
import { FAILSAFE_SCHEMA, load, YAMLException } from "js-yaml";
import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import { openToOthersError, readPrivateText } from "./private-file.ts";

/** An entry of clouds.yaml: every scalar as its text, since an id may look like a number. */
export interface CloudEntry {
  readonly [name: string]: string | CloudEntry | readonly unknown[] | undefined;
}

/** The clouds of clouds.yaml with secure.yaml merged over them, and the files they were read from. */
export interface CloudsFiles {
  readonly clouds: ReadonlyMap<string, CloudEntry>;
  readonly paths: readonly string[];
  /** Where clouds.yaml was looked for. */
  readonly searched: readonly string[];
}

/**
 * Reads clouds.yaml and secure.yaml where OpenStack's own tools do, or `pinned` and the secure.yaml
 * beside it.
 * @throws {KaskctlError} clouds-invalid, file-unreadable
 * @see openstacksdk/openstack/config/loader.py, OpenStackConfig
 */
export async function readCloudsFiles(
  pinned: string | undefined,
  world: World,
): Promise<CloudsFiles> {
  const configured = pinned ?? configuredPath("OS_CLIENT_CONFIG_FILE", world);
  const searched = configured === undefined ? places("clouds", world) : [configured];
  const clouds = await readFirst(searched, configured !== undefined);
  const secure = await readFirst(securePlaces(pinned, world), false);
  const merged = merge(clouds?.data ?? {}, secure?.data ?? {});
  return {
    clouds: cloudsOf(merged),
    paths: [clouds, secure].flatMap((file) => file?.path ?? []),
    searched,
  };
}

function cloudsOf(data: CloudEntry): ReadonlyMap<string, CloudEntry> {
  const entries = Object.entries(asMapping(data["clouds"]));
  return new Map(entries.map(([name, entry]) => [name, asMapping(entry)]));
}

function securePlaces(pinned: string | undefined, world: World): readonly string[] {
  if (pinned !== undefined) return [join(dirname(pinned), "secure.yaml")];
  const configured = configuredPath("OS_CLIENT_SECURE_FILE", world);
  return configured === undefined ? places("secure", world) : [configured];
}

function places(name: string, world: World): readonly string[] {
  const { HOME: home, XDG_CONFIG_HOME: configHome } = world.env;
  const folders = [
    world.cwd,
    ...(configHome ? [join(configHome, "openstack")] : []),
    ...(home ? [join(home, ".config/openstack")] : []),
    ...(home ? [join(home, "Library/Application Support/openstack")] : []),
    "/etc/openstack",
  ];
  return folders.flatMap((folder) =>
    ["yaml", "yml", "json"].map((extension) => join(folder, `${name}.${extension}`)),
  );
}

function configuredPath(variable: string, world: World): string | undefined {
  const path = world.env[variable];
  return path === undefined || path === "" ? undefined : resolve(world.cwd, path);
}

interface CloudsFile {
  readonly path: string;
  readonly data: CloudEntry;
}

async function readFirst(
  paths: readonly string[],
  mustExist: boolean,
): Promise<CloudsFile | undefined> {
  for (const path of paths) {
    const file = await readPrivateText(path, "the clouds file");
    if (file === undefined) continue;
    const data = parse(file.text, path);
    if (file.isOpenToOthers && holdsSecret(data)) {
      throw openToOthersError("clouds-invalid", path, "The clouds file");
    }
    return { path, data };
  }
  if (!mustExist) return undefined;
  throw new KaskctlError("clouds-invalid", `There is no clouds file ${paths[0]}.`, {
    hint: "Check `clouds_file` of the context and OS_CLIENT_CONFIG_FILE.",
  });
}

/** The parser's own words are not repeated: they can hold a piece of a secret. */
function parse(text: string, path: string): CloudEntry {
  try {
    return asMapping(load(text, { schema: FAILSAFE_SCHEMA }));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const place =
      error.mark === undefined ? "" : `:${error.mark.line + 1}:${error.mark.column + 1}`;
    throw new KaskctlError("clouds-invalid", `${path}${place}: not valid YAML.`, {
      hint: "Quote a value that starts with one of * & ! @ % { [ or a quote.",
    });
  }
}

const secretNames = ["application_credential_secret", "password", "token"];

function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  return Object.entries(asMapping(value)).some(
    ([name, child]) => (secretNames.includes(name) && child !== "") || holdsSecret(child),
  );
}

function merge(under: CloudEntry, over: CloudEntry): CloudEntry {
  const result: Record<string, CloudEntry[string]> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const isMapping = typeof value === "object" && !Array.isArray(value);
    result[name] = isMapping ? merge(asMapping(under[name]), value as CloudEntry) : value;
  }
  return result;
}

function asMapping(value: unknown): CloudEntry {
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  return isMapping ? (value as CloudEntry) : {};
}
