import type { HieraNode, MappingNode, MappingPair } from "../../hiera/document.ts";
import type { RuleContext } from "../rule.ts";
import { asMapping, entries, type Path, real } from "../values/entries.ts";

/** A key that Hiera may find in a text. */
export interface HieraKey {
  readonly name: string;
  /** In `regex.yaml`: the section that sets it. */
  readonly section: string | undefined;
  /** The keys from the top down to its value. */
  readonly path: Path;
  readonly pair: MappingPair;
}

const regexKey = "__regex";

/** Several rules ask for the keys of the same text. */
const known = new WeakMap<HieraNode, readonly HieraKey[]>();

/**
 * The keys that Hiera may find in a text: those of the top, and in a tree's `regex.yaml` those of
 * every section. Of several equal keys the one that counts.
 *
 * @see operations-puppet/modules/wmflib/lib/puppet/functions/wmflib/regex_data.rb
 */
export function hieraKeys(
  context: Pick<RuleContext, "root" | "target" | "file">,
): readonly HieraKey[] {
  const root = asMapping(context.root);
  if (root === undefined) return [];
  const found =
    known.get(root) ?? (isRegexFile(context) ? inSections(root) : keysOf(root, context));
  known.set(root, found);
  return found;
}

/** Whether a tree's hosts find their keys in sections of the file, by regular expressions. */
export function isRegexFile({ target, file }: Pick<RuleContext, "target" | "file">): boolean {
  return target === "tree" && /(?:^|[\\/])regex\.yaml$/u.test(file);
}

function inSections(root: MappingNode): readonly HieraKey[] {
  return root.pairs.flatMap(({ key, value }) => {
    const section = real(key);
    const mapping = asMapping(value);
    if (mapping === undefined || section?.kind !== "scalar") return [];
    return keysOf(mapping, { target: "tree" }, section.text).filter(
      ({ name }) => name !== regexKey,
    );
  });
}

function keysOf(
  mapping: MappingNode,
  { target }: Pick<RuleContext, "target">,
  section?: string,
): readonly HieraKey[] {
  const found: HieraKey[] = [];
  for (const [text, pair] of entries(mapping)) {
    const name = target === "tree" && isSymbol(pair.key) ? text.slice(1) : text;
    found.push({ name, section, path: section === undefined ? [name] : [section, name], pair });
  }
  return found;
}

/**
 * Whether Psych makes a Symbol of a key, which Puppet takes for the name behind its colon.
 * @see puppet, lib/puppet/pops/lookup/hiera_config.rb, symkeys_to_string
 */
function isSymbol(key: HieraNode): boolean {
  return key.kind === "scalar" && key.style === "plain" && /^:\w/u.test(key.text);
}
