import { STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Clock } from "../base/world.ts";
import { refusalOf } from "./emulator-access.ts";
import type { EncAnswer, EncCall, EncRoute } from "./emulator-call.ts";
import {
  addKeystoneRoutes,
  type EmulatedCredential,
  type EmulatedKeystone,
} from "./emulator-keystone.ts";
import { readRoutes } from "./emulator-reads.ts";
import { type EncStore, openEncStore } from "./emulator-store.ts";
import { type TextColumn, writeRoutes } from "./emulator-writes.ts";
import { dumpJson } from "./emulator-yaml.ts";
import { textLimitBytes } from "./text-limit.ts";

/** How to raise an emulated cloud. */
export interface EncEmulatorOptions {
  /** `127.0.0.1` for this machine alone. */
  readonly host: string;
  /** Any free one unless given. */
  readonly port?: number;
  readonly credentials: readonly EmulatedCredential[];
  readonly clock: Pick<Clock, "now">;
  /** A JSON file that keeps prefixes and history; in memory unless given. */
  readonly stateFile?: string;
  /** 7.1 days unless given, as at Wikimedia. */
  readonly tokenLifetimeMs?: number;
  readonly region?: string;
  /** Of Hiera texts: 65,535 bytes, and 500 for more, unless given. */
  readonly column?: TextColumn;
  /** Told of each answer, in order. */
  readonly onAnswer?: (method: string, path: string, status: number) => void;
}

/** A running emulator of Keystone and the ENC. */
export interface EncEmulator {
  /** Ends in `/v3`. */
  readonly keystoneUrl: string;
  /** The origin, before `/v1`. */
  readonly encUrl: string;
  readonly port: number;
  /** The tables and the history; `commit` also takes rows that the API would refuse. */
  readonly store: EncStore;
  readonly keystone: EmulatedKeystone;
  close(): Promise<void>;
}

const nginxBodyLimitBytes = 1024 * 1024;

/**
 * Raises Keystone v3 and the ENC on one port, with the statuses and oddities of the real ones.
 * @throws {KaskctlError} file-unreadable where the state file cannot be read
 * @see operations-puppet/modules/openstack/files/puppet/master/encapi/puppet-enc.py
 */
export async function startEncEmulator(options: EncEmulatorOptions): Promise<EncEmulator> {
  const store = await openEncStore(options.stateFile);
  const app = createApp();
  let port = options.port ?? 0;
  const origin = () => `http://${options.host}:${port}`;
  const keystone = addKeystoneRoutes(app, {
    credentials: options.credentials,
    clock: options.clock,
    tokenLifetimeMs: options.tokenLifetimeMs ?? 613_440_000,
    region: options.region ?? "eqiad1-r",
    origin,
  });
  const column = options.column ?? { limitBytes: textLimitBytes, tooLong: "refuse" };
  const routes = [...readRoutes(store), ...writeRoutes({ store, clock: options.clock, column })];
  for (const route of routes) addEncRoute(app, route, keystone);
  const { onAnswer } = options;
  if (onAnswer) {
    app.addHook("onResponse", async (request, reply) =>
      onAnswer(request.method, request.url, reply.statusCode),
    );
  }
  await app.listen({ host: options.host, port });
  port = (app.server.address() as AddressInfo).port;
  const close = () => app.close();
  return { keystoneUrl: `${origin()}/v3`, encUrl: origin(), port, store, keystone, close };
}

function createApp(): FastifyInstance {
  const app = Fastify({
    bodyLimit: nginxBodyLimitBytes,
    forceCloseConnections: true,
    // A prefix may have 255 characters, each of them encoded.
    routerOptions: { maxParamLength: 4096 },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((_request, reply) => sendHtml(reply, 404, "Not Found"));
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    return sendHtml(reply, status, STATUS_CODES[status] ?? "Error");
  });
  return app;
}

function addEncRoute(app: FastifyInstance, route: EncRoute, keystone: EmulatedKeystone): void {
  app.route({
    method: route.method,
    url: route.path,
    async handler(request, reply) {
      const identity = keystone.identify(headerOf(request, "x-auth-token"));
      const call = callOf(request, identity?.userId ?? "");
      if (route.policy !== "anyone") {
        const project = route.project ?? (call.param("project") || undefined);
        const refusal = refusalOf(route.policy, identity, project);
        if (refusal) return reply.code(refusal.status).send(refusal.body);
      }
      return send(request, reply, await route.handle(call));
    },
  });
}

function callOf(request: FastifyRequest, userId: string): EncCall {
  const params = request.params as Readonly<Record<string, string>>;
  const header = (name: string) => headerOf(request, name);
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(
    header("content-type") ?? "",
  );
  return {
    param: (name) => params[name] ?? "",
    hasQuery: (name) => Object.hasOwn(request.query as object, name),
    header,
    body: isForm ? Buffer.alloc(0) : ((request.body as Buffer | undefined) ?? Buffer.alloc(0)),
    userId,
  };
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** What is accepted is looked at only now, when the answer is built: a write is done by then. */
function send(request: FastifyRequest, reply: FastifyReply, answer: EncAnswer): FastifyReply {
  if ("html" in answer) return sendHtml(reply, answer.status, answer.html);
  if ("yaml" in answer) return sendAs(reply, answer.status, "application/x-yaml", answer.yaml);
  const accept = headerOf(request, "accept") ?? "";
  if (accept.includes("application/json")) {
    return sendAs(reply, answer.status, "application/json", JSON.stringify(answer.value));
  }
  if (accept.includes("application/x-yaml")) {
    return sendAs(reply, answer.status, "application/x-yaml", dumpJson(answer.value));
  }
  return sendHtml(reply, 400, `unsupported Accept header: ${accept}`);
}

function sendAs(reply: FastifyReply, status: number, type: string, text: string): FastifyReply {
  return reply.code(status).type(`${type}; charset=utf-8`).send(text);
}

function sendHtml(reply: FastifyReply, status: number, words: string): FastifyReply {
  const title = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  const text = words.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const page = `<!doctype html>\n<html lang=en>\n<title>${title}</title>\n<h1>${STATUS_CODES[status] ?? ""}</h1>\n<p>${text}</p>\n`;
  return sendAs(reply, status, "text/html", page);
}
