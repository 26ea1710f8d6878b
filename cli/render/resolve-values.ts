import { KaskctlError } from "../base/errors.ts";
import type { Secret } from "../base/secret.ts";
import { HieraFloat, type HieraValue } from "../hiera/value.ts";
import { type SecretReference, SecretReferenceValue, type SiteValue } from "../site/site.ts";
import type { ChosenValues } from "./choose-values.ts";

/** Which secrets may stand in the text, by parameter; `all` where the text stays with the user. */
export type Publish = "all" | readonly string[];

/** Gives the secret of an `env`, `file` or `cmd` reference. */
export type SecretResolver = (reference: SecretReference) => Promise<Secret>;

/** The parameters that would bring a resolved secret into the text. */
export function secretParameters(values: ChosenValues): readonly string[] {
  return [...values].filter(([, value]) => holdsSecret(value ?? null)).map(([name]) => name);
}

/**
 * The values as they go into the text. Nothing is resolved before all of it may be published.
 * @throws {KaskctlError} secret-published, and what `resolve` throws
 */
export async function resolveValues(
  values: ChosenValues,
  publish: Publish,
  resolve: SecretResolver,
): Promise<ReadonlyMap<string, HieraValue | undefined>> {
  refuseToPublish(secretParameters(values), publish);
  const resolved = new Map<string, HieraValue | undefined>();
  for (const [name, value] of values) {
    resolved.set(name, value === undefined ? undefined : await resolveValue(value, resolve));
  }
  return resolved;
}

function refuseToPublish(parameters: readonly string[], publish: Publish): void {
  if (publish === "all") return;
  const refused = parameters.filter((name) => !publish.includes(name));
  if (refused.length === 0) return;
  throw new KaskctlError(
    "secret-published",
    `The ENC shows every text to anyone, and this one would hold the secret of ${refused.join(" and ")}.`,
    {
      hint: `Keep the value on the puppetserver and write { hiera: KEY }, or say that it is meant: ${refused.map((name) => `--publish-secret ${name}`).join(" ")}.`,
    },
  );
}

async function resolveValue(value: SiteValue, resolve: SecretResolver): Promise<HieraValue> {
  if (value instanceof SecretReferenceValue) {
    const { reference } = value;
    if (reference.kind === "hiera") return `%{lookup('${reference.key}')}`;
    return (await resolve(reference)).reveal();
  }
  if (typeof value === "number") return numberOf(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return Promise.all(value.map((item: SiteValue) => resolveValue(item, resolve)));
  }
  const pairs = new Map<HieraValue, HieraValue>();
  for (const [key, item] of Object.entries(value)) {
    pairs.set(key, await resolveValue(item, resolve));
  }
  return pairs;
}

function numberOf(value: number): HieraValue {
  if (Object.is(value, -0)) return 0;
  return Number.isSafeInteger(value) ? value : new HieraFloat(value);
}

function holdsSecret(value: SiteValue): boolean {
  if (value instanceof SecretReferenceValue) return value.reference.kind !== "hiera";
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((item) => holdsSecret(item as SiteValue));
}
