import type { FastifyInstance, FastifyReply } from "fastify";

/**
 * The answers that Go's mux and server give before Kask is asked: redirects, the plain 404 and the
 * plain 400.
 * @see go/net/http/server.go, Redirect and NotFound
 */
export function routeMux(app: FastifyInstance): void {
  app.all("/redirect", async (request, reply) => {
    const location = request.address.kind === "redirect" ? request.address.location : "/";
    reply.code(301).header("location", location);
    if (request.method !== "GET" && request.method !== "HEAD") return reply.send();
    const link = location.replaceAll("&", "&amp;").replaceAll("'", "&#39;");
    return reply
      .type("text/html; charset=utf-8")
      .send(`<a href="${link}">Moved Permanently</a>.\n\n`);
  });
  app.all("/malformed", async (_request, reply) =>
    reply
      .code(400)
      .header("connection", "close")
      .type("text/plain; charset=utf-8")
      .send("400 Bad Request"),
  );
  app.all("/elsewhere", async (_request, reply) => notFound(reply));
  app.setNotFoundHandler((_request, reply) => notFound(reply));
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .header("x-content-type-options", "nosniff")
    .type("text/plain; charset=utf-8")
    .send("404 page not found\n");
}
