import type { StoreErrorKind } from "../store.ts";

/** One way in which Cassandra refuses a request, and what may be done about it. */
export interface CassandraErrorCode {
  readonly code: number;
  /** The name in the protocol's specification. */
  readonly name: string;
  /** What the caller is told when no replica does better. */
  readonly kind: StoreErrorKind;
  /** Whether another node may answer what this one did not; a plain statement may be sent twice. */
  readonly elsewhere: boolean;
  /**
   * Whether a conditional create surely did nothing, so that it too may be sent to another node. With too few
   * replicas that holds only where {@link ServerError.consistency} is a serial one: the commit may lack them, too.
   * @see cassandra/src/java/org/apache/cassandra/service/StorageProxy.java, commitPaxos
   */
  readonly nothingDone: boolean;
}

function refusal(
  code: number,
  name: string,
  kind: StoreErrorKind,
  { elsewhere = false, nothingDone = false } = {},
): CassandraErrorCode {
  return { code, name, kind, elsewhere, nothingDone };
}

/** The code of a request for which too few replicas are alive. */
export const unavailableCode = 0x1000;

/** The code of a statement for which the login lacks a permission. */
export const unauthorizedCode = 0x2100;

const elsewhere = { elsewhere: true };
const untouched = { elsewhere: true, nothingDone: true };

/**
 * Every error that a statement can meet.
 * @see cassandra/doc/native_protocol_v4.spec, 9. error codes
 */
export const cassandraErrorCodes: readonly CassandraErrorCode[] = [
  refusal(0x0000, "server error", "failed", elsewhere),
  refusal(0x000a, "protocol error", "failed"),
  refusal(0x0100, "bad credentials", "unavailable", untouched),
  refusal(unavailableCode, "too few replicas are alive", "unavailable", untouched),
  // Also when the commit of a create meets too many hints.
  refusal(0x1001, "the node is overloaded", "overloaded", elsewhere),
  refusal(0x1002, "the node is starting", "unavailable", untouched),
  refusal(0x1003, "truncate error", "failed"),
  refusal(0x1100, "too few replicas wrote in time", "timeout", elsewhere),
  refusal(0x1200, "too few replicas read in time", "timeout", elsewhere),
  refusal(0x1300, "too few replicas could read", "failed", elsewhere),
  refusal(0x1400, "function failure", "failed"),
  refusal(0x1500, "too few replicas could write", "failed", elsewhere),
  refusal(0x1600, "change data capture could not write", "failed", elsewhere),
  refusal(0x1700, "another create went on at the same time", "timeout"),
  refusal(0x2000, "syntax error", "failed"),
  refusal(unauthorizedCode, "unauthorized", "failed"),
  refusal(0x2200, "invalid request", "failed"),
  refusal(0x2300, "configuration error", "failed"),
  refusal(0x2400, "already exists", "failed"),
];

/** The code of a prepared statement that the node has forgotten: it is prepared and sent again. */
export const unpreparedCode = 0x2500;

/** The code that names a keyspace or table that is not there, among others. */
export const invalidCode = 0x2200;

/** The code of a refused login. */
export const badCredentialsCode = 0x0100;

/** Cassandra's words without the name of the role, which some of them have. */
export function withoutRole(code: number, message: string): string {
  if (code === badCredentialsCode) return "the login is refused";
  if (code !== unauthorizedCode) return message;
  const permission = /\bno (SELECT|MODIFY|CREATE) permission on /.exec(message)?.[1];
  return permission === undefined
    ? "the login may not do this"
    : `the login has no ${permission} permission`;
}

const byCode = new Map(cassandraErrorCodes.map((row) => [row.code, row]));

/** The row of a code; a code that is not known is treated as an error of the server. */
export function describeCode(code: number): CassandraErrorCode {
  return byCode.get(code) ?? refusal(code, `error 0x${code.toString(16)}`, "failed");
}
