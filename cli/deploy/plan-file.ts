import { readFile } from "node:fs/promises";
import { KaskctlError } from "../base/errors.ts";
import { systemReason, writeOutputFile } from "../base/files.ts";
import type { Clock } from "../base/world.ts";
import type { Plan } from "./plan.ts";
import { sha256 } from "./sha256.ts";

/** Of the file, not of `plan --json`. */
const formatVersion = 1;

const lifetimeMs = 60 * 60 * 1000;

interface PlanFile {
  readonly kaskctl_plan: number;
  readonly sha256: string;
  /** The plan as JSON text, so that its digest is of exactly these bytes. */
  readonly plan: string;
}

/**
 * Writes a plan that `apply` and `push` take. It holds the true texts, of before and after, so
 * only its owner may read it.
 * @throws {KaskctlError} file-unwritable
 */
export async function savePlan(plan: Plan, path: string): Promise<void> {
  const text = JSON.stringify(plan);
  const file: PlanFile = { kaskctl_plan: formatVersion, sha256: sha256(text), plan: text };
  await writeOutputFile(path, `${JSON.stringify(file, null, 2)}\n`, 0o600);
}

/**
 * Reads a plan that is not older than an hour. With `context`, the plan must have been made for
 * it: another project may hold the same prefixes.
 * @throws {KaskctlError} plan-unreadable, plan-expired, wrong-use
 */
export async function loadPlan(
  path: string,
  clock: Pick<Clock, "now">,
  context?: string,
): Promise<Plan> {
  const plan = unpack(path, await readPlan(path));
  if (context !== undefined && plan.context !== context) {
    throw new KaskctlError(
      "wrong-use",
      `Cannot use the plan ${path} in context ${context}: it was made for ${plan.context}.`,
      { hint: `Say --context ${plan.context}, or plan again.` },
    );
  }
  const ageMs = clock.now() - Date.parse(plan.createdAt);
  if (ageMs >= 0 && ageMs <= lifetimeMs) return plan;
  throw new KaskctlError(
    "plan-expired",
    `Cannot use the plan ${path}: it was made at ${plan.createdAt}, and a plan holds for an hour.`,
    { hint: "Plan again: what the ENC holds may have changed." },
  );
}

async function readPlan(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw unreadable(path, systemReason(cause), cause);
  }
}

function unpack(path: string, text: string): Plan {
  const file = parse(text);
  if (typeof file?.kaskctl_plan !== "number") {
    throw unreadable(path, "it is not a plan that `kaskctl plan -o` wrote");
  }
  if (file.kaskctl_plan !== formatVersion) {
    const found = `it is of version ${file.kaskctl_plan}, and this kaskctl reads ${formatVersion}`;
    throw unreadable(path, found);
  }
  if (typeof file.plan !== "string" || sha256(file.plan) !== file.sha256) {
    throw unreadable(path, "it was changed or cut after it was written");
  }
  return JSON.parse(file.plan) as Plan;
}

function parse(text: string): Partial<PlanFile> | null | undefined {
  try {
    return JSON.parse(text) as Partial<PlanFile> | null;
  } catch {
    return undefined;
  }
}

function unreadable(path: string, reason: string, cause?: unknown): KaskctlError {
  return new KaskctlError("plan-unreadable", `Cannot read the plan ${path}: ${reason}.`, {
    hint: "Make a new one with `kaskctl plan -o FILE`.",
    cause,
  });
}
