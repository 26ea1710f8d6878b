import type { Comment } from "../../hiera/document.ts";
import type { Position } from "../../hiera/positions.ts";
import { lastLine, type Suppression } from "../engine/text-result.ts";
import type { Rule } from "../rule.ts";

/** `# yamllint disable-line rule:a rule:b`, spelled as yamllint wants it; only one of them takes other blanks. */
const directives = [
  /^ yamllint (?<verb>disable-line|disable|enable)(?<rules>(?: rule:\S+)*)\s*$/u,
  /^\s*yamllint (?<verb>disable-file)\s*$/u,
];

/**
 * What yamllint's own comments silence, for the rules that ask the same as one of yamllint's.
 * @see yamllint/linter.py, get_cosmetic_problems and _run
 */
export function yamllintSuppressions(
  comments: readonly Comment[],
  rules: readonly Rule[],
  positionOf: (offset: number) => Position,
): readonly Suppression[] {
  const blocks = new Blocks();
  const suppressions = comments.flatMap((comment) => {
    const directive = directives.find((each) => each.test(comment.text));
    const { verb, rules: named = "" } = directive?.exec(comment.text)?.groups ?? {};
    if (verb === undefined) return [];
    const { line, column } = positionOf(comment.span.start);
    // yamllint looks for it at the very beginning of the text only.
    if (verb === "disable-file" && (line > 1 || column > 1)) return [];
    const ids = counterparts(named, rules);
    return blocks.read(verb, ids, line, comment.isOwnLine ? line + 1 : line);
  });
  return [...suppressions, ...blocks.closeAll()];
}

function lines(rules: readonly string[], fromLine: number, toLine = fromLine) {
  return [{ rules, fromLine, toLine }];
}

/** The rules that are disabled at a line, each with the line from which it is. */
class Blocks {
  readonly #since = new Map<string, number>();

  /** What a comment on `line` silences, as far as that is known before the next one. */
  read(
    verb: string,
    ids: readonly string[],
    line: number,
    disabledLine: number,
  ): readonly Suppression[] {
    if (verb === "disable-line") return lines(ids, disabledLine);
    if (verb === "enable") return this.#close(ids, line - 1);
    if (verb === "disable-file") return lines(ids, 1, lastLine);
    for (const id of ids) this.#since.set(id, this.#since.get(id) ?? line);
    return [];
  }

  #close(ids: readonly string[], toLine: number): readonly Suppression[] {
    return ids.flatMap((id) => {
      const fromLine = this.#since.get(id);
      this.#since.delete(id);
      return fromLine === undefined ? [] : lines([id], fromLine, toLine);
    });
  }

  closeAll(): readonly Suppression[] {
    return this.#close([...this.#since.keys()], lastLine);
  }
}

/** Our rules for `rule:a rule:b`; without names, all that have a counterpart. */
function counterparts(named: string, rules: readonly Rule[]): readonly string[] {
  const names = named.split(" rule:").slice(1);
  return rules
    .filter(({ yamllint = [] }) =>
      names.length === 0 ? yamllint.length > 0 : yamllint.some((name) => names.includes(name)),
    )
    .map(({ id }) => id);
}
