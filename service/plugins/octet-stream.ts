import type { FastifyInstance } from "fastify";

/**
 * The longest body that is read. Kask sets no limit, but Cassandra refuses more than half a segment
 * of its commit log (16 MiB by default), so that both answer 500 to what is longer.
 */
export const bodyLimitBytes = 32 * 1024 * 1024;

/** Takes every body as bytes, whatever its type says, and even when the type is nonsense. */
export function useOctetStream(app: FastifyInstance): void {
  app.addHook("onRequest", (request, _reply, done) => {
    request.raw.headers["content-type"] = "application/octet-stream";
    done();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/octet-stream",
    { parseAs: "buffer" },
    (_request, body, done) => done(null, body),
  );
}
