import type {
  HieraDocument,
  HieraNode,
  MappingNode,
  ScalarNode,
  SequenceNode,
} from "./document.ts";
import { behindAlias, type Loaded, LoadFault, loaded } from "./load-fault.ts";
import { MapBuilder, rubyKey } from "./map-builder.ts";
import { resolvePlainAsPsych, unspecifiedClass } from "./psych-scalars.ts";
import { yamlTag } from "./pyyaml-resolve.ts";
import { HieraBinary, HieraFloat, type HieraMap, HieraSymbol, type HieraValue } from "./value.ts";

/** What `YAML.safe_load` may do: Puppet's own loader both, `cloudlib::httpyaml` neither. */
export interface PsychOptions {
  readonly symbols: boolean;
  readonly aliases: boolean;
}

/** More pairs than this from merge keys are a bomb, not a configuration. */
const mostMergedPairs = 100_000;

/**
 * The value that Ruby's `YAML.safe_load` makes of the first document of a text; an empty text is
 * null. A node that holds itself is refused here, though Psych loads it.
 *
 * @see psych 4.0.3 visitors/to_ruby.rb
 */
export function loadAsPsych(document: HieraDocument, options: PsychOptions): Loaded {
  return loaded(() => {
    const [first] = document.roots;
    const [problem] = document.refusedByPsych;
    if (problem !== undefined) throw new LoadFault(problem.message, problem);
    return first === undefined ? null : new PsychLoader(options).accept(first);
  });
}

/** Tags of mappings and lists that name a Ruby class; without a capture the class is the second part. */
const classTags: readonly (readonly [tag: RegExp, className: string])[] = [
  [/^!ruby\/struct:(.+)$/, ""],
  [/^!ruby\/struct$/, "Struct"],
  [/^!ruby\/object:(Complex|Rational)$/, ""],
  [/^!ruby\/object:?$/, "Object"],
  [/^!ruby\/object:(?!Hash$)(.+)$/, ""],
  [
    /^!(?:str|ruby\/string|seq|ruby\/array|map|ruby\/hash|ruby\/marshalable|ruby\/hash-with-ivars):(.+)$/,
    "",
  ],
  [/^!ruby\/range$/, "Range"],
  [/^!ruby\/exception:(.+)$/, ""],
  [/^!ruby\/exception$/, "Exception"],
  [/^(?:!|tag:yaml\.org,2002:)set$/, "Psych::Set"],
];

const scalarClassTags: readonly (readonly [tag: RegExp, className: string])[] = [
  [/^!(?:str|ruby\/string):(.+)$/, ""],
  [/^!ruby\/object:(BigDecimal|DateTime|Complex|Rational)$/, ""],
  [/^!ruby\/regexp$/, "Regexp"],
  [/^!ruby\/range$/, "Range"],
];

class PsychLoader {
  readonly #options: PsychOptions;
  readonly #done = new Map<HieraNode, HieraValue>();
  readonly #underway = new Set<HieraNode>();

  constructor(options: PsychOptions) {
    this.#options = options;
  }

  accept(node: HieraNode): HieraValue {
    if (node.kind === "alias") return this.#alias(node);
    this.#underway.add(node);
    const value = this.#construct(node);
    this.#underway.delete(node);
    this.#done.set(node, value);
    return value;
  }

  #alias(node: Extract<HieraNode, { kind: "alias" }>): HieraValue {
    const unknown = `Unknown alias: ${node.name}`;
    if (!this.#options.aliases || node.target === undefined) throw new LoadFault(unknown, node);
    const target = behindAlias(node);
    if (this.#underway.has(target)) throw new LoadFault("this node holds itself", node);
    const value = this.#done.get(target);
    if (value === undefined) throw new LoadFault(unknown, node);
    return value;
  }

  #construct(node: Exclude<HieraNode, { kind: "alias" }>): HieraValue {
    if (node.kind === "scalar") return this.#scalar(node);
    refuseClasses(classTags, node);
    return node.kind === "sequence" ? this.#sequence(node) : this.#mapping(node);
  }

