import { Agent, request } from "node:http";
import { keyCount } from "./load.ts";

const value = Buffer.alloc(1700, "x");
const atOnce = 32;

/** Stores a value under every key that a load reads, so that no read misses. */
export async function fill(origin: string, path: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < keyCount) await store(`${origin}${path}k${next++}`, agent);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  agent.destroy();
}

function store(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: "POST", agent }, (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 201) resolve();
        else reject(new Error(`${url} was answered with ${response.statusCode}`));
      });
    });
    asked.on("error", reject);
    asked.end(value);
  });
}
