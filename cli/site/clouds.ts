import { KaskctlError } from "../base/errors.ts";
import { Secret } from "../base/secret.ts";
import { didYouMean } from "../base/suggest.ts";
import type { World } from "../base/world.ts";
import { type CloudEntry, readCloudsFiles } from "./clouds-files.ts";
import type { Context } from "./site.ts";

/** Who an application credential of that name belongs to. */
type CredentialUser =
  | { readonly id: string }
  | { readonly name: string; readonly domain: { readonly id: string } | { readonly name: string } };

/** Which application credential. */
type ApplicationCredential =
  | { readonly id: string }
  | { readonly name: string; readonly user: CredentialUser };

/** What it takes to get a token of Keystone. */
export interface Credential {
  /** As written, with or without a final `/v3`, without a final slash. */
  readonly keystoneUrl: string;
  readonly applicationCredential: ApplicationCredential;
  readonly secret: Secret;
  readonly region: string | undefined;
  readonly interface: "public" | "internal" | "admin";
  /** The ENC's URL where the context names one; else Keystone's catalog knows it. */
  readonly encUrl: string | undefined;
  /** Where it was read: `cloud deployment-prep of /home/…/clouds.yaml`. */
  readonly origin: string;
  /** Settings that were left out, because an application credential is bound to its project. */
  readonly droppedScope: readonly string[];
}

/**
 * The credential of a context. A `clouds_file` of the context wins over everything, so that a
 * left-over variable cannot send a sandbox's changes to a live cloud; else `OS_CLOUD` and the
 * `OS_*` variables win over the context's `cloud`.
 * @throws {KaskctlError} clouds-invalid, file-unreadable
 */
export async function loadCredential(context: Context, world: World): Promise<Credential> {
  const isPinned = context.cloudsFile !== undefined && context.cloud !== undefined;
  const cloud = isPinned ? context.cloud : chooseCloud(context, world);
  const { origin, entry } =
    cloud === undefined ? variables(context, world) : await readCloud(cloud, context, world);
  return buildCredential(entry, origin, context);
}

interface FoundEntry {
  readonly origin: string;
  readonly entry: CloudEntry;
}

/** Undefined where the variables hold the credential themselves. */
function chooseCloud(context: Context, world: World): string | undefined {
  const { env } = world;
  if (env["OS_CLOUD"]) return env["OS_CLOUD"];
  const hasCredential =
    env["OS_APPLICATION_CREDENTIAL_ID"] || env["OS_APPLICATION_CREDENTIAL_NAME"];
  return hasCredential ? undefined : context.cloud;
}

async function readCloud(name: string, context: Context, world: World): Promise<FoundEntry> {
  const { clouds, paths, searched } = await readCloudsFiles(context.cloudsFile, world);
  const entry = clouds.get(name);
  if (typeof entry === "object")
    return { entry, origin: `cloud ${name} of ${paths.join(" and ")}` };
  if (paths.length === 0) {
    throw new KaskctlError(
      "clouds-invalid",
      `Context ${context.name} needs the cloud ${name}, but there is no clouds.yaml.`,
      {
        hint: `It is looked for as ${searched.filter((path) => path.endsWith(".yaml")).join(", ")}.`,
      },
    );
  }
  throw new KaskctlError("clouds-invalid", `There is no cloud ${name} in ${paths.join(" and ")}.`, {
    hint: didYouMean(name, [...clouds.keys()]),
  });
}

/** The variables as the entry that OpenStack's tools would make of them. */
function variables(context: Context, world: World): FoundEntry {
  const names = Object.keys(world.env).filter((name) => name.startsWith("OS_") && world.env[name]);
  const auth: Record<string, string> = {};
  for (const name of names) auth[name.slice(3).toLowerCase()] = world.env[name] ?? "";
  if (names.length === 0) {
    throw new KaskctlError("clouds-invalid", `Context ${context.name} has no credential.`, {
      hint: "Name an entry of clouds.yaml as `cloud:`, or set OS_APPLICATION_CREDENTIAL_ID and OS_APPLICATION_CREDENTIAL_SECRET.",
    });
  }
  const { region_name = "", interface: face = "", auth_type = "" } = auth;
  const entry = { auth, region_name, interface: face, auth_type };
  return { entry, origin: "the OS_* environment variables" };
}

function buildCredential(entry: CloudEntry, origin: string, context: Context): Credential {
  const auth = typeof entry["auth"] === "object" ? (entry["auth"] as CloudEntry) : {};
  const keystoneUrl = (context.keystoneUrl ?? text(auth["auth_url"])).replace(/\/+$/, "");
  const secret = text(auth["application_credential_secret"]);
  const applicationCredential = readIdentity(auth);
  if (applicationCredential === undefined) throw wrongAuthType(entry, auth, origin);
  if (secret === "") throw lacks(origin, "application_credential_secret");
  if (!/^https?:\/\/[^\s/]/.test(keystoneUrl)) throw lacks(origin, "a usable auth_url");
  return {
    keystoneUrl,
    applicationCredential,
    secret: new Secret(secret),
    region: text(entry["region_name"]) || undefined,
    interface: readInterface(text(entry["interface"]), origin),
    encUrl: context.encUrl,
    origin,
    droppedScope: scopeNames.filter((name) => text(auth[name]) !== ""),
  };
}

const scopeNames = [
  "project_id",
  "project_name",
  "project_domain_id",
  "project_domain_name",
  "domain_id",
  "domain_name",
  "system_scope",
  "tenant_id",
  "tenant_name",
];

function readIdentity(auth: CloudEntry): ApplicationCredential | undefined {
  const id = text(auth["application_credential_id"]);
  if (id !== "") return { id };
  const name = text(auth["application_credential_name"]);
  const user = readUser(auth);
  return name === "" || user === undefined ? undefined : { name, user };
}

function readUser(auth: CloudEntry): CredentialUser | undefined {
  const id = text(auth["user_id"]);
  if (id !== "") return { id };
  const name = text(auth["username"]);
  if (name === "") return undefined;
  const domainName = text(auth["user_domain_name"]);
  const domain =
    domainName === "" ? { id: text(auth["user_domain_id"]) || "default" } : { name: domainName };
  return { name, domain };
}

function readInterface(name: string, origin: string): Credential["interface"] {
  // `publicURL` is the older spelling of the same.
  const short = name.replace(/URL$/, "");
  if (short === "") return "public";
  if (short === "public" || short === "internal" || short === "admin") return short;
  throw lacks(origin, "a usable interface (public, internal or admin)");
}

function wrongAuthType(entry: CloudEntry, auth: CloudEntry, origin: string): KaskctlError {
  if (text(auth["application_credential_name"]) !== "") {
    return lacks(origin, "the user of the application credential (user_id, or username)");
  }
  if (text(entry["auth_type"]).includes("applicationcredential")) {
    return lacks(origin, "application_credential_id");
  }
  return new KaskctlError(
    "clouds-invalid",
    `Cannot log in with ${origin}: it holds no application credential, and Keystone refuses passwords from most places.`,
    {
      hint: "Create an application credential at https://horizon.wikimedia.org/identity/application_credentials/ and put its clouds.yaml entry in place.",
    },
  );
}

function lacks(origin: string, what: string): KaskctlError {
  return new KaskctlError("clouds-invalid", `Cannot log in with ${origin}: it lacks ${what}.`, {
    hint: "Horizon offers a complete clouds.yaml when an application credential is created.",
  });
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
