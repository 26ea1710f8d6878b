import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Clock } from "../base/world.ts";

/** An application credential that the emulated Keystone knows. */
export interface EmulatedCredential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly user: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string };
  /** `reader`, `member`, `admin`. */
  readonly roles: readonly string[];
  /** Milliseconds since 1970; undefined for one that does not expire. */
  readonly expiresAtMs?: number;
}

/** Who asks: what a valid token stands for. */
export interface Identity {
  readonly userId: string;
  readonly projectId: string;
  readonly roles: readonly string[];
}

/** The emulated Keystone, for the emulated ENC beside it. */
export interface EmulatedKeystone {
  /** Undefined for a token that is missing, unknown or expired. */
  identify(token: string | undefined): Identity | undefined;
  /** Makes every token given so far invalid, as a key rotation does. */
  revokeTokens(): void;
}

/** What Keystone needs to know. */
export interface KeystoneOptions {
  readonly credentials: readonly EmulatedCredential[];
  readonly clock: Pick<Clock, "now">;
  readonly tokenLifetimeMs: number;
  readonly region: string;
  /** The emulator's own origin. */
  readonly origin: () => string;
}

type AppCredential = Record<string, unknown> & {
  readonly id?: string;
  readonly name?: string;
  readonly secret?: string;
  readonly user?: { readonly id?: string; readonly name?: string; readonly domain?: object };
};

interface AuthBody {
  readonly auth?: {
    readonly identity?: {
      readonly methods?: readonly string[];
      readonly application_credential?: AppCredential;
    };
    readonly scope?: unknown;
  };
}

const passwordRefused = "Password auth not allowed for this username from this ip.";
const unauthorised = "The request you have made requires authentication.";

/**
 * Adds Keystone's version document and token route, with the answers that Wikimedia's gives.
 * @see keystone/api/auth.py, AuthTokenResource
 */
export function addKeystoneRoutes(
  app: FastifyInstance,
  options: KeystoneOptions,
): EmulatedKeystone {
  const tokens = new Map<string, { readonly identity: Identity; readonly expiresAtMs: number }>();
  const { clock } = options;
  app.get("/v3", () => versionDocument(options.origin()));
  app.get("/v3/", () => versionDocument(options.origin()));
  app.post("/v3/auth/tokens", (request, reply) => {
    const auth = authOf(request.body as Buffer | undefined);
    if (!auth?.identity?.methods)
      return refuse(reply, 400, "Bad Request", "Expecting to find auth in request body.");
    if (auth.identity.methods.includes("password"))
      return refuse(reply, 401, "Unauthorized", passwordRefused);
    const credential = findCredential(options.credentials, auth.identity.application_credential);
    const hasExpired = (credential?.expiresAtMs ?? Number.POSITIVE_INFINITY) <= clock.now();
    if (!credential || hasExpired) return refuse(reply, 401, "Unauthorized", unauthorised);
    if (auth.scope !== undefined) {
      const words =
        "You are not authorized to perform the requested action: Application credentials cannot request a scope.";
      return refuse(reply, 403, "Forbidden", words);
    }
    const token = randomBytes(24).toString("base64url");
    const expiresAtMs = clock.now() + options.tokenLifetimeMs;
    tokens.set(token, { identity: identityOf(credential), expiresAtMs });
    return reply
      .code(201)
      .header("x-subject-token", token)
      .send(tokenBody(credential, expiresAtMs, options));
  });
  return {
    identify(token) {
      const known = token === undefined ? undefined : tokens.get(token);
      return known && known.expiresAtMs > clock.now() ? known.identity : undefined;
    },
    revokeTokens: () => tokens.clear(),
  };
}

function authOf(body: Buffer | undefined): AuthBody["auth"] {
  try {
    return (JSON.parse(String(body)) as AuthBody | null)?.auth;
  } catch {
    return undefined;
  }
}

function findCredential(
  credentials: readonly EmulatedCredential[],
  asked: AppCredential | undefined,
): EmulatedCredential | undefined {
  if (!asked) return undefined;
  return credentials.find(
    ({ id, name, secret, user }) =>
      secret === asked.secret &&
      (asked.id === undefined
        ? name === asked.name && (asked.user?.id === user.id || asked.user?.name === user.name)
        : asked.id === id),
  );
}

function identityOf({ user, project, roles }: EmulatedCredential): Identity {
  return { userId: user.id, projectId: project.id, roles };
}

function tokenBody(
  { user, project, roles, id }: EmulatedCredential,
  expiresAtMs: number,
  { clock, origin, region }: KeystoneOptions,
): object {
  const domain = { id: "default", name: "Default" };
  const endpoint = (service: string, url: string) => ({
    id: service,
    name: service,
    type: service,
    endpoints: [{ id: `${service}-public`, interface: "public", region, region_id: region, url }],
  });
  return {
    token: {
      methods: ["application_credential"],
      user: { ...user, domain },
      project: { ...project, domain },
      roles: roles.map((name) => ({ id: name, name })),
      application_credential: { id, restricted: true },
      issued_at: keystoneTime(clock.now()),
      expires_at: keystoneTime(expiresAtMs),
      catalog: [
        endpoint("identity", `${origin()}/v3`),
        endpoint("puppet-enc", `${origin()}/v1/${project.id}`),
      ],
    },
  };
}

/** Keystone writes microseconds. */
function keystoneTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace("Z", "000Z");
}

function versionDocument(origin: string): object {
  const links = [{ rel: "self", href: `${origin}/v3/` }];
  return { version: { id: "v3.14", status: "stable", links } };
}

function refuse(reply: FastifyReply, code: number, title: string, message: string): FastifyReply {
  return reply.code(code).send({ error: { code, message, title } });
}
