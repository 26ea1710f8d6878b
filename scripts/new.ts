/** Writes the start of a new rule, check or command: `npm run new -- rule family/defect`. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./support/root.ts";

interface Kind {
  /** What a name must look like. */
  readonly name: RegExp;
  readonly folder: string;
  readonly text: (name: string) => string;
}

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const kinds: Readonly<Record<string, Kind>> = {
  rule: { name: /^[a-z]+\/[a-z0-9-]+$/, folder: "cli/lint/rules", text: ruleText },
  check: { name: /^[a-z][a-z0-9-]*$/, folder: "cli/smoke/checks", text: checkText },
  command: { name: /^[a-z]+( [a-z]+)?$/, folder: "cli/commands", text: commandText },
};

const [kindName = "", ...words] = process.argv.slice(2);
const kind = kinds[kindName];
const name = words.join(" ");
if (!kind?.name.test(name)) {
  console.error("Usage: npm run new -- rule family/defect | check promise | command words");
  process.exit(2);
}
const path = join(kind.folder, `${name.replace(/[/ ]/g, "-")}.ts`);
if (existsSync(join(root, path))) {
  console.error(`${path} is there already.`);
  process.exit(2);
}
writeFileSync(join(root, path), kind.text(name));
console.log(`wrote ${path}; next: fill it in, then npm run generate`);

function ruleText(id: string): string {
  return `import type { Rule } from "../rule.ts";

export const rule: Rule = {
  id: "${id}",
  severity: "warning",
  summary: "",
  why: "",
  bad: { target: "horizon", text: "" },
  good: { target: "horizon", text: "" },
  source: "",
  since: "${version}",
  targets: ["horizon", "tree"],

  *check({ root }) {
    if (root !== undefined) yield { span: root.span, message: "" };
  },
};
`;
}

function checkText(id: string): string {
  return `import type { Check } from "../check.ts";

export const check: Check = {
  id: "${id}",
  asks: "?",
  why: "",
  source: "",
  since: "${version}",
  layer: "http",
  writes: false,

  async run(session) {
    const { status } = await session.request("GET", session.target.baseUri);
    return { status: "fail", expected: "", actual: String(status) };
  },
};
`;
}

function commandText(words: string): string {
  const constant = words.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
  return `import type { Command } from "./command.ts";

export const ${constant}Command: Command = {
  name: "${words}",
  summary: "",
  examples: [{ line: "kaskctl ${words}", does: "" }],

  async run(_args, _options, { terminal }) {
    terminal.print("");
    return 0;
  },
};
`;
}
