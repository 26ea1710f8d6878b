import type { HieraDocument, SyntaxProblem } from "../../hiera/document.ts";
import type { Target } from "../rule.ts";

/** What keeps the target's first loader from reading a text as YAML at all. */
export function refusals(document: HieraDocument, target: Target): readonly SyntaxProblem[] {
  if (target === "tree") return document.refusedByPsych;
  return [...document.problems, ...document.refusedByPyyaml];
}
