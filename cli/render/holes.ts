import type { KaskctlError } from "../base/errors.ts";
import { didYouMean } from "../base/suggest.ts";
import type { HieraDocument, HieraNode, MappingPair, Span } from "../hiera/document.ts";
import { parseHiera } from "../hiera/parse-hiera.ts";
import { loadAsPyyaml } from "../hiera/pyyaml-load.ts";
import type { HieraMap } from "../hiera/value.ts";
import { type Mistake, mistakesError, type ReadFile } from "../site/mistakes.ts";
import type { Parameter } from "./parameter.ts";

/** A place of a template that a parameter fills. `each` is a key: one pair per item of a list. */
export interface Hole {
  readonly kind: "var" | "each";
  readonly name: string;
}

/** A template's data and what it has holes for. */
export interface TemplateText {
  readonly data: HieraMap;
  readonly holes: readonly Hole[];
}

const stringTag = "tag:yaml.org,2002:str";

/** No YAML text can hold this character unescaped, so no literal of a template looks like a hole. */
const mark = "\0";

/** The hole that a text of the template's data stands for; undefined for an ordinary text. */
export function holeOf(text: string): Hole | undefined {
  if (!text.startsWith(mark)) return undefined;
  const [kind, name = ""] = text.slice(mark.length).split(":");
  return { kind: kind === "each" ? "each" : "var", name };
}

/** The error for mistakes in one of a template's two files. */
export function templateError(file: ReadFile, mistakes: readonly Mistake[]): KaskctlError {
  const hint = "The README beside the templates of kaskctl says how one is written.";
  return mistakesError("template-invalid", file, mistakes, hint);
}

/**
 * Reads a template: its literals as the ENC's loader reads them, `!var name` and `!each name` as holes.
 * @throws {KaskctlError} template-invalid
 */
export function readTemplateText(
  file: ReadFile,
  parameters: ReadonlyMap<string, Parameter>,
): TemplateText {
  const document = parseHiera(file.text);
  const marker = new HoleMarker(parameters);
  const roots = document.roots.map((root) => marker.mark(root));
  if (marker.mistakes.length > 0) throw templateError(file, marker.mistakes);
  const loaded = loadAsPyyaml({ ...document, roots } satisfies HieraDocument);
  if (loaded.ok && loaded.value instanceof Map) return { data: loaded.value, holes: marker.holes };
  const mistake = loaded.ok
    ? { offset: 0, message: "the template must be a mapping" }
    : { offset: loaded.span.start, message: `not valid YAML: ${loaded.message}` };
  throw templateError(file, [mistake]);
}

class HoleMarker {
  readonly holes: Hole[] = [];
  readonly mistakes: Mistake[] = [];
  readonly #parameters: ReadonlyMap<string, Parameter>;

  constructor(parameters: ReadonlyMap<string, Parameter>) {
    this.#parameters = parameters;
  }

  mark(node: HieraNode): HieraNode {
    if (node.kind === "alias" || node.anchor !== undefined) {
      this.#add(node.span, "anchors and aliases end up in the text, which Puppet then refuses");
      return node;
    }
    if (node.kind === "scalar" && node.tag === "!var") return this.#hole(node, "var");
    if (node.tag === "!each" || node.tag === "!var") {
      this.#add(
        node.span,
        `the tag ${node.tag} does not belong here: !var is a value, !each a key`,
      );
    }
    if (node.kind === "scalar") return node;
    if (node.kind === "sequence")
      return { ...node, items: node.items.map((item) => this.mark(item)) };
    return { ...node, pairs: node.pairs.map((pair) => this.#markPair(pair)) };
  }

  #markPair({ key, value }: MappingPair): MappingPair {
    const isEach = key.kind === "scalar" && key.tag === "!each";
    if (key.kind !== "alias" && key.tag === "!var") {
      this.#add(key.span, "a key is filled by !each and a list, not by !var");
    }
    return { key: isEach ? this.#hole(key, "each") : key, value: this.mark(value) };
  }

  #hole(node: HieraNode & { kind: "scalar" }, kind: Hole["kind"]): HieraNode {
    const name = node.text;
    const parameter = this.#parameters.get(name);
    if (parameter === undefined) {
      const advice = didYouMean(name, [...this.#parameters.keys()]);
      this.#add(node.span, `there is no parameter \`${name}\`. ${advice}`);
    } else if (kind === "each" && parameter.type !== "list") {
      this.#add(node.span, `!each needs a list, and \`${name}\` is of type ${parameter.type}`);
    }
    this.holes.push({ kind, name });
    return { ...node, tag: stringTag, text: `${mark}${kind}:${name}` };
  }

  #add(span: Span, message: string): void {
    this.mistakes.push({ offset: span.start, message });
  }
}
