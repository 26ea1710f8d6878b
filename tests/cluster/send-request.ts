import { type Agent, type IncomingHttpHeaders, request } from "node:http";

/** An answer, or why there is none. */
export type Outcome =
  | { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
  | { readonly error: string };

/** A request to a Kask on this machine. */
export interface RequestToSend {
  readonly agent: Agent;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Longer than Kask itself waits for Cassandra. */
const timeoutMs = 30_000;

/** Sends one request once. */
export function sendRequest({ body, ...options }: RequestToSend): Promise<Outcome> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      resolve({ error: error.code ?? error.message });
    const sent = request({ host: "127.0.0.1", ...options, signal: AbortSignal.timeout(timeoutMs) });
    sent.on("error", fail);
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", fail);
      response.on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    sent.end(body);
  });
}
