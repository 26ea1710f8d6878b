import { ownText } from "./own-text.ts";

/** Functions that look a key up by name. */
const functions: ReadonlySet<string> = new Set([
  "lookup",
  "hiera",
  "hiera_array",
  "hiera_hash",
  "hiera_include",
  "call_function",
  "function_lookup",
  "function_hiera",
  "function_hiera_array",
  "function_hiera_hash",
]);

/** In double quotes something may be filled in; Puppet takes a name without quotes for a string, too. */
const string = String.raw`(?:'([^'\\\n]*)'|"([^"\\$#\n]*)("|(?:\$|#\{)[^"\n]*")|([a-z]\w*(?:::\w+)+)(?!\s*\())`;
/** What may stand between a function's name and its first key. */
const toKey = new RegExp(
  String.raw`\s*\(?\s*(?:\{[^{}]{0,500}?['"]?\bname['"]?\s*=>\s*)?[\[\s]*${string}`,
  "y",
);
/** `call_function('lookup', …` and `call_function(:hiera, …`. */
const toCalled = /\s*\(?\s*['":](?:lookup|hiera(?:_array|_hash|_include)?)\b['"]?\s*,[[\s]*/y;
const oneString = new RegExp(string, "y");
const nextInArray = new RegExp(String.raw`\s*,\s*${string}`, "y");
const words =
  /(?<!['":\w])(?:function_)?(?:lookup|hiera(?:_array|_hash|_include)?|call_function)\b/g;

/**
 * Adds the keys that a call looks up, whose function's name stands from `start` to `end`:
 * one key, an array of them, or the `name` of a hash of options. Of a key that is filled in later its
 * literal start is added, with a `*`.
 */
export function lookupKeysAfter(text: string, start: number, end: number, keys: Set<string>): void {
  const word = text.slice(start, end);
  if (!functions.has(word)) return;
  const key = word === "call_function" ? calledKey(text, end) : match(toKey, text, end);
  if (!key) return;
  addKey(key, keys);
  // Ruby passes all arguments in one array, of which the key is the first.
  const isRuby = word.startsWith("function_") || word === "call_function";
  if (isRuby || !text.slice(end, key.end).includes("[")) return;
  let following = match(nextInArray, text, key.end);
  while (following) {
    addKey(following, keys);
    following = match(nextInArray, text, following.end);
  }
}

/** Adds the keys that a template (ERB, EPP) or Ruby code looks up. */
export function lookupKeysOfText(text: string, keys: Set<string>): void {
  if (!(text.includes("lookup") || text.includes("hiera"))) return;
  for (const { 0: word, index } of text.matchAll(words)) {
    lookupKeysAfter(text, index, index + word.length, keys);
  }
}

function calledKey(text: string, from: number): Key | undefined {
  toCalled.lastIndex = from;
  return toCalled.test(text) ? match(oneString, text, toCalled.lastIndex) : undefined;
}

interface Key {
  readonly text: string;
  readonly end: number;
}

function addKey({ text }: Key, keys: Set<string>): void {
  if (!keys.has(text)) keys.add(ownText(text));
}

function match(pattern: RegExp, text: string, from: number): Key | undefined {
  pattern.lastIndex = from;
  const [, single, double, rest, bare] = pattern.exec(text) ?? [];
  const key = single ?? (double && rest !== '"' ? `${double}*` : double) ?? bare;
  return key ? { text: key, end: pattern.lastIndex } : undefined;
}
