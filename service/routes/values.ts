/**
 * Routes: one resource, one file.
 *
 * Takes  a request whose address is known.
 * Gives  Kask's answer to it.
 * Never  decides where a request leads, and never logs a key or a value.
 */
import type { Log } from "../contract/log.ts";
import type { StoreOutcome } from "../contract/metrics.ts";
import type { Address } from "../contract/paths.ts";
import { type ProblemName, problems } from "../contract/problems.ts";
import { answer, answerProblem, answerWithoutBody } from "../http/answer.ts";
import type { Exchange } from "../http/exchange.ts";
import { askedTtl, contextOf } from "../http/headers.ts";
import { BodyError, type BodyErrorKind, readBody } from "../http/read-body.ts";
import type { ServiceMetrics } from "../metrics/service-metrics.ts";
import { type Store, StoreError } from "../storage/store.ts";

/** The values under one base URI. */
export interface ServedValues {
  readonly store: Store;
  /** Its place among the stores of the process. */
  readonly index: number;
  /** 0 is forever. */
  readonly ttlSeconds: number;
  /** The most that `Kask-TTL` may ask for. */
  readonly longestTtlSeconds: number;
  readonly maxBodyBytes: number;
  readonly log: Log;
  readonly metrics: ServiceMetrics;
}

type ValueAddress = Extract<Address, { readonly path: string }>;

/**
 * GET, POST and DELETE of a key; every other method is a 400, not a 405.
 * @see mediawiki-services-kask/http.go, HTTPHandler.ServeHTTP
 */
export function routeValue(
  exchange: Exchange,
  address: ValueAddress,
  values: ServedValues,
): void | Promise<void> {
  if (address.kind === "no-key") return answerProblem(exchange, "not_found");
  if (address.kind === "bad-request") return answerProblem(exchange, "bad_request");
  const method = methods[exchange.request.method as keyof typeof methods];
  if (method === undefined) return refuseMethod(exchange, values);
  if (address.kind === "unstorable") {
    values.log.error(`${method.deed} (the key is not UTF-8)`, contextOf(exchange));
    return answerProblem(exchange, "server_error");
  }
  return method
    .run(address.key, exchange, values)
    .catch((error: unknown) => fail(error, method.deed, exchange, values));
}

interface ValueMethod {
  /** What the log says when it fails, in Kask's words. */
  readonly deed: string;
  run(key: string, exchange: Exchange, values: ServedValues): Promise<void>;
}

const methods: { readonly [Method in "GET" | "POST" | "DELETE"]: ValueMethod } = {
  GET: { deed: "Error reading from storage", run: get },
  POST: { deed: "Error writing to storage", run: post },
  DELETE: { deed: "Error writing to storage", run: remove },
};

const octets = ["Content-Type", "application/octet-stream"] as const;

async function get(key: string, exchange: Exchange, values: ServedValues): Promise<void> {
  const value = await timed(values, "get", () => values.store.get(key), outcomeOfRead);
  if (value === undefined) return answerProblem(exchange, "not_found");
  values.metrics.bytes.sent += value.byteLength;
  answer(exchange, 200, octets, value);
}

async function post(key: string, exchange: Exchange, values: ServedValues): Promise<void> {
  const { request } = exchange;
  const { log, metrics, ttlSeconds, longestTtlSeconds, maxBodyBytes } = values;
  const body = await readBody(exchange, maxBodyBytes);
  if (body.byteLength === 0) {
    log.error("Request body is empty", contextOf(exchange));
    return answerProblem(exchange, "bad_request");
  }
  const ttl = askedTtl(request, longestTtlSeconds);
  if (!ttl.ok) return answerProblem(exchange, "bad_request", { detail: ttl.message });
  metrics.bytes.received += body.byteLength;
  const write = request.headers["if-none-match"] === "*" ? create : set;
  if (await write(key, body, ttl.seconds ?? ttlSeconds, values))
    return answer(exchange, 201, [], "");
  answerProblem(exchange, "precondition_failed");
}

/** Stores a value, and with it the answer is always yes. */
async function set(
  key: string,
  body: Buffer,
  ttlSeconds: number,
  values: ServedValues,
): Promise<boolean> {
  await timed(
    values,
    "set",
    () => values.store.set(key, body, ttlSeconds),
    () => "stored",
  );
  return true;
}

/** With `If-None-Match: *`, as RFC 9110 13.1.2 has it; Kask does not look at the header. */
function create(
  key: string,
  body: Buffer,
  ttlSeconds: number,
  values: ServedValues,
): Promise<boolean> {
  return timed(values, "create", () => values.store.create(key, body, ttlSeconds), outcomeOfCreate);
}

async function remove(key: string, exchange: Exchange, values: ServedValues): Promise<void> {
  await timed(
    values,
    "delete",
    () => values.store.delete(key),
    () => "deleted",
  );
  answerWithoutBody(exchange, 204);
}

const outcomeOfRead = (value: unknown): StoreOutcome => (value === undefined ? "miss" : "hit");
const outcomeOfCreate = (isCreated: boolean): StoreOutcome => (isCreated ? "created" : "exists");

/** Asks the store and tells the metrics what came of it. */
async function timed<T>(
  { metrics, index }: ServedValues,
  operation: string,
  ask: () => Promise<T>,
  outcomeOf: (result: T) => StoreOutcome,
): Promise<T> {
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  try {
    const result = await ask();
    metrics.asked(index, operation, outcomeOf(result), seconds());
    return result;
  } catch (error) {
    metrics.asked(index, operation, error instanceof StoreError ? error.kind : "failed", seconds());
    throw error;
  }
}

function fail(error: unknown, deed: string, exchange: Exchange, values: ServedValues): void {
  const { log } = values;
  const context = contextOf(exchange);
  if (error instanceof BodyError) {
    log.debug(`Error reading the request (${error.message})`, context);
    failBody(error, exchange, values);
    return;
  }
  log.error(`${deed} (${sayable(error)})`, context);
  if (error instanceof StoreError && error.kind === "overloaded") {
    answerProblem(exchange, "overloaded", { headers: ["Retry-After", "1"] });
    return;
  }
  answerProblem(exchange, "server_error");
}

/** Kask takes a broken body for a mistake of its own. */
const problemOfBody = {
  "too-long": "content_too_large",
  broken: "server_error",
  aborted: undefined,
} as const satisfies Record<BodyErrorKind, ProblemName | undefined>;

function failBody({ kind }: BodyError, exchange: Exchange, { maxBodyBytes }: ServedValues): void {
  const problem = problemOfBody[kind];
  if (problem === undefined) {
    exchange.response.destroy();
    return;
  }
  answerProblem(exchange, problem, kind === "too-long" ? { detail: limitText(maxBodyBytes) } : {});
}

function limitText(maxBodyBytes: number): string {
  return `${problems.content_too_large.detail}: ${maxBodyBytes} bytes at most`;
}

/** Of a mistake of ours only the name: its message could quote a key or a value. */
function sayable(error: unknown): string {
  if (error instanceof StoreError) return error.message;
  return error instanceof Error ? error.name : typeof error;
}

function refuseMethod(exchange: Exchange, values: ServedValues): void {
  const { method } = exchange.request;
  values.log.error(`Unsupported HTTP method (${method})`, contextOf(exchange));
  answerProblem(exchange, "bad_request");
}
