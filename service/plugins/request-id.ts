import type { FastifyInstance, FastifyRequest } from "fastify";
import { absentRequestId } from "../contract/log.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** `X-Request-ID`, or zeros. */
    readonly requestId: string;
  }
}

/**
 * Gives each request the id that log lines about it carry.
 * @see mediawiki-services-kask/http.go, getRequestID
 */
export function useRequestId(app: FastifyInstance): void {
  app.decorateRequest("requestId", {
    getter(this: FastifyRequest) {
      const id = this.headers["x-request-id"];
      return typeof id === "string" && id !== "" ? id : absentRequestId;
    },
  });
}
