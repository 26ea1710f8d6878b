import { join } from "node:path";
import { type FaultCode, faults } from "../../cli/base/errors.ts";
import { exitCodes } from "../../cli/base/exit-codes.ts";
import type { Command, CommandOption } from "../../cli/commands/command.ts";
import { globalOptions } from "../../cli/commands/global-options.ts";
import { commands } from "../../cli/commands/index.ts";
import { ruleAnchor } from "../../cli/lint/rule-url.ts";
import { rules } from "../../cli/lint/rules/index.ts";
import { listTemplates, type Template } from "../../cli/render/template.ts";
import { checkSections } from "../../cli/report/checks-text.ts";
import { ruleSections } from "../../cli/report/rules-text.ts";
import { defaultText, typeText } from "../../cli/report/templates-text.ts";
import { siteSchema } from "../../cli/site/site-schema.ts";
import { checks } from "../../cli/smoke/checks/index.ts";
import type { DerivedFile } from "./derived-file.ts";
import { kaskPage } from "./kask-page.ts";
import { block, code, page, table } from "./markdown.ts";
import { root } from "./root.ts";

/** Every page of `docs/reference`, made from the tables of the code. */
export async function derivedPages(): Promise<readonly DerivedFile[]> {
  const templates = await listTemplates([join(root, "hiera-templates")]);
  const pages: Readonly<Record<string, string>> = {
    "exit-codes.md": exitCodesPage(),
    "cli.md": cliPage(),
    "rules.md": rulesPage(),
    "checks.md": checksPage(),
    "templates.md": templatesPage(templates),
    "site-file.md": siteFilePage(),
    "kask.md": kaskPage(),
    "site-file.schema.json": `${JSON.stringify(siteSchema, undefined, 2)}\n`,
  };
  return Object.entries(pages).map(([name, text]) => ({ path: `docs/reference/${name}`, text }));
}

function exitCodesPage(): string {
  const codes = Object.values(exitCodes).map(({ code: n, summary }) => [String(n), summary]);
  const errors = (Object.keys(faults) as FaultCode[])
    .sort()
    .map((name) => [code(name), String(exitCodes[faults[name].exit].code), faults[name].summary]);
  return page(
    "Exit codes and errors",
    "`cli/base`",
    table(["exit code", "meaning"], codes),
    "Several hosts: the worst, in the order 8, 7, 6, 5, 9, 4, 1.",
    "## Errors",
    'With `--json` an error is `{"schema_version":1,"error":{"code","message","hint","host"}}`. The codes:',
    table(["code", "exit code", "meaning"], errors),
  );
}

function cliPage(): string {
  return page(
    "Commands",
    "`cli/commands`",
    "Every command takes these:",
    optionTable(globalOptions),
    ...commands.map(commandPart),
  );
}

function commandPart(command: Command): string {
  const { name, args = [], options = [], examples } = command;
  const usage = ["kaskctl", name, ...args.map((arg) => arg.name)].join(" ");
  return [
    `## kaskctl ${name}`,
    sentence(command.description ?? command.summary),
    block(usage),
    args.length === 0
      ? ""
      : table(
          ["argument", "meaning"],
          args.map((arg) => [code(arg.name), arg.description]),
        ),
    options.length === 0 ? "" : optionTable(options),
    examples.length === 0
      ? ""
      : block(examples.map(({ line, does }) => `$ ${line}\n    # ${does}`).join("\n")),
  ]
    .filter((part) => part !== "")
    .map((part) => part.trimEnd())
    .join("\n\n");
}

function optionTable(options: readonly CommandOption[]): string {
  return table(
    ["option", "meaning"],
    options.map(({ flags, description, choices, default: value, repeatable }) => [
      code(flags),
      [
        description,
        choices ? `: ${choices.join(", ")}` : "",
        value === undefined ? "" : ` (default: ${value})`,
        repeatable ? "; may be repeated" : "",
      ].join(""),
    ]),
  );
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return capital.endsWith(".") ? capital : `${capital}.`;
}

