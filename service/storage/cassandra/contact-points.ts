import type { Connection, ConnectionOptions } from "./connection.ts";
import { resolveContactPoints } from "./endpoint.ts";
import { openConnection } from "./open-connection.ts";

/** A connection to one of the contact points, and what the certificate of each address must name. */
export interface Contact {
  readonly connection: Connection;
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Connects to the first contact point that answers.
 * @throws {Error} why none of them does
 */
export async function openContact(
  hosts: readonly string[],
  port: number,
  options: ConnectionOptions,
): Promise<Contact> {
  const contacts = await resolveContactPoints(hosts, port);
  const names = new Map(contacts.map(({ address, name }) => [address, name]));
  const faults: string[] = [];
  let cause: unknown;
  for (const contact of contacts) {
    try {
      return { connection: await openConnection(contact, options), names };
    } catch (error) {
      cause = error;
      faults.push((error as Error).message);
    }
  }
  throw new Error(`no contact point answers: ${faults.join("; ")}`, { cause });
}
