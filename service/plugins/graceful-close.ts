import type { FastifyInstance } from "fastify";

/** How long running requests may take once the server is asked to stop; systemd waits 15 s. */
const graceMs = 10_000;

/**
 * Ends each connection with the answer that it waits for, once the server is asked to stop. Node
 * itself ends only those that are idle at that moment, and would wait for the others for ever.
 */
export function useGracefulClose(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", (done) => {
    closing = true;
    setTimeout(() => app.server.closeAllConnections(), graceMs).unref();
    done();
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (closing) reply.header("connection", "close");
    done(null, payload);
  });
}
