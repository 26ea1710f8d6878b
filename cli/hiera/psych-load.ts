import { unpackAsRuby } from "./base64.ts";
import type {
  HieraDocument,
  HieraNode,
  MappingNode,
  MappingPair,
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

/**
 * The value that Ruby's `YAML.safe_load` makes of the first document of a text; an empty text is
 * null. A node that holds itself is refused here, though Psych loads it.
 *
 * @see psych 4.0.3 visitors/to_ruby.rb
 */
export function loadAsPsych(document: HieraDocument, options: PsychOptions): Loaded {
  return loaded(() => {
    const { rootForPsych: first } = document;
    const [problem] = document.refusedByPsych;
    if (problem !== undefined) throw new LoadFault(problem.message, problem);
    return first === undefined ? null : new PsychLoader(options).accept(first);
  });
}

/** Tags that name a Ruby class: what the pattern captures or, where that is nothing, the second part. */
type ClassTags = readonly (readonly [tag: RegExp, className: string])[];

const mappingClassTags: ClassTags = [
  [/^!ruby\/struct:?(.*)$/, "Struct"],
  [/^!ruby\/object:?(?!Hash$)(.*)$/, "Object"],
  [/^!(?:str|ruby\/string|ruby\/array|ruby\/hash-with-ivars):(.+)$/, ""],
  [/^!(?:map|ruby\/hash|ruby\/marshalable):(.*)$/, "nil"],
  [/^!ruby\/range$/, "Range"],
  [/^!ruby\/exception:?(.*)$/, "Exception"],
  [/^(?:!|tag:yaml\.org,2002:)set$/, "Psych::Set"],
  [/^(?:!|tag:yaml\.org,2002:)omap$/, "Psych::Omap"],
];

const sequenceClassTags: ClassTags = [[/^!(?:seq|ruby\/array):(.*)$/, "nil"]];

const scalarClassTags: ClassTags = [
  [/^!(?:str|ruby\/string):(.+)$/, ""],
  [/^!ruby\/object:(BigDecimal|DateTime|Complex|Rational)$/, ""],
  [/^!ruby\/regexp$/, "Regexp"],
  [/^!ruby\/range$/, "Range"],
];

const textTag = /^(?:!str|!ruby\/string|tag:yaml\.org,2002:str)$/;
const binaryTag = /^(?:!|tag:yaml\.org,2002:)binary$/;
const floatTag = /^(?:!|tag:yaml\.org,2002:)float$/;
const omapTag = /^(?:!|tag:yaml\.org,2002:)omap$/;

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
    refuseClasses(node.kind === "mapping" ? mappingClassTags : sequenceClassTags, node);
    return node.kind === "sequence" ? this.#sequence(node) : this.#mapping(node);
  }

  #scalar(node: ScalarNode): HieraValue {
    const { tag, text } = node;
    if (tag === "!" || (tag === undefined && node.style === "plain")) return this.#plain(node);
    if (tag === undefined || textTag.test(tag)) return text;
    refuseClasses(scalarClassTags, node);
    if (/^!ruby\/(?:class|module)$/.test(tag) && text !== "") {
      throw new LoadFault(unspecifiedClass(text), node);
    }
    if (/^!ruby\/sym(?:bol)?:?/.test(tag)) return this.#symbol(node);
    if (binaryTag.test(tag)) return new HieraBinary(unpackAsRuby(text));
    const value = this.#plain(node);
    return floatTag.test(tag) ? toRubyFloat(value, node) : value;
  }

  #symbol(node: ScalarNode): HieraSymbol {
    if (this.#options.symbols) return new HieraSymbol(node.text);
    throw new LoadFault(unspecifiedClass("Symbol"), node);
  }

  #plain(node: ScalarNode): HieraValue {
    return resolvePlainAsPsych(node.text, node, this.#options.symbols);
  }

  #sequence(node: SequenceNode): HieraValue {
    if (!omapTag.test(node.tag ?? "")) return node.items.map((item) => this.accept(item));
    const builder = new MapBuilder(rubyKey);
    for (const item of node.items) {
      const children = childrenOf(item);
      const [first, last] = [children[0], children.at(-1)];
      if (first === undefined || last === undefined) {
        throw new LoadFault("an ordered map needs a list of single pairs", item);
      }
      builder.set(this.accept(first), this.accept(last));
    }
    return builder.map;
  }

  #mapping(node: MappingNode): HieraValue {
    if (textTag.test(node.tag ?? "")) return this.#textMapping(node);
    const builder = new MapBuilder(rubyKey);
    for (const pair of node.pairs) {
      for (const [key, value] of this.#pairs(pair)) builder.set(key, value);
    }
    return builder.map;
  }

  /** The value of the key `str`; Ruby can keep no other. */
  #textMapping(node: MappingNode): HieraValue {
    let text: HieraValue = null;
    for (const pair of node.pairs) {
      const key = this.accept(pair.key);
      const value = this.accept(pair.value);
      if (key !== "str") throw new LoadFault("a mapping cannot be tagged as a text", node);
      text = value;
    }
    return text;
  }

  /** One pair, or those that a merge key brings; Ruby merges a quoted `<<` too. */
  #pairs(pair: MappingPair): Iterable<readonly [HieraValue, HieraValue]> {
    const key = this.accept(pair.key);
    const value = this.accept(pair.value);
    const isText = pair.key.kind !== "alias" && pair.key.tag === `${yamlTag}str`;
    const merged = key === "<<" && !isText ? mergedPairs(pair.value, value) : undefined;
    return merged ?? [[key, value]];
  }
}

function childrenOf(node: HieraNode): readonly HieraNode[] {
  if (node.kind === "sequence") return node.items;
  return node.kind === "mapping" ? node.pairs.flatMap(({ key, value }) => [key, value]) : [];
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

function refuseClasses(table: ClassTags, node: Exclude<HieraNode, { kind: "alias" }>): void {
  if (node.tag === undefined) return;
  for (const [pattern, className] of table) {
    const found = pattern.exec(node.tag);
    if (found !== null) throw new LoadFault(unspecifiedClass(found[1] || className), node);
  }
}

/** Ruby's Float(), which also takes a text with a number in it. */
function toRubyFloat(value: HieraValue, node: HieraNode): HieraFloat {
  if (value instanceof HieraFloat) return value;
  if (typeof value === "number" || typeof value === "bigint") return new HieraFloat(Number(value));
  const text = typeof value === "string" ? value.trim() : "";
  if (/^[-+]?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(text)) {
    return new HieraFloat(Number(text.replaceAll("_", "")));
  }
  throw new LoadFault(`invalid value for Float(): ${JSON.stringify(value)}`, node);
}
