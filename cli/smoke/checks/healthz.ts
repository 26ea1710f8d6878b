import { failure, type Mistake } from "../ask-in-order.ts";
import type { Check, SmokeResponse } from "../check.ts";

const members = ["version", "build_date", "build_host", "go_version"] as const;

export const check: Check = {
  id: "healthz",
  asks: "Does /healthz answer with what was built?",
  why: "Load balancers and Kubernetes take a Kask whose /healthz is not 200 out of service.",
  source: "mediawiki-services-kask/kask.go, HealthzHandler",
  since: "0.1.0",
  layer: "http",
  writes: false,

  async run(session) {
    const response = await session.request("GET", "/healthz");
    const health = parse(response.body);
    const mistake = mistakeIn(response, health);
    if (mistake !== undefined) {
      return failure(session, { method: "GET", path: "/healthz" }, response, mistake);
    }
    return { status: "pass", data: { version: health["version"] } };
  },
};

function mistakeIn(
  { status }: SmokeResponse,
  health: Readonly<Record<string, unknown>>,
): Mistake | undefined {
  if (status !== 200) return { expected: "200", actual: String(status) };
  const missing = members.find((member) => typeof health[member] !== "string");
  if (missing === undefined) return undefined;
  return { expected: `JSON with ${missing} as text`, actual: `no such ${missing}` };
}

function parse(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return parsed instanceof Object ? (parsed as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
