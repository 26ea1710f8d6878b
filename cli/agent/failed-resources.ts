import type { FailedResource } from "./agent-run.ts";

// `Error: /Stage[main]/Profile::X/Service[kask]/ensure: change from … failed: …`
const failure =
  /^Error: (?:\/Stage\[[^\]]*\]\/.*?)?([A-Z][A-Za-z0-9_:]*\[[^\]]*\])(?:\/[a-z_0-9]+)?: (.*)$/;
const place = /\s*\(file: (.+?), line: (\d+)(?:, column: \d+)?\)/;

/** The resources that a run's log says failed, each once with its first error. */
export function failedResources(log: readonly string[]): readonly FailedResource[] {
  const found = new Map<string, FailedResource>();
  for (const line of log) {
    const [, resource, text = ""] = failure.exec(line) ?? [];
    if (resource === undefined || found.has(resource)) continue;
    const [, file, lineNumber] = place.exec(text) ?? [];
    found.set(resource, {
      resource,
      file,
      line: lineNumber === undefined ? undefined : Number(lineNumber),
      message: text.replace(place, "").trim(),
    });
  }
  return [...found.values()];
}
