/**
 * Plugins: what all routes share, as hooks and decorations of one Fastify instance.
 *
 * Takes  a Fastify instance, the log, the base URI.
 * Gives  `request.address`, `request.requestId`, `reply.problem()`, raw bodies, metrics.
 * Never  answers a request that a route can answer.
 */
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Log } from "../contract/log.ts";
import { type ProblemName, problemBody, problemHeaders, problems } from "../contract/problems.ts";

declare module "fastify" {
  interface FastifyReply {
    /** Answers with a problem about the request's path. */
    problem(name: ProblemName): FastifyReply;
  }
}

/** Lets every mishap leave through one door: a problem for the client, the cause for the log. */
export function useProblemDetails(app: FastifyInstance, log: Log): void {
  app.decorateReply("problem", function (this: FastifyReply, name: ProblemName) {
    const { address } = this.request;
    const instance = "path" in address ? address.path : "";
    // A buffer, since Fastify would add a charset to a text.
    const body = Buffer.from(problemBody(name, instance));
    return this.code(problems[name].status).headers(problemHeaders).send(body);
  });
  app.setErrorHandler<Error & { code?: string }>((error, request, reply) => {
    // Only the name: a message could quote the path, and with it a key.
    const line = `Error answering a request (${error.code ?? error.name})`;
    if (error.code === "ECONNRESET") log.debug(line, request.requestId);
    else log.error(line, request.requestId);
    return reply.problem("server_error");
  });
}
