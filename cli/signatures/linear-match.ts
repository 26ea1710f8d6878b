import type { Assertion, RegexpNode } from "./regexp-syntax.ts";

type Instruction =
  | { readonly op: "set"; readonly has: (code: number) => boolean }
  | { readonly op: "assert"; readonly what: Assertion }
  | {
      readonly op: "look";
      readonly node: Extract<RegexpNode, { kind: "look" }>;
      readonly program: Program;
    }
  | { readonly op: "split"; readonly first: number; readonly second: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "match" };

/** A regular expression, ready for {@link matchesLinearly}. */
export type Program = readonly Instruction[];

const mostInstructions = 20_000;
const mostStates = 4_000_000;

/** Undefined where the expression looks behind itself, or its counted repeats make it too long. */
export function compileLinear(node: RegexpNode): Program | undefined {
  const program: Instruction[] = [];
  const isComplete = emit(node, program);
  program.push({ op: "match" });
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
  const seen = new Uint8Array(program.length * (codes.length + 1));
  for (let start = 0; start <= codes.length; start += 1) {
    if (runs(program, codes, start, seen)) return true;
  }
  return false;
}

function runs(
  program: Program,
  codes: readonly number[],
  start: number,
  seen: Uint8Array,
): boolean {
  const width = codes.length + 1;
  const stack = [start];
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    if (seen[state] === 1) continue;
    seen[state] = 1;
    const at = state % width;
    const index = (state - at) / width;
    const instruction = program[index];
    if (instruction === undefined || instruction.op === "match") return true;
    for (const next of nextOf(instruction, index, codes, at)) stack.push(next);
  }
  return false;
}

/** The states that an instruction leads to; the last is tried first. */
function nextOf(
  instruction: Exclude<Instruction, { op: "match" }>,
  index: number,
  codes: readonly number[],
  at: number,
): readonly number[] {
  const width = codes.length + 1;
  const state = (program: number, place: number) => program * width + place;
  if (instruction.op === "split") {
    return [state(instruction.second, at), state(instruction.first, at)];
  }
  if (instruction.op === "jump") return [state(instruction.to, at)];
  if (instruction.op !== "set") {
    return holds(instruction, codes, at) ? [state(index + 1, at)] : [];
  }
  const code = codes[at];
  return code !== undefined && instruction.has(code) ? [state(index + 1, at + 1)] : [];
}

function holds(
  instruction: Extract<Instruction, { op: "assert" | "look" }>,
  codes: readonly number[],
  at: number,
): boolean {
  if (instruction.op === "assert") return holdsAt(instruction.what, codes, at);
  const seen = new Uint8Array(instruction.program.length * (codes.length + 1));
  return runs(instruction.program, codes, at, seen) !== instruction.node.isNegated;
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

/** Adds a node's instructions; false where it has none. */
function emit(node: RegexpNode, program: Instruction[]): boolean {
  if (program.length > mostInstructions) return false;
  if (node.kind === "set") return program.push({ op: "set", has: memberTest(node.source) }) > 0;
  if (node.kind === "assert") return program.push({ op: "assert", what: node.what }) > 0;
  if (node.kind === "all") return node.items.every((item) => emit(item, program));
  if (node.kind === "any") return emitAny(node.items, program);
  if (node.kind === "repeat") return emitRepeat(node, program);
  const inner = node.isAhead ? compileLinear(node.item) : undefined;
  return inner !== undefined && program.push({ op: "look", node, program: inner }) > 0;
}

function emitAny(items: readonly RegexpNode[], program: Instruction[]): boolean {
  const [first, ...rest] = items;
  if (first === undefined) return true;
  if (rest.length === 0) return emit(first, program);
  const split = program.length;
  program.push({ op: "match" });
  if (!emit(first, program)) return false;
  const jump = program.length;
  program.push({ op: "match" });
  program[split] = { op: "split", first: split + 1, second: program.length };
  const isComplete = emitAny(rest, program);
  program[jump] = { op: "jump", to: program.length };
  return isComplete;
}

function emitRepeat(
  { item, least, most }: Extract<RegexpNode, { kind: "repeat" }>,
  program: Instruction[],
): boolean {
  for (let count = 0; count < least; count += 1) if (!emit(item, program)) return false;
  if (!Number.isFinite(most)) return emitStar(item, program);
  const splits: number[] = [];
  for (let count = least; count < most; count += 1) {
    splits.push(program.length);
    program.push({ op: "match" });
    if (!emit(item, program)) return false;
  }
  for (const split of splits) {
    program[split] = { op: "split", first: split + 1, second: program.length };
  }
  return true;
}

function emitStar(item: RegexpNode, program: Instruction[]): boolean {
  const split = program.length;
  program.push({ op: "match" });
  if (!emit(item, program)) return false;
  program.push({ op: "jump", to: split });
  program[split] = { op: "split", first: split + 1, second: program.length };
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
