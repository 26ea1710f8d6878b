import { KaskctlError } from "../base/errors.ts";
import type { Rule, Severity } from "../lint/rule.ts";
import type { CommandOption } from "./command.ts";
import { findById } from "./find-by-id.ts";

/** From which severity on a finding fails the command. */
export const failOnOption: CommandOption = {
  flags: "--fail-on <severity>",
  description: "the least severity that fails",
  choices: ["error", "warning", "info"],
  default: "error",
};

/** What is looked for. */
export const ruleOptions: readonly CommandOption[] = [
  failOnOption,
  {
    flags: "--rule <id=severity>",
    description: "weigh a rule anew: off, info, warning or error",
    repeatable: true,
  },
  {
    flags: "--profile <profile>",
    description:
      "recommended shows errors, warnings and the infos that a --rule or the site asks for; strict all infos",
    choices: ["recommended", "strict"],
  },
  {
    flags: "--signatures <file>",
    description: "what `signatures build` wrote, for keys and types",
  },
  { flags: "--host <fqdn>", description: "the host that the text is for" },
  {
    flags: "--role <name>",
    description: "a Puppet role of the host; then a missing required parameter is an error",
    repeatable: true,
  },
];

/** What is left out of what was found. */
export const filterOptions: readonly CommandOption[] = [
  { flags: "--baseline <file>", description: "leave out the findings that it holds" },
  { flags: "--write-baseline", description: "write the present findings to --baseline" },
  { flags: "--since <ref>", description: "only lines changed since a git ref" },
];

/** What is done with findings. */
export const fixOptions: readonly CommandOption[] = [
  {
    flags: "--fix",
    description: "mend what is plain: what Puppet gets stays, or becomes what was meant",
  },
  { flags: "--fix-unsafe", description: "mend also where what was meant is a guess" },
  {
    flags: "--diff",
    description: "print what --fix would write as a diff, in place of findings, and write nothing",
  },
];

const severities = ["off", "info", "warning", "error"] as const;

/**
 * What `--rule ID=SEVERITY` words say, by rule.
 * @throws {KaskctlError} wrong-use, unknown-rule
 */
export function severitiesOf(
  words: unknown,
  rules: readonly Rule[],
): ReadonlyMap<string, Severity | "off"> {
  return new Map(
    ((words as readonly string[] | undefined) ?? []).map((word) => {
      const [id = "", ...rest] = word.split("=");
      const wanted = rest.join("=");
      findById(rules, id, { code: "unknown-rule", noun: "rule" });
      const severity = severities.find((each) => each === wanted);
      if (severity) return [id, severity] as const;
      const reason = word.includes("=")
        ? `Cannot weigh ${id} as ${JSON.stringify(wanted)}.`
        : `--rule ${id} does not say what the rule's findings count as.`;
      throw new KaskctlError("wrong-use", reason, {
        hint: `Say --rule ${id}= and one of: ${severities.join(", ")}.`,
      });
    }),
  );
}

/** Pairs of options that have no meaning together, each with what to do instead. */
const conflicts: readonly (readonly [string, string, string])[] = [
  ["writeBaseline", "fix", "Mend first, then write the baseline."],
  ["writeBaseline", "fixUnsafe", "Mend first, then write the baseline."],
  ["writeBaseline", "diff", "Leave one out."],
  ["writeBaseline", "since", "A baseline holds all findings; leave out --since."],
  ["writeBaseline", "watch", "Leave one out."],
  ["watch", "fix", "Leave out --fix: an editor has the file open."],
  ["watch", "fixUnsafe", "Leave out --fix-unsafe: an editor has the file open."],
  ["watch", "diff", "Leave out --diff."],
  ["watch", "json", "-f json -o FILE writes a document anew at each change."],
  ["explainPipeline", "fix", "Leave one out."],
  ["explainPipeline", "fixUnsafe", "Leave one out."],
  ["explainPipeline", "diff", "Leave one out."],
  ["explainPipeline", "watch", "Leave one out."],
  ["explainPipeline", "writeBaseline", "Leave one out."],
  ["explainPipeline", "format", "It is text, or JSON with --json."],
  ["explainPipeline", "output", "Send stdout to a file."],
];

/**
 * Refuses options that have no meaning together, or none with these paths.
 * @throws {KaskctlError} wrong-use
 */
export function refuseLintConflicts(
  paths: readonly string[],
  options: Readonly<Record<string, unknown>>,
): void {
  const isGiven = (name: string) => options[name] !== undefined && options[name] !== false;
  for (const [one, other, hint] of conflicts) {
    if (isGiven(one) && isGiven(other)) {
      throw new KaskctlError("wrong-use", `${flag(one)} does not go with ${flag(other)}.`, {
        hint,
      });
    }
  }
  if (isGiven("writeBaseline") && !isGiven("baseline")) {
    throw new KaskctlError("wrong-use", "--write-baseline does not know where to.", {
      hint: "Name the file with --baseline.",
    });
  }
  if (isGiven("diff")) refuseBesideDiff(options);
  if (paths.length === 0) refuseWithoutPath(isGiven);
  if (paths.includes("")) {
    throw new KaskctlError("wrong-use", "A path is empty.", {
      hint: "The present folder is a dot.",
    });
  }
  if (isStdinAmong(paths)) refuseWithStdin(isGiven);
}

/** A diff is no report: it goes to stdout, alone or as a member of the JSON document there. */
function refuseBesideDiff(options: Readonly<Record<string, unknown>>): void {
  const formats = (options["format"] ?? []) as readonly string[];
  const files = (options["output"] ?? []) as readonly string[];
  if (files.length > 0 && formats.length === 0) {
    throw new KaskctlError("wrong-use", "-o writes the findings, and --diff goes to stdout.", {
      hint: `Send stdout to a file: --diff > ${files[0]}. Findings go to one with -f FORMAT -o FILE.`,
    });
  }
  const beside = formats.find((format, at) => (files[at] ?? "-") === "-" && format !== "json");
  if (beside === undefined) return;
  throw new KaskctlError("wrong-use", `--diff is on stdout, where ${beside} cannot go, too.`, {
    hint: `Write it to a file: -f ${beside} -o FILE.`,
  });
}

/** Whether one of the words after `lint` means stdin. */
function isStdinAmong(paths: readonly string[]): boolean {
  return paths.includes("-") || paths.includes("/dev/stdin");
}

function refuseWithStdin(isGiven: (name: string) => boolean): void {
  if (isGiven("watch")) {
    throw new KaskctlError("wrong-use", "stdin cannot be watched.", { hint: "Name a file." });
  }
  if (!isGiven("since")) return;
  throw new KaskctlError("wrong-use", "--since does not go with stdin, which git does not know.", {
    hint: "Name the file, or leave out --since.",
  });
}

function refuseWithoutPath(isGiven: (name: string) => boolean): void {
  const wanted = ["fix", "fixUnsafe", "diff", "watch", "since", "writeBaseline"].find(isGiven);
  if (wanted === undefined) return;
  throw new KaskctlError(
    "wrong-use",
    `${flag(wanted)} takes a path: rendered texts are no files.`,
    {
      hint: "Name a file or a folder. What is wrong in a rendered text is mended in the site file or its template.",
    },
  );
}

function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
