import { type Represented, representAsPyyaml } from "./pyyaml-represent.ts";
import { analyzeScalar, chooseStyle, shortTag, writtenTag } from "./pyyaml-scalar-style.ts";
import { PyyamlWriter } from "./pyyaml-writer.ts";
import type { HieraValue } from "./value.ts";

/**
 * Writes a value byte for byte as Python's `yaml.safe_dump(value, default_flow_style=False)`: keys
 * sorted, lists flush with their key, lines folded after column 80, everything but ASCII escaped.
 *
 * @see PyYAML serializer.py, emitter.py
 */
export function dumpAsPyyaml(value: HieraValue): string {
  const root = representAsPyyaml(value);
  const emitter = new Emitter(anchorsOf(root));
  emitter.root(root);
  return emitter.text;
}

/** Numbers the nodes that are there more than once, in the order in which the second meeting comes. */
function anchorsOf(root: Represented): Map<Represented, string> {
  const met = new Set<Represented>();
  const anchors = new Map<Represented, string>();
  const meet = (node: Represented): void => {
    if (met.has(node)) {
      if (!anchors.has(node)) anchors.set(node, `id${String(anchors.size + 1).padStart(3, "0")}`);
      return;
    }
    met.add(node);
    if (node.kind === "sequence") node.items.forEach(meet);
    if (node.kind === "mapping") node.pairs.flat().forEach(meet);
  };
  meet(root);
  return anchors;
}

type Context = "root" | "item" | "value" | "simple key";

/** Longer keys, with anchor and tag, are written as `? key`. */
const longestSimpleKey = 127;

class Emitter {
  readonly #writer = new PyyamlWriter();
  readonly #anchors: ReadonlyMap<Represented, string>;
  readonly #written = new Set<Represented>();

  constructor(anchors: ReadonlyMap<Represented, string>) {
    this.#anchors = anchors;
  }

  get text(): string {
    return this.#writer.text;
  }

  root(node: Represented): void {
    const style = this.#node(node, "root");
    this.#writer.writeIndent();
    if (style !== "plain") return;
    this.#writer.writeIndicator("...");
    this.#writer.writeIndent();
  }

  /** Gives the style where the node is a scalar. */
  #node(node: Represented, context: Context): string | undefined {
    const anchor = this.#anchors.get(node);
    if (this.#written.has(node) && anchor !== undefined) {
      this.#writer.writeIndicator(`*${anchor}`);
      return undefined;
    }
    this.#written.add(node);
    if (anchor !== undefined) this.#writer.writeIndicator(`&${anchor}`);
    if (node.kind === "scalar") return this.#scalar(node, context);
    if (node.kind === "sequence") this.#sequence(node, context);
    else this.#mapping(node);
    return undefined;
  }

  #scalar(node: Extract<Represented, { kind: "scalar" }>, context: Context): string {
    const isSimpleKey = context === "simple key";
    const style = chooseStyle(node, analyzeScalar(node.text), isSimpleKey);
    const tag = writtenTag(node.tag, node.text, style);
    if (tag !== "") this.#writer.writeIndicator(tag);
    this.#indented(
      (indent = 0) => indent + 2,
      () => {
        this.#writer.writeScalar(node.text, style, isSimpleKey ? Infinity : undefined);
      },
    );
    return style;
  }

  #sequence(node: Extract<Represented, { kind: "sequence" }>, context: Context): void {
    if (node.items.length === 0) {
      this.#writer.writeEmpty("[]");
      return;
    }
    const indentless = context === "value" && !this.#writer.indention;
    this.#indented(
      (indent = -2) => (indentless ? indent : indent + 2),
      () => {
        for (const item of node.items) {
          this.#writer.writeIndent();
          this.#writer.writeIndenting("-");
          this.#node(item, "item");
        }
      },
    );
  }

  #mapping(node: Extract<Represented, { kind: "mapping" }>): void {
    if (!node.tag.endsWith(":map")) this.#writer.writeIndicator(shortTag(node.tag));
    if (node.pairs.length === 0) {
      this.#writer.writeEmpty("{}");
      return;
    }
    this.#indented(
      (indent = -2) => indent + 2,
      () => {
        for (const [key, value] of node.pairs) {
          this.#writer.writeIndent();
          if (this.#isSimpleKey(key)) {
            this.#node(key, "simple key");
            this.#writer.writeGlued(":");
          } else {
            this.#writer.writeIndenting("?");
            this.#node(key, "value");
            this.#writer.writeIndent();
            this.#writer.writeIndenting(":");
          }
          this.#node(value, "value");
        }
      },
    );
  }

  /** @see PyYAML emitter.py, check_simple_key */
  #isSimpleKey(key: Represented): boolean {
    const anchor = this.#anchors.get(key) ?? "";
    if (this.#written.has(key) && anchor !== "") return true;
    const properties = anchor.length + shortTag(key.tag).length;
    if (key.kind !== "scalar") {
      const size = key.kind === "sequence" ? key.items.length : key.pairs.length;
      return size === 0 && properties <= longestSimpleKey;
    }
    const length = properties + [...key.text].length;
    return length <= longestSimpleKey && key.text !== "" && !analyzeScalar(key.text).multiline;
  }

  /** A block collection at the root stays in column 0; a scalar there is continued in column 2. */
  #indented(deepen: (indent: number | undefined) => number, write: () => void): void {
    const before = this.#writer.indent;
    this.#writer.indent = deepen(before);
    write();
    this.#writer.indent = before;
  }
}
