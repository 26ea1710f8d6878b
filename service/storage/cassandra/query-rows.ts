import { queryBody } from "./bodies.ts";
import type { Connection } from "./connection.ts";
import { opcodes } from "./protocol.ts";
import { readRows } from "./results.ts";

/** A row's values by column; a column that is null is not there. */
export type Row = ReadonlyMap<string, Buffer>;

/**
 * Asks one node for rows; a statement that gives none has none.
 * @throws {RefusedError | ConnectionError} when it does not do as asked
 */
export async function queryRows(connection: Connection, cql: string): Promise<readonly Row[]> {
  const { body } = await connection.command(opcodes.query, queryBody(cql));
  const { columns, rows } = readRows(body, 0, body.length);
  return rows.map(
    (row) =>
      new Map(
        row.flatMap((value, column) =>
          value === undefined ? [] : [[columns[column] ?? "", value] as const],
        ),
      ),
  );
}
