import { createConnection, createServer, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";

/** What a stand-in may ask of the daemon, for one instance. */
export type ControlRequest =
  | {
      readonly ask: "systemctl";
      readonly instance: string;
      readonly verb: "start" | "stop" | "restart" | "daemon-reload";
      /** With its `.service`. */
      readonly unit: string;
    }
  | { readonly ask: "properties"; readonly instance: string; readonly unit: string }
  | { readonly ask: "units"; readonly instance: string }
  | { readonly ask: "pull"; readonly instance: string; readonly image: string }
  | { readonly ask: "image"; readonly instance: string; readonly image: string }
  | { readonly ask: "containers"; readonly instance: string };

type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/** Answers requests on a Unix socket: one JSON document in, one out. */
export async function serveControl(
  socketPath: string,
  handle: (request: ControlRequest) => Promise<unknown>,
): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    // A stand-in that was killed while it waited for its answer.
    socket.on("error", () => socket.destroy());
    void answer(socket, handle);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, () => resolve(server));
  });
}

async function answer(
  socket: Socket,
  handle: (request: ControlRequest) => Promise<unknown>,
): Promise<void> {
  let reply: Answer;
  try {
    // Reading to the end would destroy the socket on Node 22, with the answer still to be written.
    const request = await text(socket.iterator({ destroyOnReturn: false }));
    reply = { ok: true, value: await handle(JSON.parse(request)) };
  } catch (error) {
    reply = { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  socket.end(JSON.stringify(reply));
}

/** Asks the daemon behind `socketPath`; an answer of it that is "no" is thrown as an Error. */
export async function askDaemon(socketPath: string, request: ControlRequest): Promise<unknown> {
  const socket = createConnection({ path: socketPath });
  socket.end(JSON.stringify(request));
  const reply: Answer = JSON.parse(await text(socket));
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
}
