import { buildType } from "./build-type.ts";
import { normalise } from "./normalise-type.ts";
import type { AliasType, PuppetType } from "./puppet-type.ts";
import type { Signatures } from "./signatures.ts";
import { parseTypeExpression } from "./type-expression.ts";
import { UnknownType } from "./unknown-type.ts";

type Aliases = Signatures["aliases"];

/**
 * RichData without Sensitive, which would stand for all data here.
 * @see puppet, lib/puppet/pops/loader/static_loader.rb, BUILTIN_ALIASES
 */
const builtIn: ReadonlyMap<string, readonly [name: string, type: string]> = new Map(
  [
    ["Data", "Variant[ScalarData, Undef, Hash[String, Data], Array[Data]]"],
    ["RichDataKey", "Variant[String, Numeric]"],
    [
      "RichData",
      "Variant[Scalar, SemVerRange, Binary, Type, TypeSet, URI, Object, Undef, Default, Hash[RichDataKey, RichData], Array[RichData]]",
    ],
    ["Puppet::LookupKey", "RichDataKey"],
    ["Puppet::LookupValue", "RichData"],
    // Without a parameter, Init takes what data there is.
    ["Init", "RichData"],
  ].map(([name = "", type = ""]) => [name.toLowerCase(), [name, type]]),
);

const unresolved: PuppetType = { kind: "Other", name: "TypeReference", text: "TypeReference" };

/** One tree's types by their source text; a type that is not understood is kept as undefined. */
class TypeTable {
  readonly #aliases: Aliases;
  readonly #types = new Map<string, PuppetType | undefined>();
  readonly #named = new Map<string, AliasType | undefined>();
  readonly #behind = new Map<string, PuppetType>();
  /** Aliases that are being read, so that one that needs itself is no endless task. */
  readonly #underway = new Set<string>();

  constructor(aliases: Aliases) {
    this.#aliases = aliases;
  }

  typeOf(text: string): PuppetType | undefined {
    const known = this.#types.get(text);
    if (known !== undefined || this.#types.has(text)) return known;
    const type = this.#parse(text);
    this.#types.set(text, type);
    return type;
  }

  #parse(text: string): PuppetType | undefined {
    try {
      return buildType(parseTypeExpression(text), (name) => this.#alias(name));
    } catch (error) {
      if (error instanceof UnknownType) return undefined;
      throw error;
    }
  }

  /** Undefined for a name that is not known, and for one that stands for something unknown. */
  #alias(written: string): AliasType | undefined {
    const key = written.toLowerCase();
    if (this.#named.has(key)) return this.#named.get(key);
    const standard = builtIn.get(key);
    const own = this.#aliases.get(key);
    const [name, text] = standard ?? [own?.name, own?.type];
    if (name === undefined || text === undefined) return undefined;
    const resolve = () => this.#resolved(key);
    const alias: AliasType = { kind: "Alias", name, isBuiltIn: standard !== undefined, resolve };
    // It must be known while its own type is read, which may name it again.
    this.#named.set(key, alias);
    this.#underway.add(key);
    const type = this.#parse(text);
    if (type === undefined) this.#named.set(key, undefined);
    else this.#behind.set(key, normalise(type));
    this.#underway.delete(key);
    return this.#named.get(key);
  }

  #resolved(key: string): PuppetType {
    const type = this.#behind.get(key);
    if (type !== undefined) return type;
    // Puppet, too, takes a name that it is about to resolve for one that nothing fits.
    if (this.#underway.has(key)) return unresolved;
    throw new UnknownType(`unknown name ${key}`);
  }
}

const tables = new WeakMap<Aliases, TypeTable>();

/**
 * The type that a source text means, or undefined where it holds a variable, an expression, a name
 * that no one declares, or a pattern that cannot be run.
 */
export function parseType(text: string, aliases: Aliases): PuppetType | undefined {
  let table = tables.get(aliases);
  if (table === undefined) {
    table = new TypeTable(aliases);
    tables.set(aliases, table);
  }
  return table.typeOf(text);
}
