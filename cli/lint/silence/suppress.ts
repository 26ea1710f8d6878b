import type { PlacedFinding, Suppression, SuppressionComment } from "../engine/text-result.ts";
import type { Edit, Rule } from "../rule.ts";

/** What is left of findings beside the comments of their text. */
export interface Suppressed {
  readonly findings: readonly PlacedFinding[];
  /** How many findings the comments silence. */
  readonly count: number;
  /** A finding of `lint/unused-suppression` for each comment that silences less than it names. */
  readonly unused: readonly PlacedFinding[];
}

/**
 * Takes out the findings that comments of the text silence. `sure` are the rules that saw all there is
 * to find of theirs: of the others nobody knows whether their comment is still needed.
 */
export function suppress(
  findings: readonly PlacedFinding[],
  suppressions: readonly Suppression[],
  sure: ReadonlyMap<string, Rule>,
): Suppressed {
  if (suppressions.length === 0) return { findings, count: 0, unused: [] };
  const index = new SuppressionIndex(suppressions);
  const left = findings.filter((finding) => !index.silences(finding));
  // What does not parse was not looked at, and a comment cannot be about it.
  const isRead = !findings.some(({ rule }) => rule === "yaml/syntax");
  const unused = isRead ? index.unused(sure) : [];
  return { findings: left, count: findings.length - left.length, unused };
}

class SuppressionIndex {
  readonly #suppressions: readonly Suppression[];
  readonly #byLine = new Map<string, Suppression[]>();
  readonly #blocks = new Map<string, Suppression[]>();
  readonly #used = new Map<Suppression, Set<string>>();

  constructor(suppressions: readonly Suppression[]) {
    this.#suppressions = suppressions;
    for (const each of suppressions) {
      for (const rule of each.rules) {
        if (each.fromLine === each.toLine) add(this.#byLine, `${each.fromLine} ${rule}`, each);
        else add(this.#blocks, rule, each);
      }
    }
  }

  /** Every comment that fits is used, so that none of two is called unused. */
  silences({ rule, line }: PlacedFinding): boolean {
    const onLine = this.#byLine.get(`${line} ${rule}`) ?? [];
    const around = (this.#blocks.get(rule) ?? []).filter(
      ({ fromLine, toLine }) => fromLine <= line && line <= toLine,
    );
    for (const each of [...onLine, ...around]) {
      const used = this.#used.get(each) ?? new Set();
      this.#used.set(each, used.add(rule));
    }
    return onLine.length + around.length > 0;
  }

  unused(sure: ReadonlyMap<string, Rule>): readonly PlacedFinding[] {
    const rule = sure.get("lint/unused-suppression");
    if (rule === undefined) return [];
    const named = this.#suppressions.filter(({ comment }) => comment !== undefined);
    // A block that was closed rule by rule is several suppressions of one comment.
    const comments = Map.groupBy(named, ({ comment }) => comment?.place.span.start);
    return [...comments.values()].flatMap((parts) => {
      const rules = [...new Set(parts.flatMap((part) => part.rules))];
      const used = new Set(parts.flatMap((part) => [...(this.#used.get(part) ?? [])]));
      const idle = rules.filter((name) => sure.has(name) && !used.has(name));
      const kept = rules.filter((name) => !idle.includes(name));
      const comment = parts[0]?.comment;
      return comment === undefined || idle.length === 0
        ? []
        : [unusedFinding(rule, comment, idle, kept)];
    });
  }
}

function unusedFinding(
  rule: Rule,
  comment: SuppressionComment,
  idle: readonly string[],
  kept: readonly string[],
): PlacedFinding {
  const what = kept.length === 0 ? "the comment" : idle.join(", ");
  return {
    rule: rule.id,
    severity: rule.severity,
    ...comment.place,
    message: `The comment silences nothing of ${idle.join(", ")}.`,
    help: `Remove ${what}.`,
    path: [],
    fix: { safety: "safe", title: `Remove ${what}.`, edits: [tidied(comment, kept)] },
  };
}

/** The edit that takes what is unused out of a comment. */
function tidied(comment: SuppressionComment, kept: readonly string[]): Edit {
  if (kept.length === 0) return { ...comment.removal, text: "" };
  return { ...comment.rulesSpan, text: kept.join(", ") };
}

function add<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
