import { KaskctlError } from "../base/errors.ts";
import { askOverHttp, type HttpAnswer, plainWords } from "../base/http.ts";
import { Secret } from "../base/secret.ts";
import type { World } from "../base/world.ts";
import type { EncCredential } from "./credential.ts";

/** A login that Keystone granted. */
export interface KeystoneSession {
  readonly token: Secret;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
  readonly user: string;
  readonly project: { readonly id: string; readonly name: string };
  /** Names, sorted; `reader` alone may not push. */
  readonly roles: readonly string[];
  /** The ENC's address in the catalog, with the project in it; undefined where it lists none. */
  readonly encUrl: string | undefined;
}

const createOne =
  "Create an application credential at https://horizon.wikimedia.org/identity/application_credentials and put it into clouds.yaml.";

/**
 * Trades an application credential for a token. No scope is asked for: the credential is bound to
 * its project.
 * @throws {KaskctlError} keystone-refused, keystone-unreachable
 * @see keystoneauth/identity/v3/application_credential.py, ApplicationCredentialMethod
 */
export async function authenticate(
  credential: EncCredential,
  world: World,
): Promise<KeystoneSession> {
  const url = tokensUrl(credential.keystoneUrl);
  const answer = await askOverHttp(world, {
    url,
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({ auth: { identity: identityOf(credential) } }),
    doing: "log in",
    whom: "Keystone",
    unreachable: "keystone-unreachable",
    hint: "Check auth_url in clouds.yaml (or `keystone:` in the site file) and your connection.",
  });
  const token = answer.headers.get("x-subject-token");
  const body = parseJson(answer.body) as TokenBody | undefined;
  if (answer.status !== 201 || !token || !body?.token?.project) throw refusal(url, answer);
  return sessionOf(token, body.token, credential);
}

interface TokenBody {
  readonly token?: KeystoneToken;
}

interface KeystoneToken {
  readonly expires_at: string;
  readonly user?: { readonly name: string };
  readonly project?: { readonly id: string; readonly name: string };
  readonly roles?: readonly { readonly name: string }[];
  readonly catalog?: readonly {
    readonly type: string;
    readonly endpoints: readonly CatalogueEndpoint[];
  }[];
}

interface CatalogueEndpoint {
  readonly interface: string;
  readonly region?: string;
  readonly region_id?: string;
  readonly url: string;
}

function tokensUrl(keystoneUrl: string): string {
  const base = keystoneUrl.replace(/\/+$/, "");
  return `${base.endsWith("/v3") ? base : `${base}/v3`}/auth/tokens`;
}

function identityOf({ applicationCredential, secret }: EncCredential): object {
  const named = { ...applicationCredential, secret: secret.reveal() };
  return { methods: ["application_credential"], application_credential: named };
}

function sessionOf(token: string, body: KeystoneToken, credential: EncCredential): KeystoneSession {
  const project = body.project ?? { id: "", name: "" };
  return {
    token: new Secret(token),
    expiresAtMs: Date.parse(body.expires_at),
    user: body.user?.name ?? "",
    project,
    roles: (body.roles ?? []).map(({ name }) => name).sort(),
    encUrl: encUrlOf(body, credential) ?? wikimediaEncUrl(credential.keystoneUrl, project.id),
  };
}

function encUrlOf(body: KeystoneToken, credential: EncCredential): string | undefined {
  const entry = body.catalog?.find(({ type }) => type === "puppet-enc");
  const endpoint = entry?.endpoints.find(
    (candidate) =>
      candidate.interface === credential.interface &&
      (credential.region === undefined ||
        [candidate.region, candidate.region_id].includes(credential.region)),
  );
  return endpoint?.url;
}

/** Another cloud's token must never be sent to Wikimedia, so the usual address is for its own Keystone only. */
function wikimediaEncUrl(keystoneUrl: string, project: string): string | undefined {
  if (!URL.canParse(keystoneUrl)) return undefined;
  if (!new URL(keystoneUrl).hostname.endsWith(".eqiad1.wikimediacloud.org")) return undefined;
  return `https://puppet-enc.cloudinfra.wmcloud.org/v1/${encodeURIComponent(project)}`;
}

function refusal(url: string, answer: HttpAnswer): KaskctlError {
  const said = (parseJson(answer.body) as { error?: { message?: string } } | undefined)?.error;
  if (!said) {
    return new KaskctlError(
      "keystone-refused",
      `Cannot log in: ${url} answered ${answer.status} and nothing that Keystone would say.`,
      { hint: "Check auth_url: Keystone's public address ends in :25000/v3 at Wikimedia." },
    );
  }
  const words = plainWords(said.message ?? "");
  return new KaskctlError(
    "keystone-refused",
    `Cannot log in: Keystone at ${url} answered ${answer.status}${words ? ` (${words})` : ""}.`,
    {
      hint:
        answer.status >= 500
          ? "The fault is Keystone's own: try again later."
          : `The application credential is unknown, has expired, or its secret is wrong. ${createOne}`,
    },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
