import type { Change, Plan, PlannedPrefix } from "../deploy/plan.ts";
import { findingJson } from "./lint-json.ts";

/**
 * The document that `plan --json` prints, before it is written out as JSON. `prefix`, `base` and
 * `new` are of the first prefix, `prefixes` has them all. It holds no text, only its digest.
 */
export function planJson(plan: Plan) {
  const prefixes = plan.prefixes.map(prefixJson);
  const first = prefixes[0];
  return {
    schema_version: 1,
    id: plan.id,
    created_at: plan.createdAt,
    context: plan.context,
    service: plan.service,
    prefix: first?.prefix,
    base: first?.base,
    new: first?.new,
    prefixes,
    changes: plan.changes.map(changeJson),
    hosts: plan.hosts.map(({ fqdn, image, restarts }) => ({ fqdn, image, restarts })),
    findings: plan.findings.map(findingJson),
    notes: plan.notes ?? [],
  };
}

function prefixJson({ prefix, base, next, changed }: PlannedPrefix) {
  return {
    prefix,
    base: { sha256: base.sha256, absent: base.text === undefined, roles: base.roles },
    new: { sha256: next.sha256, roles: next.roles },
    changed,
  };
}

function changeJson({ op, layer, path, before, after, of, on }: Change) {
  return { op, layer, path, before, after, of, on };
}
