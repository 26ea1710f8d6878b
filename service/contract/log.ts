/**
 * Kask's log: one JSON object per line, with `msg`, `appname`, `time`, `level` and, where a request
 * is meant, `request_id`. A message never holds a key or a value.
 * @see mediawiki-services-kask/logging.go, LogMessage
 */
export interface Log {
  debug(message: string, context?: RequestContext): void;
  info(message: string, context?: RequestContext): void;
  warning(message: string, context?: RequestContext): void;
  error(message: string, context?: RequestContext): void;
  fatal(message: string): void;
}

/** The request that a line is about. */
export interface RequestContext {
  /** `X-Request-ID`, or zeros. */
  readonly requestId: string;
  /** The store that it was for, where the process has several. */
  readonly store?: string;
  /** Of a valid W3C `traceparent`: 32 hexadecimal digits. */
  readonly traceId?: string;
}

/** The request id of a request that brings none. */
export const absentRequestId = "00000000-0000-0000-0000-000000000000";
