/** Writes text in a colour of the terminal's own palette. */
export interface Colours {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
}

const plain = (text: string): string => text;

/** Colours that leave the text alone: for files, pipes and `NO_COLOR`. */
export const noColours: Colours = {
  bold: plain,
  dim: plain,
  green: plain,
  red: plain,
  yellow: plain,
  blue: plain,
};

/** ANSI colours, for a terminal. */
export const ansiColours: Colours = {
  bold: (text) => `\x1b[1m${text}\x1b[22m`,
  dim: (text) => `\x1b[2m${text}\x1b[22m`,
  green: (text) => `\x1b[32m${text}\x1b[39m`,
  red: (text) => `\x1b[31m${text}\x1b[39m`,
  yellow: (text) => `\x1b[33m${text}\x1b[39m`,
  blue: (text) => `\x1b[34m${text}\x1b[39m`,
};
