import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Server as TlsServer } from "node:tls";
import type { KeyPair } from "./base/pem-files.ts";
import type { BuildInfo } from "./contract/build-info.ts";
import type { Log } from "./contract/log.ts";
import { type Address, type Page, resolveAddress } from "./contract/paths.ts";
import type { ServiceConfig } from "./contract/service-config.ts";
import { accessLine } from "./http/access-line.ts";
import { answerPlainly, answerProblem } from "./http/answer.ts";
import type { Exchange } from "./http/exchange.ts";
import { expectsTheUnknown, headMistake } from "./http/head-mistake.ts";
import { contextOf } from "./http/headers.ts";
import { breakOff, takeInTurn } from "./http/turns.ts";
import { trackUnused } from "./http/unused-connections.ts";
import { type ServiceMetrics, serviceMetrics } from "./metrics/service-metrics.ts";
import { expectationFailed, malformed, notFound, redirect } from "./routes/mux.ts";
import {
  healthzRoute,
  type MetricsSource,
  metricsRoute,
  openapiRoute,
  type PageRoute,
  readyzRoute,
} from "./routes/pages.ts";
import { routeValue, type ServedValues } from "./routes/values.ts";
import type { Store } from "./storage/store.ts";

/** What a server is made of. */
export interface ServerParts {
  readonly config: ServiceConfig;
  /** In the order of `config.stores`. */
  readonly stores: readonly Store[];
  readonly log: Log;
  readonly buildInfo: BuildInfo;
  /** Without it the server speaks plain HTTP. */
  readonly tls?: KeyPair;
  /** What `/openapi` serves; undefined: there is no such page. */
  readonly openapi?: string;
  /** What `/metrics` serves, where it is more than the metrics of this process. */
  readonly metricsSource?: MetricsSource;
}

/** A Kask. */
export interface KaskServer {
  readonly metrics: ServiceMetrics;
  /** Resolves with the port, which the system chose where 0 was asked for. */
  listen(where: { readonly host: string; readonly port: number }): Promise<number>;
  /** Takes another certificate for the connections to come. */
  renewTls(tls: KeyPair): void;
  /**
   * Is unready at once, takes no more connections, and resolves when what runs is answered, or after
   * {@link graceMs}.
   */
  close(): Promise<void>;
}

/** How long running requests may take once the server is asked to stop; systemd waits 15 s. */
export const graceMs = 10_000;

/** As much as Go's server takes; Node's own limit is 16 KiB, less than a long key. */
const maxHeaderBytes = 1024 * 1024;

/** A Kask that listens nowhere yet. */
export function buildServer(parts: ServerParts): KaskServer {
  let isStopping = false;
  const { server, metrics } = serverOf(parts, () => isStopping);
  const endUnused = trackUnused(server);
  return {
    metrics,
    listen: (where) => listen(server, where),
    renewTls: (tls) => (server as unknown as TlsServer).setSecureContext(tls),
    close() {
      isStopping = true;
      return closeGracefully(server, endUnused);
    },
  };
}

function serverOf(parts: ServerParts, isStopping: () => boolean) {
  const { config, stores, log, buildInfo, tls } = parts;
  const names = config.stores.map(({ name }) => name);
  const named = stores.map((store, index) => ({ name: names[index] ?? "", store }));
  const metrics = serviceMetrics(named, buildInfo);
  const served = servedValues(parts, metrics);
  const readiness = () => named.map(({ name, store }) => ({ name, readiness: store.readiness() }));
  const pages: Readonly<Record<Page, PageRoute>> = {
    "/healthz": healthzRoute(buildInfo),
    "/readyz": readyzRoute(isStopping, readiness),
    "/metrics": metricsRoute(parts.metricsSource ?? metrics.registry),
    "/openapi": parts.openapi === undefined ? notFound : openapiRoute(parts.openapi),
  };
  const baseUris = config.stores.map(({ base_uri }) => base_uri);
  const logsAccess = config.log_level === "debug";
  const run = (request: IncomingMessage, response: ServerResponse, done: () => void): void => {
    const startMs = performance.now();
    const address = resolveAddress(request.url ?? "/", baseUris);
    const storeName = "path" in address ? (names[address.store] ?? "") : "";
    const exchange: Exchange = { request, response, address, storeName, isStopping };
    metrics.inFlight++;
    const answered = () => {
      metrics.inFlight--;
      const durationMs = performance.now() - startMs;
      if (logsAccess) log.debug(accessLine(exchange, durationMs), contextOf(exchange));
      if ("path" in address) {
        const { method = "" } = request;
        metrics.answered(address.store, method, response.statusCode, durationMs / 1000);
      }
      done();
    };
    const failed = (error: unknown) => {
      failUnforeseen(error, exchange, log);
      answered();
    };
    let running: void | Promise<void>;
    try {
      running = route(exchange, served, pages);
    } catch (error) {
      failed(error);
      return;
    }
    if (running === undefined) answered();
    else running.then(answered, failed);
  };
  const take = (request: IncomingMessage, response: ServerResponse): void =>
    takeInTurn(request, response, (done) => run(request, response, done));
  return { server: nodeServer(tls, take), metrics };
}

