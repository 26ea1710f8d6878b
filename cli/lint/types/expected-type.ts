import type { PuppetValue } from "../../signatures/puppet-value.ts";
import { type TypeStep, takesOnlyText } from "../../signatures/types-at.ts";
import type { Visit } from "../engine/survey.ts";
import { splitName } from "../lookups/asked-keys.ts";
import { isRegexFile } from "../lookups/hiera-keys.ts";
import type { RuleContext } from "../rule.ts";
import type { Path } from "../values/entries.ts";
import { indirectAt, signatureOf } from "./indirect-params.ts";
import { puppetValueOf } from "./puppet-value-of.ts";

/** A type's source text, and how many steps from the top lead to what it is the type of. */
interface TypedPlace {
  readonly type: string;
  readonly length: number;
}

/**
 * Whether the place of a value takes a String and nothing that the value is read as: then an unquoted
 * `yes` or `1.10` there is an error and no matter of taste. False where the type is not known.
 */
export function wantsString(visited: Visit, context: RuleContext): boolean {
  const { node } = visited;
  if (node.kind !== "scalar") return false;
  return takesOnly(visited, context, (value) => ({ value, text: node.text }));
}

/** Whether the place of a value takes what it is read as, and would refuse it in quotes. */
export function refusesString(visited: Visit, context: RuleContext): boolean {
  const { node } = visited;
  if (node.kind !== "scalar") return false;
  return takesOnly(visited, context, (value) => ({ value: node.text, text: value }));
}

type Part = Parameters<typeof takesOnlyText>[2];

function takesOnly(
  visited: Visit,
  context: RuleContext,
  partOf: (value: PuppetValue) => Part,
): boolean {
  const { signatures, target } = context;
  if (signatures.classes.size === 0) return false;
  const chain = chainOf(visited, isRegexFile(context) ? 1 : 0);
  const typed = typedPlace(
    chain.map(({ step }) => step ?? ""),
    context,
  );
  if (typed === undefined) return false;
  const steps = chain.slice(typed.length).map(stepOf);
  const part = partOf(puppetValueOf(visited.node, target));
  return takesOnlyText(typed.type, steps, part, signatures.aliases);
}

/** The visits from the key that Hiera looks up down to a node. */
function chainOf(visited: Visit, skipped: number): readonly Visit[] {
  const chain: Visit[] = [];
  for (let at: Visit | undefined = visited; at?.step !== undefined; at = at.parent) chain.push(at);
  return chain.reverse().slice(skipped);
}

function stepOf({ step, isKey, parent }: Visit): TypeStep {
  if (typeof step === "number") return { kind: "item", index: step };
  const isOwnKey = isKey && parent?.isKey !== true;
  return isOwnKey ? { kind: "key" } : { kind: "member", name: step ?? "" };
}

/** The parameter that the value at a path belongs to. */
export function typedPlace(
  path: Path,
  { signatures }: Pick<RuleContext, "signatures">,
): TypedPlace | undefined {
  const through = indirectAt(path);
  if (through !== undefined) {
    const parameters = signatureOf(through.indirect, signatures)?.parameters;
    const type = parameters?.get(String(path[through.length]))?.type;
    return type === undefined ? undefined : { type, length: through.length + 1 };
  }
  const { className, parameter } = splitName(String(path[0] ?? ""));
  const type = signatures.classes.get(className)?.parameters.get(parameter)?.type;
  return type === undefined ? undefined : { type, length: 1 };
}
