import { mkdtemp, rm } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuildInfo } from "../../service/contract/build-info.ts";
import { parseConfig } from "../../service/contract/parse-config.ts";
import { serviceConfig } from "../../service/contract/parse-service-config.ts";
import { createLog } from "../../service/logging.ts";
import { buildServer, type ServerParts } from "../../service/server.ts";
import { openEmbeddedStore } from "../../service/storage/embedded.ts";
import type { Store } from "../../service/storage/store.ts";

/** A Kask that listens on a port of its own, with an embedded store in a temporary folder. */
export interface RunningKask {
  readonly port: number;
  readonly baseUri: string;
  readonly store: Store;
  /** Every log line so far, as it was written. */
  readonly logLines: readonly string[];
  /** Sends the path as it is, without the tidying that `fetch` does. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  close(): Promise<void>;
}

interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** An HTTP answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export const testBuildInfo: BuildInfo = {
  version: "v9.8.7",
  build_date: "2026-01-02T03:04:05Z",
  build_host: "builder",
  go_version: "node24",
};

/** Starts one; `settings` are Kask's, and `wrap` may put another store before the embedded one. */
export async function startKask(
  settings: Readonly<Record<string, unknown>> = {},
  parts: Partial<ServerParts> & { readonly wrap?: (store: Store) => Store } = {},
): Promise<RunningKask> {
  const { config: kaskConfig, mistakes } = parseConfig({ log_level: "debug", ...settings });
  if (kaskConfig === undefined) throw new Error(JSON.stringify(mistakes));
  const config = serviceConfig(kaskConfig);
  const folder = await mkdtemp(join(tmpdir(), "kask-"));
  const embedded = openEmbeddedStore({ folder });
  const store = parts.wrap?.(embedded) ?? embedded;
  const logLines: string[] = [];
  const destination = { write: (line: string) => void logLines.push(line) };
  const { service_name: appname, log_level: level } = config;
  const log = createLog({ appname, level, destination });
  const app = buildServer({ config, stores: [store], log, buildInfo: testBuildInfo, ...parts });
  const port = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    port,
    baseUri: kaskConfig.base_uri,
    store,
    logLines,
    ask: (method, path, options) => ask(port, method, path, options),
    async close() {
      await app.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** One request over a connection of its own, with the path byte for byte. */
export function ask(
  port: number,
  method: string,
  path: string,
  { headers = {}, body }: AskOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, method, path, headers, agent: false });
    asked.on("error", reject);
    asked.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    asked.end(body);
  });
}
