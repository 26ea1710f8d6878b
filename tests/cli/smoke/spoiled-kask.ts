import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** An answer on its way from Kask to the asker. */
interface Passing {
  readonly method: string;
  readonly path: string;
  /** How often this method was asked of this path before. */
  readonly before: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What becomes of an answer: parts of it replaced, or nothing at all, the connection cut. */
export type Spoil = (passing: Passing) => Partial<Passing> | "cut" | undefined;

/** A Kask that keeps every promise but the one that `spoil` breaks: it stands before a real one. */
export async function startSpoiledKask(realOrigin: string, spoil: Spoil) {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    void pass(request, response).catch(() => response.destroy());
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/" } = request;
    const before = asked.get(`${method} ${path}`) ?? 0;
    asked.set(`${method} ${path}`, before + 1);
    const body = await buffer(request);
    const answer = await fetch(realOrigin + path, {
      method,
      redirect: "manual",
      ...(body.length > 0 ? { body } : {}),
    });
    const real: Passing = {
      method,
      path,
      before,
      status: answer.status,
      headers: Object.fromEntries(
        ["content-type", "x-content-type-options"].flatMap((name) => {
          const value = answer.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
      body: Buffer.from(await answer.arrayBuffer()),
    };
    const change = spoil(real);
    if (change === "cut") {
      request.socket.destroy();
      return;
    }
    const said = { ...real, ...change };
    response.writeHead(said.status, said.headers).end(said.status === 204 ? undefined : said.body);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
