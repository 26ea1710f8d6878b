/** The version byte of requests; an answer has the highest bit set, too. */
export const protocolVersion = 4;

/** Bytes before the body of a frame: version, flags, stream (2), opcode, length (4). */
export const headerBytes = 9;

/**
 * What a frame is.
 * @see cassandra/doc/native_protocol_v4.spec, 2.4 opcode
 */
export const opcodes = {
  error: 0x00,
  startup: 0x01,
  ready: 0x02,
  authenticate: 0x03,
  options: 0x05,
  supported: 0x06,
  query: 0x07,
  result: 0x08,
  prepare: 0x09,
  execute: 0x0a,
  register: 0x0b,
  event: 0x0c,
  authChallenge: 0x0e,
  authResponse: 0x0f,
  authSuccess: 0x10,
} as const;

/** What stands before the body of an answer that is not a plain one. */
export const headerFlags = { tracing: 0x02, customPayload: 0x04, warning: 0x08 } as const;

/** What a query's parameters hold beside the values. */
export const queryFlags = {
  values: 0x01,
  skipMetadata: 0x02,
  serialConsistency: 0x10,
  timestamp: 0x20,
} as const;

/** What the metadata of rows holds, or leaves out. */
export const rowsFlags = { globalTable: 0x01, morePages: 0x02, noMetadata: 0x04 } as const;

/** How many replicas must answer, as the wire has it. */
export const consistencyCodes = {
  ONE: 0x01,
  LOCAL_QUORUM: 0x06,
  EACH_QUORUM: 0x07,
  SERIAL: 0x08,
  LOCAL_SERIAL: 0x09,
} as const;

/** The kinds of RESULT. */
export const resultKinds = { void: 1, rows: 2, prepared: 4 } as const;
