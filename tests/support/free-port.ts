import { takeLoopbackPort } from "../../cli/sandbox/machine/loopback-port.ts";

/** A loopback port on which nothing listens, and which no other process of a test run is given until this one ends. */
export async function freePort(): Promise<number> {
  return (await takeLoopbackPort()).port;
}
