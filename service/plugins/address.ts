import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Address, resolveAddress } from "../contract/paths.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Where the request leads. */
    readonly address: Address;
  }
}

const addressKey = Symbol("address");

type AddressedMessage = IncomingMessage & { [addressKey]?: Address };

/**
 * Fastify's `rewriteUrl`: Go's mux decides where a request leads, and Fastify only finds the route
 * of that name. A URL never reaches Fastify's router, which decodes and matches by other rules.
 */
export function rewriteToRoute(baseUri: string): (message: IncomingMessage) => string {
  return (message: AddressedMessage) => {
    const address = resolveAddress(message.url ?? "/", baseUri);
    message[addressKey] = address;
    return routeOf(address);
  };
}

/** Makes the address that {@link rewriteToRoute} found part of the request. */
export function useAddress(app: FastifyInstance): void {
  app.decorateRequest("address", {
    getter(this: FastifyRequest): Address {
      return (this.raw as AddressedMessage)[addressKey] ?? { kind: "elsewhere" };
    },
  });
}

function routeOf(address: Address): string {
  switch (address.kind) {
    case "page":
      return address.page;
    case "value":
    case "bad-request":
    case "no-key":
    case "unstorable":
      return "/value";
    case "redirect":
    case "elsewhere":
    case "malformed":
      return `/${address.kind}`;
  }
}
