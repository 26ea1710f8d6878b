import type { Assertion, RegexpNode } from "./regexp-syntax.ts";

/** One state's work: marks what follows at the place `at`; true where the match is complete. */
type Step = (run: Run, at: number) => boolean;

/** A regular expression, ready for {@link matchesLinearly}. */
export type Program = readonly Step[];

const mostSteps = 20_000;
const mostStates = 4_000_000;

/** Undefined where the expression looks behind itself, or its counted repeats make it too long. */
export function compileLinear(node: RegexpNode): Program | undefined {
  const program: Step[] = [];
  const isComplete = emit(node, program);
  program.push(() => true);
  return isComplete ? program : undefined;
}

/**
 * Whether a text holds a match, in a time that grows with the product of both lengths and never
 * faster: no state is entered twice. Undefined where that product is too large.
 *
 * @see RE2, bitstate.cc
 */
export function matchesLinearly(program: Program, text: string): boolean | undefined {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  if (program.length * (codes.length + 1) > mostStates) return undefined;
  const run = new Run(program, codes);
  for (let start = 0; start <= codes.length; start += 1) {
    if (run.matchesFrom(start)) return true;
  }
  return false;
}

/** The states that were entered, over one text. */
class Run {
  readonly codes: readonly number[];
  readonly #program: Program;
  readonly #seen: Uint8Array;
  readonly #stack: number[] = [];

  constructor(program: Program, codes: readonly number[]) {
    this.#program = program;
    this.codes = codes;
    this.#seen = new Uint8Array(program.length * (codes.length + 1));
  }

  enter(index: number, at: number): false {
    const state = index * (this.codes.length + 1) + at;
    if (this.#seen[state] === 1) return false;
    this.#seen[state] = 1;
    this.#stack.push(state);
    return false;
  }

  matchesFrom(start: number): boolean {
    const width = this.codes.length + 1;
    this.enter(0, start);
    for (let state = this.#stack.pop(); state !== undefined; state = this.#stack.pop()) {
      const at = state % width;
      if (this.#program[(state - at) / width]?.(this, at) === true) return true;
    }
    return false;
  }
}

const newline = 10;

function holdsAt(what: Assertion, codes: readonly number[], at: number): boolean {
  const left = codes.length - at;
  if (what === "text-start") return at === 0;
  if (what === "text-end") return left === 0;
  if (what === "text-end-or-newline") return left === 0 || (left === 1 && codes[at] === newline);
  if (what === "line-start") return at === 0 || (codes[at - 1] === newline && left > 0);
  if (what === "line-end") return left === 0 || codes[at] === newline;
  const isEdge = isWord(codes[at - 1]) !== isWord(codes[at]);
  return isEdge === (what === "word-edge");
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && /^\w$/.test(String.fromCodePoint(code));
}

/** Adds a node's steps; false where it has none. */
function emit(node: RegexpNode, program: Step[]): boolean {
  if (program.length > mostSteps) return false;
  const next = program.length + 1;
  if (node.kind === "all") return node.items.every((item) => emit(item, program));
  if (node.kind === "any") return emitAny(node.items, program);
  if (node.kind === "repeat") return emitRepeat(node, program);
  if (node.kind === "assert") {
    const { what } = node;
    program.push((run, at) => holdsAt(what, run.codes, at) && run.enter(next, at));
    return true;
  }
  if (node.kind === "look") return emitLook(node, program);
  const has = memberTest(node.source);
  program.push((run, at) => {
    const code = run.codes[at];
    return code !== undefined && has(code) && run.enter(next, at + 1);
  });
  return true;
}

function emitLook(node: Extract<RegexpNode, { kind: "look" }>, program: Step[]): boolean {
  const inner = node.isAhead ? compileLinear(node.item) : undefined;
  if (inner === undefined) return false;
  const next = program.length + 1;
  program.push((run, at) => {
    const holds = new Run(inner, run.codes).matchesFrom(at);
    return holds !== node.isNegated && run.enter(next, at);
  });
  return true;
}

/** The last one entered is the first to go on. */
function split(first: number, second: number): Step {
  return (run, at) => {
    run.enter(second, at);
    return run.enter(first, at);
  };
}

function jump(to: number): Step {
  return (run, at) => run.enter(to, at);
}

function emitAny(items: readonly RegexpNode[], program: Step[]): boolean {
  const [first, ...rest] = items;
  if (first === undefined) return true;
  if (rest.length === 0) return emit(first, program);
  const fork = program.length;
  program.push(jump(fork));
  if (!emit(first, program)) return false;
  const end = program.length;
  program.push(jump(end));
  program[fork] = split(fork + 1, program.length);
  const isComplete = emitAny(rest, program);
  program[end] = jump(program.length);
  return isComplete;
}

function emitRepeat(
  { item, least, most }: Extract<RegexpNode, { kind: "repeat" }>,
  program: Step[],
): boolean {
  for (let count = 0; count < least; count += 1) if (!emit(item, program)) return false;
  if (!Number.isFinite(most)) return emitStar(item, program);
  const forks: number[] = [];
  for (let count = least; count < most; count += 1) {
    forks.push(program.length);
    program.push(jump(program.length));
    if (!emit(item, program)) return false;
  }
  for (const fork of forks) program[fork] = split(fork + 1, program.length);
  return true;
}

function emitStar(item: RegexpNode, program: Step[]): boolean {
  const fork = program.length;
  program.push(jump(fork));
  if (!emit(item, program)) return false;
  program.push(jump(fork));
  program[fork] = split(fork + 1, program.length);
  return true;
}

/** Asks the class itself, once for each ASCII character. */
function memberTest(source: string): (code: number) => boolean {
  const pattern = new RegExp(`^${source}$`, "u");
  const ascii = new Int8Array(128).fill(-1);
  const ask = (code: number) => pattern.test(String.fromCodePoint(code));
  return (code) => {
    if (code >= ascii.length) return ask(code);
    if (ascii[code] === -1) ascii[code] = ask(code) ? 1 : 0;
    return ascii[code] === 1;
  };
}
