import type { FastifyInstance } from "fastify";
import type { BuildInfo } from "../contract/build-info.ts";

/**
 * `/healthz`, for any method: the program lives. The store is not asked.
 * @see mediawiki-services-kask/http.go, Healthz
 */
export function routeHealthz(app: FastifyInstance, buildInfo: BuildInfo): void {
  const { version, build_date, build_host, go_version } = buildInfo;
  const text = JSON.stringify({ version, build_date, build_host, go_version }, null, 2);
  // A buffer, since Fastify would add a charset to a text.
  const body = Buffer.from(text);
  app.all("/healthz", async (_request, reply) => reply.type("application/json").send(body));
}
