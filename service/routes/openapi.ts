import type { FastifyInstance } from "fastify";

/**
 * `/openapi`, for any method, where the configuration asks for it.
 * @see mediawiki-services-kask/http.go, OpenAPI
 */
export function routeOpenapi(app: FastifyInstance, text: string): void {
  const body = Buffer.from(text);
  app.all("/openapi", async (_request, reply) => reply.type("application/x-yaml").send(body));
}