function nodeServer(
  tls: KeyPair | undefined,
  take: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  // A request without a host is answered by us, in Go's words.
  const options = { maxHeaderSize: maxHeaderBytes, requireHostHeader: false };
  const server =
    tls === undefined ? createServer(options, take) : createTlsServer({ ...options, ...tls }, take);
  // Go's server never ends an idle connection, so that no request can meet a closing one.
  server.keepAliveTimeout = 0;
  // Their bytes are limited, not their number; Node would drop those above 2,000.
  server.maxHeadersCount = 0;
  // A client that has said all may still listen.
  (server as Server & { httpAllowHalfOpen: boolean }).httpAllowHalfOpen = true;
  server.on("checkContinue", take);
  server.on("checkExpectation", take);
  server.on("clientError", breakOff);
  // CONNECT asks for a tunnel; Node would close the connection without a word.
  server.on("connect", (_request, socket: Socket) => {
    // Node takes its own listener away here, and a client that resets the connection would end the process.
    socket.on("error", () => {});
    breakOff(new Error(), socket);
  });
  return server;
}

function servedValues(parts: ServerParts, metrics: ServiceMetrics): readonly ServedValues[] {
  const { config, stores, log } = parts;
  return stores.map((store, index) => {
    const { default_ttl = 0, max_ttl = 0 } = config.stores[index] ?? {};
    return {
      store,
      index,
      ttlSeconds: default_ttl,
      longestTtlSeconds: max_ttl,
      maxBodyBytes: config.max_body_bytes,
      log,
      metrics,
    };
  });
}

function route(
  exchange: Exchange,
  served: readonly ServedValues[],
  pages: Readonly<Record<Page, PageRoute>>,
): void | Promise<void> {
  const { address, request } = exchange;
  const mistake = headMistake(request);
  if (mistake !== undefined) return answerPlainly(exchange, mistake);
  if (expectsTheUnknown(request)) return expectationFailed(exchange);
  switch (address.kind) {
    case "page":
      return pages[address.page](exchange);
    case "redirect":
      return redirect(exchange, address.location);
    case "elsewhere":
      return notFound(exchange);
    case "malformed":
      return malformed(exchange);
    default:
      return routeUnderBase(exchange, address, served);
  }
}

type UnderBase = Extract<Address, { readonly path: string }>;

function routeUnderBase(
  exchange: Exchange,
  address: UnderBase,
  served: readonly ServedValues[],
): void | Promise<void> {
  const values = served[address.store];
  if (values === undefined) throw new Error(`there is no store ${address.store}`);
  return routeValue(exchange, address, values);
}

/** A mistake of ours: the client gets a problem, the log a name, since a message could quote a key. */
function failUnforeseen(error: unknown, exchange: Exchange, log: Log): void {
  const name = error instanceof Error ? error.name : typeof error;
  log.error(`Error answering a request (${name})`, contextOf(exchange));
  if (exchange.response.headersSent) exchange.response.destroy();
  else answerProblem(exchange, "server_error");
}

/** As Go's server asks for; with Node's 511, a thousand clients that come at once are reset. */
const listenBacklog = 4096;

function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: listenBacklog }, () => {
      server.off("error", reject);
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null ? bound.port : port);
    });
  });
}

/** Node ends the connections that are idle at that moment; the others end with their next answer. */
function closeGracefully(server: Server, endUnused: () => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
    endUnused();
  });
}
