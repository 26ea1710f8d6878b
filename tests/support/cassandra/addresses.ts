import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { nativePort, storagePort } from "./node-files.ts";

/** So many loopback addresses in a row on which nobody uses Cassandra's ports. */
export async function freeAddresses(count: number): Promise<readonly string[]> {
  const net = `127.${randomInt(1, 255)}.${randomInt(0, 255)}`;
  const addresses = Array.from({ length: count }, (_, index) => `${net}.${index + 1}`);
  const places = addresses.flatMap((host) => [
    { host, port: nativePort },
    { host, port: storagePort },
  ]);
  const free = await Promise.all(places.map(isFree));
  return free.every(Boolean) ? addresses : freeAddresses(count);
}

function isFree(place: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(place, () => server.close(() => resolve(true)));
  });
}