function rulesPage(): string {
  const overview = rules.map(({ id, severity, summary }) => [
    `[${id}](#${ruleAnchor(id)})`,
    severity,
    summary,
  ]);
  return page(
    "Lint rules",
    "`cli/lint/rules`",
    "`kaskctl rules ID` shows the same. The `url` of a finding in JSON leads here; it is relative to kaskctl's own repository. The severity is that of most findings of a rule; some weigh more or less.",
    table(["rule", "severity", "finds"], overview),
    ...rules.map((rule) => {
      const parts = ruleSections(rule).map(({ title, text, kind }) =>
        kind === "code" ? `**${title}**\n\n${block(text, "yaml")}` : `**${title}.** ${text}`,
      );
      return [`<a id="${ruleAnchor(rule.id)}"></a>`, `## ${rule.id}`, ...parts].join("\n\n");
    }),
  );
}

function checksPage(): string {
  return page(
    "Smoke checks",
    "`cli/smoke/checks`",
    table(
      ["check", "asks"],
      checks.map(({ id, asks }) => [`[${id}](#${id})`, asks]),
    ),
    ...checks.map((check) =>
      [
        `## ${check.id}`,
        ...checkSections(check).map(({ title, text }) => `**${title}.** ${text}`),
      ].join("\n\n"),
    ),
  );
}

function templatesPage(templates: readonly Template[]): string {
  return page(
    "Templates",
    "`hiera-templates`",
    ...templates.map(({ name, summary, parameters }) => {
      const rows = [...parameters.values()].map((parameter) => [
        code(parameter.name),
        typeText(parameter),
        `${parameter.description} ${defaultText(parameter)}`,
      ]);
      return `## ${name}\n\n${summary}\n\n${table(["parameter", "type", "meaning"], rows)}`;
    }),
  );
}

const cloudsExample = `clouds:
  deployment-prep:
    auth_type: v3applicationcredential
    interface: public
    region_name: eqiad1-r
    auth:
      auth_url: https://openstack.eqiad1.wikimediacloud.org:25000/v3
      application_credential_id: 0123456789abcdef
      application_credential_secret: "…"
`;

interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
}

function siteFilePage(): string {
  const rows = settingsOf(siteSchema as SchemaNode, "");
  return page(
    "The site file",
    "`cli/site/site-schema.ts`",
    "`kaskctl.yaml`, here or in a folder above. `kaskctl schema site` prints its JSON Schema, for editors.",
    table(["key", "type", "meaning"], rows),
    "## Secrets",
    "A secret in `values` is a reference: `{hiera: KEY}` becomes `%{lookup('KEY')}`, whose value lies in the puppetserver's private hierarchy; `{env: NAME}`, `{file: path}` and `{cmd: [words]}` are resolved by kaskctl itself, and never pushed to the ENC, which is public, unless `--publish-secret` names the parameter.",
    "## Credentials",
    "`cloud` names an entry of OpenStack's `clouds.yaml`: the file that `clouds_file` names, else `$OS_CLIENT_CONFIG_FILE`, `./clouds.yaml`, `~/.config/openstack/clouds.yaml`, `/etc/openstack/clouds.yaml`. It holds an application credential, which Horizon makes under Identity, Application Credentials. The file must be readable by you alone; the secret may lie in `secure.yaml` beside it. `OS_*` variables win over `cloud`, as in OpenStack's own tools, but not where `clouds_file` is set.",
    block(cloudsExample, "yaml"),
  );
}

function settingsOf(node: SchemaNode, prefix: string): readonly (readonly string[])[] {
  const named = Object.entries(node.properties ?? {});
  const any = node.additionalProperties;
  const all = typeof any === "object" ? [...named, ["NAME", any] as const] : named;
  return all.flatMap(([name, child]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const value =
      child.default === undefined ? "" : ` Default: ${code(JSON.stringify(child.default))}.`;
    return [
      [code(path), child.type ?? "", `${child.description ?? ""}${value}`],
      ...settingsOf(child, path),
    ];
  });
}
