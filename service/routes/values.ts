/**
 * Routes: one resource, one file.
 *
 * Takes  a request whose address is known.
 * Gives  Kask's answer to it.
 * Never  decides where a request leads, and never logs a key or a value.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../contract/log.ts";
import type { Store } from "../storage/store.ts";

/** What the values need beside the request. */
export interface ValuesOptions {
  readonly store: Store;
  /** 0 is forever. */
  readonly ttlSeconds: number;
  readonly log: Log;
}

/**
 * GET, POST and DELETE of a key; every other method is a 400, not a 405.
 * @see mediawiki-services-kask/http.go, HTTPHandler.ServeHTTP
 */
export function routeValues(app: FastifyInstance, options: ValuesOptions): void {
  const { log } = options;
  app.all("/value", async (request, reply) => {
    const { address } = request;
    if (address.kind === "no-key") return reply.problem("not_found");
    if (address.kind === "bad-request") return reply.problem("bad_request");
    const answer = answers[request.method as keyof typeof answers];
    if (answer === undefined) return refuseMethod(request, reply, log);
    if (address.kind !== "value") {
      log.error(`${answer.deed} (the key is not UTF-8)`, request.requestId);
      return reply.problem("server_error");
    }
    try {
      return await answer.run(address.key, request, reply, options);
    } catch (error) {
      log.error(`${answer.deed} (${(error as Error).message})`, request.requestId);
      return reply.problem("server_error");
    }
  });
}

interface ValueAnswer {
  /** What the log says when it fails, in Kask's words. */
  readonly deed: string;
  run(
    key: string,
    request: FastifyRequest,
    reply: FastifyReply,
    options: ValuesOptions,
  ): Promise<FastifyReply>;
}

const answers: { readonly [Method in "GET" | "POST" | "DELETE"]: ValueAnswer } = {
  GET: {
    deed: "Error reading from storage",
    async run(key, _request, reply, { store }) {
      const value = await store.get(key);
      if (value === undefined) return reply.problem("not_found");
      return reply.type("application/octet-stream").send(value);
    },
  },
  POST: {
    deed: "Error writing to storage",
    async run(key, request, reply, { store, ttlSeconds, log }) {
      const body = request.body as Buffer | undefined;
      if (body === undefined || body.byteLength === 0) {
        log.error("Request body is empty", request.requestId);
        return reply.problem("bad_request");
      }
      await store.set(key, body, ttlSeconds);
      return reply.code(201).send();
    },
  },
  DELETE: {
    deed: "Error writing to storage",
    async run(key, _request, reply, { store }) {
      await store.delete(key);
      return reply.code(204).send();
    },
  },
};

function refuseMethod(request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  log.error(`Unsupported HTTP method (${request.method})`, request.requestId);
  return reply.problem("bad_request");
}
