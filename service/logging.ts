import { type DestinationStream, pino } from "pino";
import type { Log, RequestContext } from "./contract/log.ts";

const levels = { debug: 20, info: 30, warning: 40, error: 50, fatal: 60 } as const;

/** What a log is set up with. */
export interface LogOptions {
  /** `service_name` of the configuration. */
  readonly appname: string;
  /** `log_level` of the configuration, in lower case. */
  readonly level: string;
  /** Takes one line at a time, and has written it when `write` returns. */
  readonly destination: DestinationStream;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Kask's log lines by pino.
 * @see mediawiki-services-kask/logging.go, Logger
 */
export function createLog({ appname, level, destination, now = Date.now }: LogOptions): Log {
  const logger = pino<keyof typeof levels, true>(
    {
      base: { appname },
      level,
      customLevels: levels,
      useOnlyCustomLevels: true,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
      timestamp: () => `,"time":"${rfc3339(now())}"`,
    },
    destination,
  );
  const lineAt = (name: keyof typeof levels) => (message: string, context?: RequestContext) =>
    logger[name](membersOf(context), "%s", message);
  return {
    debug: lineAt("debug"),
    info: lineAt("info"),
    warning: lineAt("warning"),
    error: lineAt("error"),
    fatal: lineAt("fatal"),
  };
}

/** The id of the trace as the Elastic Common Schema names it. */
function membersOf(context: RequestContext | undefined): object {
  if (context === undefined) return {};
  const { requestId, store, traceId } = context;
  return {
    request_id: requestId,
    ...(store !== undefined && { store }),
    ...(traceId !== undefined && { "trace.id": traceId }),
  };
}

/** Whole seconds, as Go's `time.RFC3339` has them. */
function rfc3339(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, -".000Z".length)}Z`;
}
