/**
 * Kask's log: one JSON object per line, with `msg`, `appname`, `time`, `level` and, where a request
 * is meant, `request_id`. A message never holds a key or a value.
 * @see mediawiki-services-kask/logging.go, LogMessage
 */
export interface Log {
  debug(message: string, requestId?: string): void;
  info(message: string, requestId?: string): void;
  warning(message: string, requestId?: string): void;
  error(message: string, requestId?: string): void;
  fatal(message: string): void;
}

/** The request id of a request that brings none. */
export const absentRequestId = "00000000-0000-0000-0000-000000000000";
