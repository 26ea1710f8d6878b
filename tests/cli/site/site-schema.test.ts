import { describe, expect, test } from "vitest";
import { siteSchema } from "../../../cli/site/site-schema.ts";

interface Schema {
  readonly description?: string;
  readonly additionalProperties?: boolean | Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Every named property of a schema, at any depth, by its path. */
function propertiesOf(schema: Schema, path = ""): readonly [string, Schema][] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const here = `${path}${name}`;
    return [[here, child] as [string, Schema], ...propertiesOf(child, `${here}.`)];
  });
  const other = schema.additionalProperties;
  return typeof other === "object" ? [...named, ...propertiesOf(other, `${path}*.`)] : named;
}

describe("the JSON Schema of the site file", () => {
  const properties = propertiesOf(siteSchema as Schema);

  test("knows every property that the documentation names", () => {
    expect(properties.map(([path]) => path).sort()).toEqual(
      [
        ["context", "contexts", "services", "lint"],
        ["profile", "rules", "keys", "overrides"].map((name) => `lint.${name}`),
        [
          "cloud",
          "clouds_file",
          "domain",
          "enc",
          "keystone",
          "project",
          "project_name",
          "protected",
        ]
          .concat(["registry", "registry_url", "ssh", "ssh.config", "ssh.jump", "ssh.transport"])
          .concat(["ssh.user"])
          .map((name) => `contexts.*.${name}`),
        ["endpoints", "hosts", "prefix", "roles", "template", "values"].map(
          (name) => `services.*.${name}`,
        ),
      ]
        .flat()
        .sort(),
    );
  });

  test("describes each of them in sentences, for editors", () => {
    const undescribed = properties.filter(
      ([, { description = "" }]) => !/^[A-Z`].*\.$/.test(description),
    );
    expect(undescribed.map(([path]) => path)).toEqual([]);
  });

  test("survives JSON, so that it can be printed", () => {
    expect(JSON.parse(JSON.stringify(siteSchema))).toEqual(siteSchema);
  });
});
