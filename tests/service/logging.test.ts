import { expect, test } from "vitest";
import { createLog } from "../../service/logging.ts";

function linesAt(level: string): object[] {
  const lines: object[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog({
    appname: "sessions",
    level,
    destination,
    now: () => Date.UTC(2026, 10, 22),
  });
  log.debug("d");
  log.info("i");
  log.warning("w");
  log.error("e %s {}", { requestId: "id-1", traceId: "0af7" });
  log.fatal("f");
  return lines;
}

const time = "2026-11-22T00:00:00Z";
const all = [
  { appname: "sessions", time, level: "DEBUG", msg: "d" },
  { appname: "sessions", time, level: "INFO", msg: "i" },
  { appname: "sessions", time, level: "WARNING", msg: "w" },
  {
    appname: "sessions",
    time,
    level: "ERROR",
    msg: "e %s {}",
    request_id: "id-1",
    "trace.id": "0af7",
  },
  { appname: "sessions", time, level: "FATAL", msg: "f" },
];

test.each([
  ["debug", 0],
  ["info", 1],
  ["warning", 2],
  ["error", 3],
  ["fatal", 4],
])("at log_level %s Kask's lines come from that level on", (level, first) => {
  expect(linesAt(level)).toEqual(all.slice(first));
});
