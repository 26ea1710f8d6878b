import type { Operation } from "../../../service/storage/cassandra/operation.ts";
import { consistencyCodes } from "../../../service/storage/cassandra/protocol.ts";

/** A conditional create, as hand-made nodes are asked for it; every answer means that it was done. */
export const createOperation: Operation<boolean> = {
  statement: { index: 0, cql: "" },
  deed: "create",
  consistency: consistencyCodes.LOCAL_QUORUM,
  serialConsistency: consistencyCodes.SERIAL,
  isTimed: false,
  isIdempotent: false,
  read: () => true,
};
