import type { Parameter, Signature, Signatures } from "../../signatures/signatures.ts";
import { splitName } from "../lookups/asked-keys.ts";

/** A parameter that gets the value of a key. */
export interface KeyParameter {
  readonly owner: Signature;
  readonly kind: "class" | "define";
  readonly parameter: Parameter;
  /** Whether Puppet asks for the key by itself, and falls back to the default where it is empty. */
  readonly isAutomatic: boolean;
}

const indexes = new WeakMap<Signatures, ReadonlyMap<string, readonly KeyParameter[]>>();

/**
 * The parameters that get the value of a key: the one of that name, and those whose default is
 * `lookup('key')` and nothing more, one of each type.
 *
 * @see puppet, lib/puppet/parser/resource.rb, lookup_external_default_for
 */
export function parametersOfKey(name: string, signatures: Signatures): readonly KeyParameter[] {
  const takers = lookupsOf(name, signatures);
  const { className, parameter } = splitName(name);
  const owner = signatures.classes.get(className);
  const own = owner?.parameters.get(parameter);
  if (owner === undefined || own === undefined) return takers;
  const isAutomatic = takers.length === 0 || lookedUp(own.default) !== name;
  const others = takers.filter(({ parameter: { type } }) => type !== own.type);
  return [{ owner, kind: "class", parameter: own, isAutomatic }, ...others];
}

function lookupsOf(name: string, signatures: Signatures): readonly KeyParameter[] {
  if (!signatures.lookups.has(name)) return [];
  let index = indexes.get(signatures);
  if (index === undefined) {
    index = indexOf(signatures);
    indexes.set(signatures, index);
  }
  return index.get(name) ?? [];
}

function indexOf({ classes, defines }: Signatures): ReadonlyMap<string, readonly KeyParameter[]> {
  const index = new Map<string, KeyParameter[]>();
  for (const owner of classes.values()) addTakers("class", owner, index);
  for (const owner of defines.values()) addTakers("define", owner, index);
  return index;
}

function addTakers(
  kind: KeyParameter["kind"],
  owner: Signature,
  index: Map<string, KeyParameter[]>,
): void {
  for (const parameter of owner.parameters.values()) {
    const key = parameter.type === undefined ? undefined : lookedUp(parameter.default);
    if (key === undefined) continue;
    const known = index.get(key) ?? [];
    if (known.some((taker) => taker.parameter.type === parameter.type)) continue;
    known.push({ owner, kind, parameter, isAutomatic: false });
    index.set(key, known);
  }
}

/** The key of a default that is a call of `lookup` or `hiera`. */
function lookedUp(source: string | undefined): string | undefined {
  if (source === undefined || !(source.startsWith("lookup") || source.startsWith("hiera"))) {
    return undefined;
  }
  const found = /^(?:lookup|hiera)\(\s*(?:'([\w:-]+)'|"([\w:-]+)")\s*[,)]/u.exec(source);
  const key = found?.[1] ?? found?.[2];
  return key !== undefined && endsWithCall(source) ? key : undefined;
}

const bracket = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[()]/gsu;

/** Whether nothing follows the call; a source that was cut short is taken for one. */
function endsWithCall(source: string): boolean {
  // Nearly always there is one bracket, and it is the last.
  const first = source.indexOf(")");
  if (first === source.length - 1 || first < 0) return true;
  let depth = 0;
  for (const { 0: sign, index } of source.matchAll(bracket)) {
    if (sign === "(") depth += 1;
    if (sign !== ")") continue;
    depth -= 1;
    if (depth === 0) return source.slice(index + 1).trim() === "";
  }
  return true;
}
