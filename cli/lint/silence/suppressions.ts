import { didYouMean, suggest } from "../../base/suggest.ts";
import type { Comment, HieraDocument, Span } from "../../hiera/document.ts";
import { lineIndex, type Position } from "../../hiera/positions.ts";
import { type Found, placeOf } from "../engine/place-findings.ts";
import { lastLine, type Suppression, type SuppressionComment } from "../engine/text-result.ts";
import type { Rule } from "../rule.ts";
import { yamllintSuppressions } from "./yamllint-comments.ts";

/** What the comments of a text ask, and what is wrong with them. */
export interface ReadSuppressions {
  readonly suppressions: readonly Suppression[];
  /** Findings of `lint/suppression`. */
  readonly mistakes: readonly Found[];
}

/** Reads the comments that silence rules: `# kaskctl-disable-line RULE -- reason` and its kin. */
export function readSuppressions(
  document: HieraDocument,
  rules: readonly Rule[],
): ReadSuppressions {
  const comments = document.comments.filter(({ text }) => /kaskctl[-: ]|yamllint/iu.test(text));
  if (comments.length === 0) return { suppressions: [], mistakes: [] };
  const positionOf = lineIndex(document.text);
  const reader = new Reader(document, rules, positionOf);
  for (const comment of comments) reader.read(comment);
  const own = reader.finish();
  const foreign = yamllintSuppressions(comments, rules, positionOf);
  return { ...own, suppressions: [...own.suppressions, ...foreign] };
}

/** With a blank or a colon for the first hyphen it is one that somebody takes to work. */
const opening =
  /^#*\s*(?<name>kaskctl-[\w-]*|kaskctl[: ]\s*(?:disable|enable)(?:-[\w-]+)?(?!\w))/iu;

/** What stands where a rule should and can be none: a dash, or a name with a colon behind it. */
const separator = /^[^a-z]+$|:$/iu;

const names = [
  "kaskctl-disable-line",
  "kaskctl-disable-next-line",
  "kaskctl-disable-file",
  "kaskctl-disable",
  "kaskctl-enable",
];

interface Directive {
  readonly comment: Comment;
  /** As it is written: only small letters count. */
  readonly name: string;
  readonly rules: readonly string[];
  readonly rulesSpan: Span;
  readonly hasReason: boolean;
  readonly line: number;
}

class Reader {
  readonly #document: HieraDocument;
  readonly #known: ReadonlySet<string>;
  readonly #rule: Rule | undefined;
  readonly #positionOf: (offset: number) => Position;
  readonly #suppressions: Suppression[] = [];
  readonly #mistakes: Found[] = [];
  /** Blocks that are not closed yet. */
  #open: readonly Suppression[] = [];
  #ownLines: ReadonlySet<number> | undefined;

  constructor(
    document: HieraDocument,
    rules: readonly Rule[],
    positionOf: (offset: number) => Position,
  ) {
    this.#document = document;
    this.#known = new Set(rules.map(({ id }) => id));
    this.#rule = rules.find(({ id }) => id === "lint/suppression");
    this.#positionOf = positionOf;
  }

