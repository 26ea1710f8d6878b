import { createNameMasker } from "../base/mask-by-name.ts";
import { isSecretName } from "../base/secret-name.ts";
import type { SmokeTarget } from "./check.ts";

/** A line of a service's log without session keys and without the secrets of its configuration. */
export function maskLog(line: string, { baseUri, host }: SmokeTarget): string {
  const [before = "", ...after] = line.split(baseUri);
  const withoutKeys = [before, ...after.map((rest) => rest.replace(/^[^\s"'\\,]+/u, "[key]"))];
  const withoutSecrets = secretsOf(host?.service.config).reduce(
    (text, secret) => text.replaceAll(secret, "[secret]"),
    withoutKeys.join(baseUri),
  );
  // The true values may be ones that only the puppetserver knows.
  return createNameMasker()(withoutSecrets);
}

/** Values of settings with a secret's name; one that is also said openly elsewhere hides nothing. */
function secretsOf(config: unknown): readonly string[] {
  const hidden = new Set<string>();
  const open = new Set<string>();
  collect(config, false);
  return [...hidden].filter((value) => value !== "" && !open.has(value));

  function collect(value: unknown, isSecret: boolean): void {
    if (typeof value === "string") (isSecret ? hidden : open).add(value);
    if (typeof value !== "object" || value === null) return;
    for (const [name, item] of Object.entries(value)) collect(item, isSecret || isSecretName(name));
  }
}
