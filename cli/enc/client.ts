import { KaskctlError } from "../base/errors.ts";
import { askOverHttp, type HttpAnswer } from "../base/http.ts";
import type { World } from "../base/world.ts";
import { parseHiera } from "../hiera/parse-hiera.ts";
import { loadAsPyyaml } from "../hiera/pyyaml-load.ts";
import type { HieraMap } from "../hiera/value.ts";
import type { EncCredential } from "./credential.ts";
import type { Enc, EncNode, EncRevision } from "./enc.ts";
import { authenticate, type KeystoneSession } from "./keystone.ts";
import { encRefusal } from "./refusal.ts";

/** What a client of one project's ENC needs. */
export interface EncClientOptions {
  readonly credential: EncCredential;
  /** The project's id, as in the ENC's URLs. */
  readonly project: string;
  readonly world: World;
  /** For one answer; 30 s unless given. */
  readonly timeoutMs?: number;
}

/** An ENC client that can also say who it is. */
export interface EncClient extends Enc {
  /** The present login; logs in where there is none. */
  session(): Promise<KeystoneSession>;
}

interface Request {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/v1/<project>/`, encoded. */
  readonly path: string;
  readonly doing: string;
  readonly body?: string;
  /** The node view asks for no token, and answers in YAML only. */
  readonly anonymous?: true;
}

/** A token about to expire is renewed before it is used. */
const expirySkewMs = 60_000;

/**
 * The ENC of one project over HTTP. It logs in when it is first asked, and once more when a token
 * is refused; a refused token means that nothing was done, so the request is then repeated once.
 * @see operations-puppet/modules/openstack/files/puppet/master/encapi/puppet-enc.py
 */
export function createEncClient(options: EncClientOptions): EncClient {
  return clientOver(createLogins(options.credential, options.world), options);
}

function clientOver(logins: Logins, options: EncClientOptions): EncClient {
  const { answerOrNothing, accepted } = createConnection(logins, options);
  const at = (prefix: string, part = "") => `prefix/${encodeURIComponent(prefix)}${part}`;
  return {
    session: logins.present,
    uninterrupted() {
      const { signal } = new AbortController();
      return clientOver(logins, { ...options, world: { ...options.world, signal } });
    },
    async read(prefix): Promise<EncRevision> {
      const doing = `read prefix ${prefix}`;
      const text = await answerOrNothing({ method: "GET", path: at(prefix, "/hiera"), doing });
      const roles = await answerOrNothing({ method: "GET", path: at(prefix, "/roles"), doing });
      return {
        prefix,
        text: text && (member(text, "hiera", isString, doing) as string),
        roles: roles ? (member(roles, "roles", isStrings, doing) as string[]).toSorted() : [],
      };
    },
    async writeHiera(prefix, text) {
      const doing = `write the Hiera text of prefix ${prefix}`;
      await accepted({ method: "POST", path: at(prefix, "/hiera"), doing, body: text });
    },
    async writeRoles(prefix, roles) {
      const doing = `write the roles of prefix ${prefix}`;
      const body = JSON.stringify(roles);
      await accepted({ method: "POST", path: at(prefix, "/roles"), doing, body });
    },
    async deletePrefix(prefix) {
      await accepted({ method: "DELETE", path: at(prefix), doing: `delete prefix ${prefix}` });
    },
    async listPrefixes() {
      const doing = `list the prefixes of project ${options.project}`;
      const answer = await accepted({ method: "GET", path: "prefix", doing });
      return member(answer, "prefixes", isStrings, doing) as string[];
    },
    async readNode(fqdn) {
      const doing = `read the node ${fqdn}`;
      const path = `node/${encodeURIComponent(fqdn)}`;
      return nodeOf(await accepted({ method: "GET", path, doing, anonymous: true }), doing);
    },
  };
}

interface Connection {
  /** The answer, or nothing where the ENC says 404. */
  answerOrNothing(request: Request): Promise<HttpAnswer | undefined>;
  accepted(request: Request): Promise<HttpAnswer>;
}

function createConnection(
  logins: Logins,
  { credential, project, world, timeoutMs }: EncClientOptions,
): Connection {
  const send = async (request: Request, url: string, session: KeystoneSession | undefined) =>
    askOverHttp(world, {
      url,
      method: request.method,
      headers: {
        accept: request.anonymous ? "application/x-yaml" : "application/json",
        ...(session ? { "x-auth-token": session.token.reveal() } : {}),
        ...(request.body === undefined ? {} : { "content-type": "application/x-yaml" }),
      },
      doing: request.doing,
      whom: "the ENC",
      unreachable: "enc-unreachable",
      hint: unreachableHint(request),
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  const ask = async (request: Request) => {
    const base = credential.encUrl ?? (await logins.present()).encUrl;
    const url = `${projectUrl(base, project)}/${request.path}`;
    let session = request.anonymous ? undefined : await logins.present();
    let answer = await send(request, url, session);
    if (answer.status === 401 && session) {
      session = await logins.renew(session);
      answer = await send(request, url, session);
    }
    const refuse = () => encRefusal({ ...request, url, project, session }, answer);
    return { answer, refuse };
  };
  return {
    async answerOrNothing(request) {
      const { answer, refuse } = await ask(request);
      if (isNotFound(answer)) return undefined;
      if (answer.status !== 200) throw refuse();
      return answer;
    },
    async accepted(request) {
      const { answer, refuse } = await ask(request);
      if (answer.status !== 200) throw refuse();
      return answer;
    },
  };
}

interface Logins {
  present(): Promise<KeystoneSession>;
  /** A login in the place of one that was refused, unless another request has made it already. */
  renew(refused: KeystoneSession): Promise<KeystoneSession>;
}

/** One login for many requests, also where they run beside each other. */
function createLogins(credential: EncCredential, world: World): Logins {
  let login: Promise<KeystoneSession> | undefined;
  const logIn = () => {
    login = authenticate(credential, world);
    // A failure is not kept: the next request may log in.
    login.catch(() => {
      login = undefined;
    });
    return login;
  };
  const present = async () => {
    const session = await (login ?? logIn());
    return session.expiresAtMs - expirySkewMs <= world.clock.now() ? logIn() : session;
  };
  return {
    present,
    renew: async (refused) => ((await login) === refused ? logIn() : present()),
  };
}

/** Flask answers 404 in HTML for an address it does not know, which must not pass for an empty prefix. */
function isNotFound({ status, body }: HttpAnswer): boolean {
  return status === 404 && body.includes('"notfound"');
}

/** The catalog's address ends in a project; the one the site names decides. */
function projectUrl(base: string | undefined, project: string): string {
  if (!base) {
    throw new KaskctlError(
      "keystone-refused",
      "Cannot find the ENC: Keystone's catalog has no endpoint of type puppet-enc.",
      { hint: "Check region and interface in clouds.yaml, or set `enc:` in the site file." },
    );
  }
  const root = base.replace(/\/+$/, "").replace(/\/v1(\/[^/]*)?$/, "");
  return `${root}/v1/${encodeURIComponent(project)}`;
}

function unreachableHint({ method }: Request): string {
  return method === "GET"
    ? "Check your connection, or `enc:` in the site file, then try again."
    : "It is unknown whether the ENC stored it: run `kaskctl plan`, which shows what it holds.";
}

function isString(value: unknown): boolean {
  return typeof value === "string";
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every(isString);
}

function member(
  { body }: HttpAnswer,
  name: string,
  holds: (value: unknown) => boolean,
  doing: string,
): unknown {
  const value = jsonMember(body, name);
  if (holds(value)) return value;
  throw new KaskctlError(
    "enc-refused",
    `Cannot ${doing}: the ENC answered 200, but without "${name}".`,
    { hint: "Check the ENC's address." },
  );
}

function jsonMember(body: string, name: string): unknown {
  try {
    return (JSON.parse(body) as Record<string, unknown> | null)?.[name];
  } catch {
    return undefined;
  }
}

function nodeOf(answer: HttpAnswer, doing: string): EncNode {
  const node = loadAsPyyaml(parseHiera(answer.body));
  if (node.ok && node.value instanceof Map) {
    const hiera = node.value.get("hiera");
    const roles = node.value.get("roles");
    if (hiera instanceof Map && isStrings(roles)) {
      return { hiera: hiera as HieraMap, roles: (roles as string[]).toSorted() };
    }
  }
  throw new KaskctlError(
    "enc-refused",
    `Cannot ${doing}: the ENC answered 200, but not with hiera and roles.`,
    { hint: "Check the ENC's address." },
  );
}