  read(comment: Comment): void {
    const found = directiveOf(comment, this.#positionOf);
    if (found === undefined) return;
    if (!names.includes(found.name)) {
      const small = found.name.toLowerCase().replace(/[: ]\s*/u, "-");
      const advice = didYouMean(small, names.includes(small) ? [small] : names);
      this.#report(found, `There is no comment ${found.name}.`, advice);
    } else if (found.name === "kaskctl-enable") this.#enable(found);
    else this.#disable(found);
  }

  finish(): ReadSuppressions {
    return { suppressions: [...this.#suppressions, ...this.#open], mistakes: this.#mistakes };
  }

  #disable(found: Directive): void {
    if (found.rules.length === 0) {
      this.#report(found, "The comment names no rule, and silences nothing.", help);
    } else if (!found.hasReason) {
      this.#report(found, "The comment gives no reason, and silences nothing.", help);
    } else {
      const rules = this.#knownRules(found);
      if (rules.length > 0) this.#add(found, rules);
    }
  }

  #add(found: Directive, rules: readonly string[]): void {
    const comment = commentOf(found, this.#document.text, this.#positionOf);
    const isBlock = found.name === "kaskctl-disable";
    const suppression = { rules, ...this.#lines(found), comment };
    if (isBlock) this.#open = [...this.#open, suppression];
    else this.#suppressions.push(suppression);
  }

  #lines({ name, line }: Directive): Pick<Suppression, "fromLine" | "toLine"> {
    if (name === "kaskctl-disable-file") return { fromLine: 1, toLine: lastLine };
    if (name === "kaskctl-disable") return { fromLine: line, toLine: lastLine };
    const only = name === "kaskctl-disable-line" ? line : this.#nextLine(line);
    return { fromLine: only, toLine: only };
  }

  /** The next line that is more than a comment, so that several may stand above one line. */
  #nextLine(line: number): number {
    this.#ownLines ??= new Set(
      this.#document.comments
        .filter(({ isOwnLine }) => isOwnLine)
        .map(({ span }) => this.#positionOf(span.start).line),
    );
    let next = line + 1;
    while (this.#ownLines.has(next)) next++;
    return next;
  }

  /** Closes the open blocks of the rules it names, or all of them. */
  #enable(found: Directive): void {
    const known = this.#knownRules(found);
    const all = found.rules.length === 0;
    const closes = (rule: string) => all || known.includes(rule);
    if (!this.#open.some(({ rules }) => rules.some(closes))) {
      if (known.length === found.rules.length)
        this.#report(found, "The comment ends no kaskctl-disable.");
      return;
    }
    const [closed, open] = split(this.#open, closes);
    for (const each of closed) this.#suppressions.push({ ...each, toLine: found.line - 1 });
    this.#open = open;
  }

  /** One comment is one finding, however many of its words are no rules. */
  #knownRules(found: Directive): readonly string[] {
    const unknown = found.rules.filter((name) => !this.#known.has(name));
    const [first] = unknown;
    if (first !== undefined) {
      this.#report(found, `There is no rule ${unknown.join(", ")}.`, this.#advice(first, unknown));
    }
    return found.rules.filter((name) => this.#known.has(name));
  }

  #advice(first: string, unknown: readonly string[]): string {
    if (unknown.some((name) => separator.test(name))) return help;
    const near = suggest(first, [...this.#known]);
    return near.length === 0 ? "Ask `kaskctl rules` for all of them." : didYouMean(first, near);
  }

  #report({ comment: { span } }: Directive, message: string, advice?: string): void {
    if (this.#rule === undefined) return;
    const finding = { span, message, ...(advice === undefined ? {} : { help: advice }) };
    this.#mistakes.push({ rule: this.#rule, finding });
  }
}

const help = "Write it as: kaskctl-disable-line RULE -- reason.";

function directiveOf(
  comment: Comment,
  positionOf: (offset: number) => Position,
): Directive | undefined {
  const found = opening.exec(comment.text);
  const name = found?.groups?.["name"];
  if (found === null || name === undefined) return undefined;
  const rest = comment.text.slice(found[0].length);
  const dashes = rest.search(/\s--+(?:\s|$)/u);
  const rules = dashes === -1 ? rest : rest.slice(0, dashes);
  const gap = rules.length - rules.trimStart().length;
  const start = comment.span.start + 1 + found[0].length + gap;
  return {
    comment,
    name,
    rules: rules.split(/[\s,]+/u).filter((name) => name !== ""),
    rulesSpan: { start, end: start + rules.trim().length },
    hasReason: dashes !== -1 && /[^\s-]/u.test(rest.slice(dashes)),
    line: positionOf(comment.span.start).line,
  };
}

/** Blocks of several rules are closed rule by rule. */
function split(blocks: readonly Suppression[], closes: (rule: string) => boolean) {
  const part = (keep: (rule: string) => boolean) =>
    blocks
      .map((block) => ({ ...block, rules: block.rules.filter(keep) }))
      .filter(({ rules }) => rules.length > 0);
  return [part(closes), part((rule) => !closes(rule))] as const;
}

function commentOf(
  { comment, rulesSpan }: Directive,
  text: string,
  positionOf: (offset: number) => Position,
): SuppressionComment {
  return {
    place: placeOf(comment.span, positionOf),
    rulesSpan,
    removal: removalOf(comment, text),
  };
}

/** A comment with the blanks before it; with its line where nothing else is on that. */
function removalOf({ span, isOwnLine }: Comment, text: string): Span {
  let { start, end } = span;
  while (start > 0 && /[ \t]/u.test(text[start - 1] ?? "")) start--;
  if (!isOwnLine) return { start, end };
  if (text[end] === "\r") end++;
  if (text[end] === "\n") end++;
  return { start, end };
}
