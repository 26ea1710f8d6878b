import { METHODS } from "node:http";
import fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import type { BuildInfo } from "./contract/build-info.ts";
import type { Log } from "./contract/log.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import { rewriteToRoute, useAddress } from "./plugins/address.ts";
import { useGracefulClose } from "./plugins/graceful-close.ts";
import { useInstrumentation } from "./plugins/instrumentation.ts";
import { answerMalformedRequest } from "./plugins/malformed-request.ts";
import { bodyLimitBytes, useOctetStream } from "./plugins/octet-stream.ts";
import { useProblemDetails } from "./plugins/problem-details.ts";
import { useRequestId } from "./plugins/request-id.ts";
import { routeHealthz } from "./routes/healthz.ts";
import { routeMetrics } from "./routes/metrics.ts";
import { routeMux } from "./routes/mux.ts";
import { routeOpenapi } from "./routes/openapi.ts";
import { routeValues } from "./routes/values.ts";
import type { Store } from "./storage/store.ts";

/** What a server is made of. */
export interface ServerParts {
  readonly config: ServiceConfig;
  /** In the order of `config.stores`. */
  readonly stores: readonly Store[];
  readonly log: Log;
  readonly buildInfo: BuildInfo;
  /** PEM texts; without them the server speaks plain HTTP. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** What `/openapi` serves; undefined: there is no such page. */
  readonly openapi?: string;
}

/** As much as Go's server takes; Node's own limit is 16 KiB, less than a long key. */
const maxHeaderBytes = 1024 * 1024;

/** A Kask that listens nowhere yet: `listen()` or `inject()` come next, `close()` at the end. */
export function buildServer(parts: ServerParts): FastifyInstance {
  const { config, stores, log, buildInfo, openapi } = parts;
  const [storeConfig] = config.stores;
  const [store] = stores;
  if (storeConfig === undefined || store === undefined)
    throw new Error("there is no store to serve");
  const app = fastify(serverOptions(parts));
  // Go's server never ends an idle connection, so that no request can meet a closing one. Fastify
  // would take a 0 among its options for its own default.
  app.server.keepAliveTimeout = 0;
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }
  useAddress(app);
  useRequestId(app);
  useOctetStream(app);
  useProblemDetails(app, log);
  useGracefulClose(app);
  const registry = useInstrumentation(app, buildInfo);
  routeValues(app, { store, ttlSeconds: storeConfig.default_ttl, log });
  routeHealthz(app, buildInfo);
  routeMetrics(app, registry);
  if (openapi !== undefined) routeOpenapi(app, openapi);
  routeMux(app);
  // CONNECT asks for a tunnel; Node would close the connection without a word.
  app.server.on("connect", (_request, socket) => answerMalformedRequest(new Error(), socket));
  return app;
}

function serverOptions({ config, tls }: ServerParts): FastifyServerOptions {
  const transport =
    tls === undefined
      ? { http: { maxHeaderSize: maxHeaderBytes } }
      : { https: { ...tls, maxHeaderSize: maxHeaderBytes } };
  const options: FastifyServerOptions = {
    // Fastify's own log lines hold URLs, and a URL holds a key.
    logger: false,
    rewriteUrl: rewriteToRoute(config.stores[0]?.base_uri ?? "/"),
    bodyLimit: bodyLimitBytes,
    exposeHeadRoutes: false,
    // Requests that come while it stops are answered, not refused.
    return503OnClosing: false,
    clientErrorHandler: answerMalformedRequest,
    ...transport,
  };
  return options;
}
