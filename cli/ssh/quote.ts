/**
 * Words as one line of POSIX shell that means exactly these words again.
 * @throws {RangeError} for a word with a NUL, which no command line can hold
 */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

function shellWord(word: string): string {
  if (word.includes("\0")) throw new RangeError("A word of a command line holds a NUL character.");
  return /^[A-Za-z0-9_./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
