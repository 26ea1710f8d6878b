import { prepareBody } from "./bodies.ts";
import type { Connection } from "./connection.ts";
import { opcodes } from "./protocol.ts";
import { readPreparedId } from "./results.ts";

/** A statement that each connection prepares for itself: nodes of two versions may name it differently. */
export interface Statement {
  /** Its place among the statements of the cluster. */
  readonly index: number;
  readonly cql: string;
}

/**
 * Prepares a statement on a connection, once however many ask.
 * @throws {RefusedError} when the node refuses it, as where the table is missing
 * @throws {ConnectionError} when the connection ends
 */
export function prepare(connection: Connection, { index, cql }: Statement): Promise<Buffer> {
  const underWay = connection.preparing.get(index);
  if (underWay !== undefined) return underWay;
  const prepared = ask(connection, index, cql).finally(() => connection.preparing.delete(index));
  connection.preparing.set(index, prepared);
  return prepared;
}

async function ask(connection: Connection, index: number, cql: string): Promise<Buffer> {
  const { body } = await connection.command(opcodes.prepare, prepareBody(cql));
  const id = readPreparedId(body, 0, body.length);
  connection.statementIds[index] = id;
  return id;
}
