import { isInstance } from "./is-instance.ts";
import { parseType } from "./parse-type.ts";
import type { PuppetType, TypeOf } from "./puppet-type.ts";
import type { PuppetValue } from "./puppet-value.ts";
import type { Signatures } from "./signatures.ts";
import { UnknownType } from "./unknown-type.ts";

/** A step down into a value: by a key to its member, to a key itself, or to an item of a list. */
export type TypeStep =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "key" }
  | { readonly kind: "item"; readonly index: number };

/**
 * Whether the part of a value at the end of `steps` may be `text`, but not the `value` it is read as.
 * False where the type is not known.
 */
export function takesOnlyText(
  type: string,
  steps: readonly TypeStep[],
  part: { readonly value: PuppetValue; readonly text: PuppetValue },
  aliases: Signatures["aliases"],
): boolean {
  const parsed = parseType(type, aliases);
  if (parsed === undefined) return false;
  try {
    const types = steps.reduce(
      (all, step) => all.flatMap((each) => down(each, step)),
      branches(parsed),
    );
    const takes = (value: PuppetValue) => types.some((each) => isInstance(value, each));
    return !takes(part.value) && takes(part.text);
  } catch (error) {
    if (error instanceof UnknownType) return false;
    throw error;
  }
}

/** The types that a type leaves a choice of, aliases resolved. */
function branches(type: PuppetType, above: readonly string[] = []): readonly PuppetType[] {
  if (type.kind === "Alias") {
    return above.includes(type.name) ? [] : branches(type.resolve(), [...above, type.name]);
  }
  if (type.kind === "Variant") return type.types.flatMap((each) => branches(each, above));
  const isWrapper =
    type.kind === "Optional" || type.kind === "NotUndef" || type.kind === "Sensitive";
  return isWrapper && type.type !== undefined ? branches(type.type, above) : [type];
}

function down(type: PuppetType, step: TypeStep): readonly PuppetType[] {
  if (type.kind === "Any" || type.kind === "Collection") return [{ kind: "Any" }];
  const part = partOf(type, step);
  return part === undefined ? [] : branches(part);
}

function partOf(type: PuppetType, step: TypeStep): PuppetType | undefined {
  if (step.kind === "item") {
    if (type.kind === "Tuple") return type.types[step.index] ?? type.types.at(-1);
    return type.kind === "Array" ? type.element : undefined;
  }
  if (type.kind === "Hash") return step.kind === "key" ? type.key : type.value;
  if (type.kind !== "Struct") return undefined;
  return step.kind === "key" ? { kind: "String" } : memberOf(type, step.name);
}

function memberOf({ elements }: TypeOf<"Struct">, wanted: string): PuppetType | undefined {
  return elements.find(({ name }) => name === wanted)?.value;
}
