import type { Log } from "../../service/contract/log.ts";

/** A log whose lines a test reads: `LEVEL MESSAGE`. */
export function recordingLog(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const lineAt = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return {
    lines,
    log: {
      debug: lineAt("debug"),
      info: lineAt("info"),
      warning: lineAt("warning"),
      error: lineAt("error"),
      fatal: lineAt("fatal"),
    },
  };
}
