import type { CommandOption } from "./command.ts";

/** Options of every command, in the order in which help shows them. */
export const globalOptions: readonly CommandOption[] = [
  { flags: "--site <file>", description: "the site file (default: kaskctl.yaml here or above)" },
  { flags: "--context <name>", description: "the context of the site file to use" },
  { flags: "--json", description: "print one JSON document" },
  { flags: "-q, --quiet", description: "no progress on stderr" },
  {
    flags: "-v, --verbose",
    description: "say more; twice: requests and stack traces",
    counted: true,
  },
  { flags: "--debug-file <file>", description: "append what -vv would say to a file" },
  {
    flags: "--color <when>",
    description: "colours on stdout",
    choices: ["auto", "always", "never"],
    default: "auto",
  },
  { flags: "--yes", description: "change things without asking" },
  { flags: "--no-input", description: "never ask anything" },
];
