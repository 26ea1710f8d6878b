import { KaskctlError } from "../base/errors.ts";
import type { Clock } from "../base/world.ts";
import type { Enc, EncRevision } from "../enc/enc.ts";
import { textLimitBytes } from "../enc/text-limit.ts";
import { loadMapping } from "../hiera/load-mapping.ts";
import { sameValue } from "../hiera/plain.ts";
import { diffValues } from "./diff-values.ts";
import type { Plan, PlannedPrefix } from "./plan.ts";
import { sha256 } from "./sha256.ts";

/** What a push needs. */
export interface PushInput {
  readonly plan: Plan;
  /** Uninterrupted: text without roles, or one prefix of two, is not what anybody asked for. */
  readonly enc: Enc;
  readonly clock: Pick<Clock, "now">;
  /** Names of the values that a resolved secret went into. */
  readonly publishedSecrets: readonly string[];
  /** Those of them that `--publish-secret` names. */
  readonly allowed: readonly string[];
}

/** What a push did. */
export interface PushResult {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Empty where the ENC held everything already. */
  readonly written: readonly WrittenPrefix[];
}

/** A prefix that was written and read back. */
interface WrittenPrefix {
  readonly prefix: string;
  readonly text: boolean;
  readonly roles: boolean;
  /** Of the text that the ENC now holds. */
  readonly sha256: string;
}

/**
 * Writes what the plan says, and only that: every prefix is compared with what the plan saw before
 * the first is written, and read back after. A write is never repeated.
 * @throws {KaskctlError} secret-published, value-not-representable, plan-stale,
 * enc-read-back-differs; whatever the ENC throws
 */
export async function push(input: PushInput): Promise<PushResult> {
  const { plan, enc, clock } = input;
  refuseSecrets(input);
  for (const planned of plan.prefixes) refuseTooLong(planned);
  const todo: (() => Promise<WrittenPrefix>)[] = [];
  for (const planned of plan.prefixes) {
    const present = await enc.read(planned.prefix);
    if (holds(present, planned.next)) continue;
    if (!holds(present, planned.base)) throw stale(planned, present);
    todo.push(() => writePrefix(enc, planned, present));
  }
  const written: WrittenPrefix[] = [];
  for (const write of todo) written.push(await afterOthers(written, write));
  return { at: new Date(clock.now()).toISOString(), written };
}

type Held = Pick<EncRevision, "text" | "roles">;

/** Whether both are the same data: Horizon writes a text anew when it is saved, and that is no change. */
function holds(present: Held, wanted: Held): boolean {
  return sameValue(present.roles, wanted.roles) && sameText(present.text, wanted.text);
}

function sameText(one: string | undefined, other: string | undefined): boolean {
  if (one === other) return true;
  const [left, right] = [loadMapping(one), loadMapping(other)];
  return left !== undefined && right !== undefined && sameValue(left, right);
}

function refuseSecrets({ publishedSecrets, allowed }: PushInput): void {
  const refused = publishedSecrets.filter((name) => !allowed.includes(name));
  if (refused.length === 0) return;
  const flags = refused.map((name) => `--publish-secret ${name}`).join(" ");
  throw new KaskctlError(
    "secret-published",
    `Cannot push: the text holds the secret ${refused.join(", ")}, and the ENC shows every text to everybody.`,
    { hint: `Write it as {hiera: KEY}, or say ${flags} if it is meant.` },
  );
}

function refuseTooLong({ prefix, next }: PlannedPrefix): void {
  const sizeBytes = Buffer.byteLength(next.text);
  if (sizeBytes <= textLimitBytes) return;
  throw new KaskctlError(
    "value-not-representable",
    `Cannot push prefix ${prefix}: the text has ${sizeBytes} bytes, and the ENC keeps at most ${textLimitBytes}.`,
    { hint: "Move a part of it to a longer prefix, or to the git tree." },
  );
}

function stale(planned: PlannedPrefix, present: EncRevision): KaskctlError {
  const theirs = changedKeys(planned.base, present);
  const ours = new Set(changedKeys(planned.base, planned.next));
  const both = theirs.filter((path) => ours.has(path));
  const overlap =
    both.length === 0 ? "None of it is in this plan" : `This plan changes too: ${listed(both)}`;
  return new KaskctlError(
    "plan-stale",
    `Cannot push prefix ${planned.prefix}: the ENC no longer holds what the plan was made from; changed since: ${listed(theirs)}.`,
    { hint: `${overlap}. Nothing was written: plan again and look at the difference.` },
  );
}

/** Paths, never values: one of them may be a secret. */
function changedKeys(before: Held, after: Held): readonly string[] {
  const paths = diffValues(loadMapping(before.text), loadMapping(after.text)).map(({ path }) =>
    path.join("."),
  );
  const roles = sameValue(before.roles, after.roles) ? [] : ["the roles"];
  const found = [...new Set([...paths, ...roles])];
  return found.length === 0 ? ["the text, which is no mapping"] : found;
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(", ");
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}

async function writePrefix(
  enc: Enc,
  { prefix, next }: PlannedPrefix,
  present: EncRevision,
): Promise<WrittenPrefix> {
  const text = !sameText(present.text, next.text);
  const roles = !sameValue(present.roles, next.roles);
  if (text) await enc.writeHiera(prefix, next.text);
  if (roles) await enc.writeRoles(prefix, next.roles);
  const held = await enc.read(prefix);
  const wanted = text ? next.text : present.text;
  if (held.text !== wanted || !sameValue(held.roles, next.roles)) {
    throw readBackDiffers(prefix, wanted, held);
  }
  return { prefix, text, roles, sha256: sha256(held.text ?? "") };
}

function readBackDiffers(prefix: string, wanted: string | undefined, held: EncRevision) {
  const sent = Buffer.byteLength(wanted ?? "");
  const kept = Buffer.byteLength(held.text ?? "");
  const isCut = kept < sent && (wanted ?? "").startsWith(held.text ?? "");
  const what = isCut
    ? `only the first ${kept} of ${sent} bytes`
    : held.text === wanted
      ? `the roles ${held.roles.join(", ") || "(none)"}`
      : `another text of ${kept} bytes instead of ${sent}`;
  return new KaskctlError(
    "enc-read-back-differs",
    `Prefix ${prefix} was written, but the ENC then held ${what}.`,
    {
      hint: isCut
        ? "The hosts read a broken text at their next run: push a shorter one at once."
        : "Somebody saved at the same moment: run `kaskctl plan` to see whose text is there.",
    },
  );
}

/** With several prefixes, an error also says which of them are written already. */
async function afterOthers(
  written: readonly WrittenPrefix[],
  write: () => Promise<WrittenPrefix>,
): Promise<WrittenPrefix> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof KaskctlError) || written.length === 0) throw error;
    const before = written.map(({ prefix }) => prefix).join(", ");
    throw new KaskctlError(error.code, `${error.message} Written before it: ${before}.`, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}
