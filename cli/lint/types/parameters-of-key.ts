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

/** A class or define that may look up a key for a parameter. */
type Asker = Pick<KeyParameter, "owner" | "kind">;

/** What some signatures say of keys: a tree sets most of its keys in many texts. */
const known = new WeakMap<Signatures, Map<string, readonly KeyParameter[]>>();

/**
 * The parameters that get the value of a key: the one of that name, and those whose default is
 * `lookup('key')` and nothing more, one of each type.
 *
 * @see puppet, lib/puppet/parser/resource.rb, lookup_external_default_for
 */
export function parametersOfKey(name: string, signatures: Signatures): readonly KeyParameter[] {
  let byKey = known.get(signatures);
  if (byKey === undefined) {
    byKey = new Map();
    known.set(signatures, byKey);
  }
  let found = byKey.get(name);
  if (found === undefined) {
    found = findParameters(name, signatures);
    byKey.set(name, found);
  }
  return found;
}

function findParameters(name: string, signatures: Signatures): readonly KeyParameter[] {
  const takers = takersOf(name, signatures);
  const { className, parameter } = splitName(name);
  const owner = signatures.classes.get(className);
  const own = owner?.parameters.get(parameter);
  if (owner === undefined || own === undefined) return takers;
  const isAutomatic = takers.length === 0 || lookedUp(own.default) !== name;
  const others = takers.filter(({ parameter: { type } }) => type !== own.type);
  return [{ owner, kind: "class", parameter: own, isAutomatic }, ...others];
}

function takersOf(name: string, signatures: Signatures): readonly KeyParameter[] {
  if (!signatures.lookups.has(name)) return [];
  const takers: KeyParameter[] = [];
  for (const asker of askersOf(signatures).get(name) ?? []) addTakers(asker, name, takers);
  return takers;
}

const allAskers = new WeakMap<Signatures, ReadonlyMap<string, readonly Asker[]>>();

/** The classes and defines that look up each key. */
function askersOf(signatures: Signatures): ReadonlyMap<string, readonly Asker[]> {
  const ready = allAskers.get(signatures);
  if (ready !== undefined) return ready;
  const askers = new Map<string, Asker[]>();
  for (const owner of signatures.classes.values()) addAsker({ kind: "class", owner }, askers);
  for (const owner of signatures.defines.values()) addAsker({ kind: "define", owner }, askers);
  allAskers.set(signatures, askers);
  return askers;
}

function addAsker(asker: Asker, askers: Map<string, Asker[]>): void {
  for (const key of asker.owner.defaultKeys ?? defaultKeysOf(asker.owner)) {
    const others = askers.get(key);
    if (others === undefined) askers.set(key, [asker]);
    else if (others.at(-1) !== asker) others.push(asker);
  }
}

function* defaultKeysOf({ parameters }: Signature): Iterable<string> {
  for (const parameter of parameters.values()) {
    const key = lookedUp(parameter.default);
    if (key !== undefined) yield key;
  }
}

function addTakers({ owner, kind }: Asker, key: string, takers: KeyParameter[]): void {
  for (const parameter of askingParameters(owner).get(key) ?? []) {
    if (takers.some((taker) => taker.parameter.type === parameter.type)) continue;
    takers.push({ owner, kind, parameter, isAutomatic: false });
  }
}

const asking = new WeakMap<Signature, ReadonlyMap<string, readonly Parameter[]>>();

/** Parameters with a type whose default is looked up, by key: a class that looks up one key looks up many. */
function askingParameters(owner: Signature): ReadonlyMap<string, readonly Parameter[]> {
  const ready = asking.get(owner);
  if (ready !== undefined) return ready;
  const found = new Map<string, Parameter[]>();
  for (const parameter of owner.parameters.values()) {
    const key = parameter.type === undefined ? undefined : lookedUp(parameter.default);
    if (key === undefined) continue;
    const others = found.get(key);
    if (others === undefined) found.set(key, [parameter]);
    else others.push(parameter);
  }
  asking.set(owner, found);
  return found;
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
