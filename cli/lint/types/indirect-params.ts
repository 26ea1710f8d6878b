import type { Signature, Signatures } from "../../signatures/signatures.ts";
import type { Path } from "../values/entries.ts";

/** A hash in Hiera whose entries Puppet code passes on as parameters. */
export interface IndirectParams {
  /** The way to the hash; `*` stands for any key. */
  readonly path: readonly [string, ...string[]];
  readonly kind: "class" | "define";
  /** Whose parameters they become. */
  readonly name: string;
  /** Whether nothing else gives parameters, so that a missing one is missing. */
  readonly isComplete: boolean;
  /** From how many steps on what is found must be a hash; what lies above has a type that says so. */
  readonly hashesFrom: number;
  /** After how many steps an empty value is taken, too. */
  readonly emptyAt?: number;
}

/**
 * The hashes that become parameters.
 * @see operations-puppet, modules/profile/manifests/docker/runner.pp and cassandra.pp
 */
export const indirectParams: readonly IndirectParams[] = [
  {
    path: ["profile::docker::runner::service_defs", "*"],
    kind: "define",
    name: "service::docker",
    isComplete: true,
    hashesFrom: 1,
  },
  {
    path: ["profile::cassandra::settings"],
    kind: "class",
    name: "cassandra",
    isComplete: false,
    hashesFrom: 2,
  },
  {
    path: ["profile::cassandra::settings", "default_instance_params"],
    kind: "define",
    name: "cassandra::instance",
    isComplete: false,
    hashesFrom: 3,
  },
  {
    path: ["profile::cassandra::instances", "*", "*"],
    kind: "define",
    name: "cassandra::instance",
    isComplete: false,
    hashesFrom: 2,
    emptyAt: 2,
  },
];

/** What the entries of such a hash are parameters of; undefined where no signature says so. */
export function signatureOf(
  { kind, name }: IndirectParams,
  signatures: Signatures,
): Signature | undefined {
  return (kind === "class" ? signatures.classes : signatures.defines).get(name);
}

/** The hash that a path leads through, and how many steps lead to it; the longest way wins. */
export function indirectAt(
  path: Path,
): { readonly indirect: IndirectParams; readonly length: number } | undefined {
  let found: IndirectParams | undefined;
  for (const indirect of indirectParams) {
    const isOnTheWay = indirect.path.every((key, at) => key === "*" || key === path[at]);
    const isLonger = indirect.path.length > (found?.path.length ?? 0);
    if (isOnTheWay && isLonger && path.length > indirect.path.length) found = indirect;
  }
  return found === undefined ? undefined : { indirect: found, length: found.path.length };
}
