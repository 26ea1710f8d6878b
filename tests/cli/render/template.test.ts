import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parametersSchema } from "../../../cli/render/parameter.ts";
import { listTemplates, loadTemplate } from "../../../cli/render/template.ts";

const ours = join(import.meta.dirname, "../../../hiera-templates");

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "kaskctl-template-")));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(template: string, parameters: string): Promise<string> {
  const path = join(folder, "mine");
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "template.yaml"), template);
  await writeFile(join(path, "parameters.yaml"), parameters);
  return path;
}

const oneParameter = (rest: string) =>
  `summary: S.\nparameters:\n  a: { description: D., ${rest} }\n`;

describe("the templates' README", () => {
  test("names every property and type of a parameter, and shows nothing else", async () => {
    const readme = await readFile(join(ours, "README.md"), "utf8");
    const table = readme.slice(
      readme.indexOf("| property |"),
      readme.indexOf("A parameter with no"),
    );
    const { properties } = parametersSchema.properties.parameters.additionalProperties;
    const rows = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`(\w+)/g)].map(([, name]) => name),
    );
    expect(rows.sort()).toEqual(Object.keys(properties).sort());
    for (const type of properties.type.enum) expect(table).toContain(`\`${type}\``);
  });
});

describe("templates", () => {
  test("are listed by name, those of the first folder first", async () => {
    await write("a: !var a\n", oneParameter("type: string"));
    const names = (await listTemplates([folder, ours])).map(({ name }) => name);
    expect(names).toEqual(["cassandra", "echostore", "mine", "sessionstore"]);
  });

  test("of ours describe every parameter in full sentences", async () => {
    for (const { summary, parameters } of await listTemplates([ours])) {
      expect(summary).toMatch(/^[A-Z].*\.$/);
      for (const { description } of parameters.values())
        expect(description).toMatch(/^[A-Z`].*\.$/);
    }
  });

  test("may lie anywhere", async () => {
    const path = await write("a: !var a\n", oneParameter("type: integer, min: 1, max: 5"));
    const template = await loadTemplate(path, ours);
    expect(template).toMatchObject({ name: "mine", folder: path, summary: "S." });
    expect(template.parameters.get("a")).toMatchObject({ type: "integer", min: 1, max: 5 });
  });

  test.each(["sessionstor", "README.md", ".."])("are not %s", async (name) => {
    await expect(loadTemplate(name, ours)).rejects.toMatchObject({ code: "unknown-template" });
  });

  test("that are unknown are told with a guess", async () => {
    await expect(loadTemplate("sessionstor", ours)).rejects.toMatchObject({
      hint: expect.stringContaining("Did you mean sessionstore?"),
    });
    await expect(loadTemplate("/nonexistent", ours)).rejects.toMatchObject({
      code: "unknown-template",
      message: expect.stringContaining("/nonexistent"),
    });
  });
});

/** Template, parameters, the file with the mistake, and each `line:column: message`. */
const bad: readonly [string, string, string, string, readonly string[]][] = [
  [
    "a hole without a parameter",
    "x: !var b\n",
    oneParameter("type: string"),
    "template.yaml",
    ["1:4: there is no parameter `b`. Did you mean a?"],
  ],
  [
    "holes in wrong places",
    "!var a: 1\nb: !each a\nc: !var [a]\n!each a: {}\n",
    oneParameter("type: string"),
    "template.yaml",
    [
      "1:1: a key is filled by !each and a list, not by !var",
      "2:4: the tag !each does not belong here: !var is a value, !each a key",
      "3:4: the tag !var does not belong here: !var is a value, !each a key",
      "4:1: !each needs a list, and `a` is of type string",
    ],
  ],
  [
    "an anchor",
    "x: &a { y: !var a }\n",
    oneParameter("type: string"),
    "template.yaml",
    ["1:4: anchors and aliases end up in the text, which Puppet then refuses"],
  ],
  [
    "a list",
    "- !var a\n",
    oneParameter("type: string"),
    "template.yaml",
    ["1:1: the template must be a mapping"],
  ],
  [
    "an empty template",
    "",
    oneParameter("type: string"),
    "template.yaml",
    ["1:1: the template must be a mapping"],
  ],
  ["empty parameters", "a: 1\n", "", "parameters.yaml", ["1:1: the file is empty"]],
  [
    "parameters of no type",
    "a: !var a\n",
    "parameters:\n  A: { type: text, desc: x }\n",
    "parameters.yaml",
    [
      "1:1: the file lacks `summary`",
      "2:3: `A` is not a name of small letters, digits and `_`",
      "2:6: `parameters.A` lacks `description`",
      "2:14: `parameters.A.type` is `text`, expected string or integer or port or boolean or enum or fqdn or list or map",
      "2:20: unknown property `desc` in `parameters.A`. There are: type, description, default, default_from, optional, secret, min, max, values, items, with.",
    ],
  ],
  [
    "parameters that do not fit together",
    "a: !var a\n",
    `summary: S.
parameters:
  a:
    type: enum
    description: D.
    default: 5
    default_from: b
    with: c
  b:
    type: string
    description: D.
  d:
    type: integer
    description: D.
    default: x
`,
    "parameters.yaml",
    [
      "4:5: `default_from` names `b`, expected a parameter above it",
      "4:5: `with` names `c`, expected a parameter",
      "4:5: an enum needs `values`",
      "13:5: no hole of the template uses `d`",
      '13:5: `default`: found the text "x", expected an integer',
    ],
  ],
];

describe("a bad template", () => {
  test.each(bad)(
    "with %s is reported with its places",
    async (_, template, parameters, file, mistakes) => {
      const path = await write(template, parameters);
      const error = await loadTemplate(path, ours).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: "template-invalid" });
      const [first, ...lines] = (error as Error).message.split("\n");
      expect(first).toMatch(/has \d+ mistakes?:$/);
      expect(lines).toEqual(mistakes.map((line) => `${join(path, file)}:${line}`));
    },
  );

  test("that is no YAML says where", async () => {
    const path = await write("a: b: c\n", oneParameter("type: string"));
    await expect(loadTemplate(path, ours)).rejects.toThrow(/template\.yaml:1:\d+: not valid YAML/);
  });
});