  #scalar(node: ScalarNode): HieraValue {
    const tag = node.tag === "!" ? undefined : node.tag;
    if (tag === undefined) {
      const quoted = node.style !== "plain" && node.tag === undefined;
      return quoted ? node.text : this.#plain(node);
    }
    refuseClasses(scalarClassTags, node);
    if (/^!ruby\/(?:class|module)$/.test(tag) && node.text !== "") {
      throw new LoadFault(unspecifiedClass(node.text), node);
    }
    if (/^!ruby\/sym(?:bol)?:?/.test(tag)) {
      if (!this.#options.symbols) throw new LoadFault(unspecifiedClass("Symbol"), node);
      return new HieraSymbol(node.text);
    }
    if (tag === "!binary" || tag === `${yamlTag}binary`) {
      return new HieraBinary(new Uint8Array(Buffer.from(node.text, "base64")));
    }
    if (/^!(?:str|ruby\/string)$/.test(tag) || tag === `${yamlTag}str`) return node.text;
    if (tag === "!float" || tag === `${yamlTag}float`) return toRubyFloat(this.#plain(node), node);
    return this.#plain(node);
  }

  #plain(node: ScalarNode): HieraValue {
    return resolvePlainAsPsych(node.text, node, this.#options.symbols);
  }

  #sequence(node: SequenceNode): HieraValue {
    if (node.tag !== "!omap" && node.tag !== `${yamlTag}omap`) {
      return node.items.map((item) => this.accept(item));
    }
    const builder = new MapBuilder(rubyKey);
    for (const item of node.items) {
      const pair = item.kind === "mapping" ? item.pairs[0] : undefined;
      if (pair === undefined)
        throw new LoadFault("an ordered map needs a list of single pairs", item);
      builder.set(this.accept(pair.key), this.accept(pair.value));
    }
    return builder.map;
  }

  #mapping(node: MappingNode): HieraValue {
    if (
      node.tag !== undefined &&
      /^(?:!(?:str|ruby\/string)|tag:yaml\.org,2002:str)$/.test(node.tag)
    ) {
      if (node.pairs.length === 0) return null;
      throw new LoadFault("a mapping cannot be tagged as a text", node);
    }
    if (node.tag === "!omap" || node.tag === `${yamlTag}omap`) {
      throw new LoadFault(unspecifiedClass("Psych::Omap"), node);
    }
    const builder = new MapBuilder(rubyKey);
    for (const pair of node.pairs) {
      const key = this.accept(pair.key);
      const value = this.accept(pair.value);
      const isText = pair.key.kind !== "alias" && pair.key.tag === `${yamlTag}str`;
      const merged = key === "<<" && !isText ? mergedPairs(pair.value, value) : undefined;
      for (const [from, to] of merged ?? [[key, value]]) builder.set(from, to);
      if (builder.map.size > mostMergedPairs) throw new LoadFault("too many merged keys", node);
    }
    return builder.map;
  }
}

/** What `<<` brings; undefined where Ruby keeps it as an ordinary key. */
function mergedPairs(node: HieraNode, value: HieraValue): HieraMap | undefined {
  if (node.kind === "alias" || node.kind === "mapping")
    return value instanceof Map ? value : undefined;
  if (node.kind !== "sequence" || !Array.isArray(value)) return undefined;
  const builder = new MapBuilder(rubyKey);
  for (const item of value.toReversed()) {
    if (!(item instanceof Map)) return undefined;
    for (const [key, itemValue] of item) builder.set(key, itemValue);
  }
  return builder.map;
}

function refuseClasses(
  table: readonly (readonly [RegExp, string])[],
  node: Exclude<HieraNode, { kind: "alias" }>,
): void {
  if (node.tag === undefined) return;
  for (const [pattern, className] of table) {
    const found = pattern.exec(node.tag);
    if (found !== null) throw new LoadFault(unspecifiedClass(found[1] ?? className), node);
  }
}

function toRubyFloat(value: HieraValue, node: HieraNode): HieraFloat {
  if (value instanceof HieraFloat) return value;
  if (typeof value === "number" || typeof value === "bigint") return new HieraFloat(Number(value));
  throw new LoadFault(`invalid value for Float(): ${JSON.stringify(value)}`, node);
}
