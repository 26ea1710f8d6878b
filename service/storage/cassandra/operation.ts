import { consistency } from "../../contract/consistency.ts";
import type { ServiceCassandraConfig } from "../../contract/service-config.ts";
import { tableStatements } from "../../contract/table.ts";
import type { Cluster } from "./cluster.ts";
import { consistencyCodes } from "./protocol.ts";
import { readApplied, readFirstValue } from "./results.ts";
import type { Statement } from "./statement.ts";

/** One of the things that a store does, as it is asked of Cassandra. */
export interface Operation<T> {
  readonly statement: Statement;
  /** What an error says was being done. */
  readonly deed: string;
  readonly consistency: number;
  /** 0: none. */
  readonly serialConsistency: number;
  /** Whether the write's time is ours, so that to send it twice is to write once. */
  readonly isTimed: boolean;
  /** Whether it does the same when it is sent twice; a conditional create does not. */
  readonly isIdempotent: boolean;
  /** Reads the answer; the bytes are good until it returns. */
  readonly read: (bytes: Buffer, start: number, end: number) => T;
}

/** The operations of a store. */
export interface Operations {
  readonly get: Operation<Buffer | undefined>;
  readonly set: Operation<undefined>;
  readonly create: Operation<boolean>;
  readonly delete: Operation<undefined>;
}

/**
 * The operations on one table.
 * @see mediawiki-services-kask/storage.go, Set, Get, Delete
 */
export function operationsOf(cluster: Cluster, config: ServiceCassandraConfig): Operations {
  const statements = tableStatements(config.keyspace, config.table);
  const serial = { local: consistencyCodes.LOCAL_SERIAL, global: consistencyCodes.SERIAL };
  const plain = { serialConsistency: 0, isIdempotent: true };
  return {
    get: {
      ...plain,
      statement: cluster.addStatement(statements.select),
      deed: "read",
      consistency: consistencyCodes[consistency.read],
      isTimed: false,
      read: readFirstValue,
    },
    set: {
      ...plain,
      statement: cluster.addStatement(statements.insert),
      deed: "write",
      consistency: consistencyCodes[consistency.write],
      isTimed: true,
      read: nothing,
    },
    create: {
      statement: cluster.addStatement(statements.create),
      deed: "create",
      consistency: consistencyCodes[consistency.write],
      serialConsistency: serial[config.create_serial],
      isIdempotent: false,
      isTimed: false,
      read: readApplied,
    },
    delete: {
      ...plain,
      statement: cluster.addStatement(statements.delete),
      deed: "delete",
      consistency: consistencyCodes[config.delete_consistency],
      isTimed: true,
      read: nothing,
    },
  };
}

const nothing = (): undefined => undefined;
