import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { KaskctlError } from "../../../cli/base/errors.ts";
import { Secret } from "../../../cli/base/secret.ts";
import { parseHiera } from "../../../cli/hiera/parse-hiera.ts";
import { sameValue, toPlain } from "../../../cli/hiera/plain.ts";
import { loadAsPyyaml } from "../../../cli/hiera/pyyaml-load.ts";
import { type RenderRequest, renderService } from "../../../cli/render/render.ts";
import { loadTemplate, type Template } from "../../../cli/render/template.ts";
import { buildContext, buildServices, type RawSite } from "../../../cli/site/build-site.ts";
import { readPositionedYaml, type YamlNode } from "../../../cli/site/positioned-yaml.ts";
import { sampleSiteText } from "../../../cli/site/sample-site.ts";
import { SecretReferenceValue } from "../../../cli/site/site.ts";

const ours = join(import.meta.dirname, "../../../hiera-templates");
const fixtures = join(import.meta.dirname, "fixtures");

let any: Template;
let sessionstore: Template;

beforeAll(async () => {
  any = await loadTemplate("any", join(fixtures, "templates"));
  sessionstore = await loadTemplate("sessionstore", ours);
});

const reference = (reference: SecretReferenceValue["reference"]) =>
  new SecretReferenceValue(reference);

function render(template: Template, request: Partial<RenderRequest> = {}) {
  return renderService({
    template,
    hosts: [],
    values: {},
    sets: [],
    publish: "all",
    resolveSecret: () => Promise.reject(new Error("No secret was to be resolved.")),
    ...request,
  });
}

async function failure(promise: Promise<unknown>): Promise<KaskctlError> {
  const error = await promise.catch((caught: unknown) => caught);
  if (error instanceof KaskctlError) return error;
  throw new Error("A KaskctlError was expected.", { cause: error });
}

describe("the sample", () => {
  test("gives the documented data, with the obsolete key only when asked for", async () => {
    const root = readPositionedYaml(sampleSiteText).root as YamlNode;
    const file = { path: "/kaskctl.yaml", text: sampleSiteText, name: "The site file" };
    const context = buildContext(root.value as RawSite, "beta", "/");
    const service = buildServices(root, context, file).get("sessionstore");
    if (service === undefined) throw new Error("The sample has no service sessionstore.");
    const { hosts, values } = service;
    const sets = ["docker_engine_version=1.12.6-0~debian-jessie"];
    const documented = loadAsPyyaml(
      parseHiera(await readFile(join(fixtures, "sample-hiera.yaml"), "utf8")),
    );
    if (!documented.ok) throw new Error(documented.message);
    const asked = await render(sessionstore, { hosts, values, sets });
    expect(toPlain(asked.data)).toEqual(toPlain(documented.value));
    expect(sameValue(asked.data, documented.value)).toBe(true);
    const plain = await render(sessionstore, { hosts, values });
    expect(plain.text).not.toContain("profile::docker::engine::version");
  });
});

describe("each template", () => {
  test.each(["sessionstore", "echostore", "cassandra"])(
    "%s needs nothing but its hosts",
    async (name) => {
      const template = await loadTemplate(name, ours);
      const { text, document, data } = await render(template, { hosts: ["a.example.org"] });
      expect(document.problems).toEqual([]);
      expect(document.text).toBe(text);
      expect(text).not.toMatch(/!var|!each|\0/);
      expect(data.get("profile::cassandra::instances")).toEqual(
        new Map([["a.example.org", new Map()]]),
      );
    },
  );
});

describe("holes", () => {
  const nasty = [
    '"]: {x',
    "line one\nline: two\n- three",
    "# no comment",
    "%{lookup('k')}",
    "'",
    "",
  ];
  test.each(nasty)("take the password %j without a change of structure", async (password) => {
    const values = { cassandra_password: password };
    const { text, data } = await render(sessionstore, { hosts: ["a.example.org"], values });
    const loaded = loadAsPyyaml(parseHiera(text));
    expect(loaded.ok && sameValue(loaded.value, data)).toBe(true);
    const ordinary = await render(sessionstore, { hosts: ["a.example.org"] });
    const changed = toPlain(data) as Services;
    const expected = toPlain(ordinary.data) as Services;
    const kask = expected["profile::docker::runner::service_defs"]["mediawiki-services-kask"];
    kask.config.cassandra.authentication.password = password;
    expect(changed).toEqual(expected);
  });

  test("of !each give one pair for each item, and none twice", async () => {
    const { data } = await render(any, { values: { list: ["a", "b", "a"] } });
    expect(toPlain(data)).toEqual({
      deep: { deeper: ["first", { list: ["a", "b", "a"] }] },
      keys: { a: {}, b: {} },
    });
  });

  test("that are not set are dropped with the mappings they leave empty", async () => {
    const { text } = await render(any);
    expect(text).toBe("deep:\n  deeper:\n  - first\n");
  });

  test("filled with something empty stay", async () => {
    const { data } = await render(any, { values: { list: [], map: {}, text: "", flag: false } });
    expect(toPlain(data)).toEqual({
      top: "",
      deep: { deeper: ["first", { inner: "", list: [] }] },
      map: {},
      flag: false,
      keys: {},
    });
  });

  test("never share a node, which would be dumped as an alias", async () => {
    const { text } = await render(any, { values: { list: ["a"], map: { x: [1], y: { z: 1.5 } } } });
    expect(text).not.toMatch(/[&*]id/);
  });
});

interface Services {
  "profile::docker::runner::service_defs": {
    "mediawiki-services-kask": { config: { cassandra: { authentication: { password: string } } } };
  };
}

describe("values", () => {
  const hosts = ["a.example.org"];

  test("come from --set before the site before the default, and the last --set wins", async () => {
    const values = { keyspace: "site", table: "site" };
    const sets = ["keyspace=first", "keyspace=set=1"];
    const { text } = await render(sessionstore, { hosts, values, sets });
    expect(text).toContain("keyspace: set=1\n");
    expect(text).toContain("table: site\n");
    expect(text).toContain("service_name: sessions\n");
  });

  test("follow the parameter that their default is taken from", async () => {
    const { text } = await render(sessionstore, { hosts, sets: ["port=8081"] });
    expect(text).toContain("listen_port: 8081\n");
    const cassandra = await render(sessionstore, { hosts, sets: ["cassandra_hosts=b, c"] });
    expect(cassandra.text).toContain("hosts:\n        - b\n        - c\n");
    expect(cassandra.text).toContain("a.example.org: {}\n");
  });

  test.each([
    ["list=[a, 'b,c']", { list: ["a", "b,c"] }],
    ["list=", { list: [] }],
    ["map={a: [1, true, 1.5, 'x']}", { map: { a: [1, true, 1.5, "x"] } }],
    ["number=-5", { number: -5 }],
    ["flag=true", { flag: true }],
    ["text= 0755 ", { top: " 0755 " }],
  ])("of --set %s are read by the parameter's type", async (word, expected) => {
    const { data } = await render(any, { sets: [word] });
    const { deep, keys, ...plain } = toPlain(data) as { deep: { deeper: object[] }; keys?: object };
    expect({ ...deep.deeper[1], ...plain }).toMatchObject(expected);
    expect(keys === undefined).toBe(!word.startsWith("list"));
  });

  test("that are wrong or missing are told all at once, each with its place", async () => {
    const request = {
      values: { keyspace: 1.1, prot: 1, default_ttl: -1, tls_cert: "x", log_level: "loud" },
      valuePlaces: { keyspace: "k.yaml:1:2", prot: "k.yaml:3:4", tls_cert: "k.yaml:5:6" },
      sets: ["port=80", "cassandra_hosts=[1, a]", "table=x"],
    };
    const error = await failure(render(sessionstore, request));
    expect(error.code).toBe("value-invalid");
    expect(error.message.split("\n")).toEqual([
      "Cannot render the template sessionstore: 8 values are wrong or missing:",
      "k.yaml:3:4: `prot`: the template has no such parameter. Did you mean port?",
      "`hosts`: it is missing, expected a list of FQDNs",
      "--set: `port`: found the number 80, expected an integer from 1024 to 49151",
      "`default_ttl`: found the number -1, expected an integer from 0 to 630720000",
      '`log_level`: found the text "loud", expected one of debug, info, warning, error, fatal',
      "--set: `cassandra_hosts`: found the number 1 as item 1, expected a list of texts",
      "k.yaml:1:2: `keyspace`: found the number 1.1, expected a text; quote it",
      "k.yaml:5:6: `tls_cert`: it needs `tls_key` beside it",
    ]);
  });

  test.each([
    ["port=x", 'found the text "x", expected an integer'],
    ["port=99999999999999999999", "expected an integer from 1024 to 49151"],
    ["hosts=short", 'found the text "short" as item 1, expected a list of FQDNs'],
    ["hosts=[", 'found the text "[", expected a list of FQDNs'],
  ])("of --set %s are refused", async (word, message) => {
    const error = await failure(render(sessionstore, { hosts, sets: [word] }));
    expect(error.code).toBe("value-invalid");
    expect(error.message).toContain(message);
  });

  test("null takes an optional value away, and is no value for a needed one", async () => {
    expect((await render(any, { values: { text: null } })).text).not.toContain("top");
    const error = await failure(render(sessionstore, { hosts, values: { table: null } }));
    expect(error.message).toContain("`table`: found nothing, expected a text");
  });

  test("under a name that the template does not know are wrong use in --set", async () => {
    const error = await failure(render(sessionstore, { hosts, sets: ["versoin=v1"] }));
    expect(error).toMatchObject({ code: "unknown-parameter", hint: "Did you mean version?" });
    expect(await failure(render(any, { sets: ["hunter2"] }))).toMatchObject({ code: "wrong-use" });
  });
});

describe("a value that Puppet would not get as it is", () => {
  const cases: readonly [string, RegExp][] = [
    [":8080", /starts with a colon.*0\.0\.0\.0:8080/],
    ["::1", /Symbol/],
    ["2024-1-1", /looks like a date.*v2024-1-1/],
    ["1,000", /Ruby reads without them/],
    ["a\ud800", /half of a surrogate pair/],
  ];
  test.each(cases)("%j is refused with what to write instead", async (text, message) => {
    const error = await failure(render(any, { values: { text } }));
    expect(error.code).toBe("value-not-representable");
    expect(error.message).toMatch(message);
    expect(error.message).toContain("`text`");
    expect(error.hint).toContain("Quotes do not help");
  });

  test("is named down to its place, also as a key", async () => {
    const map = { good: { list: ["fine", ":bad"] }, ":key": 1 };
    const error = await failure(render(any, { values: { map, list: ["2024-1-1"] } }));
    expect(error.message).toContain('`map.good.list.1`: the value ":bad"');
    expect(error.message).toContain('`map.:key`: the value ":key"');
    expect(error.message).toContain('`list.0`: the value "2024-1-1"');
    expect(error.message).not.toContain("fine");
  });

  test("is not shown where it is a secret", async () => {
    const values = { cassandra_password: ":hunter2" };
    const error = await failure(render(sessionstore, { hosts: ["a.example.org"], values }));
    expect(error.message).toContain("`cassandra_password`");
    expect(error.message).not.toContain("hunter2");
  });

  test("is not shown where it was resolved for a parameter that is no secret", async () => {
    const values = { list: ["fine", reference({ kind: "env", name: "X" })] };
    const resolveSecret = () => Promise.resolve(new Secret(":hunter2"));
    const error = await failure(render(any, { values, resolveSecret }));
    expect(error.message).toContain("`list.1`: the value starts with a colon");
    expect(error.message).not.toContain("hunter2");
  });

  test.each(["2024-01-01", "0755", "1e3", "1.10", "yes", "12:30:45", "~", "<<", "="])(
    "is not %j, which PyYAML quotes",
    async (text) => {
      expect((await render(any, { values: { text } })).text).toContain(
        `top: '${text}'`.replace("'1e3'", "1e3"),
      );
    },
  );
});

describe("a secret", () => {
  const hosts = ["a.example.org"];
  const resolveSecret = (): Promise<Secret> => Promise.resolve(new Secret('"]: {x'));

  test("of the puppetserver is looked up by Puppet", async () => {
    const values = { cassandra_password: reference({ kind: "hiera", key: "the_key" }) };
    const rendered = await render(sessionstore, { hosts, values, publish: [] });
    expect(rendered.text).toContain(`password: '%{lookup(''the_key'')}'`);
    expect(rendered.resolvedSecrets).toEqual([]);
  });

  test("is resolved for a text that stays here, and marked", async () => {
    const values = { cassandra_password: reference({ kind: "env", name: "X" }) };
    const rendered = await render(sessionstore, { hosts, values, resolveSecret });
    expect(rendered.text).toContain(`password: '"]: {x'`);
    expect(rendered.resolvedSecrets).toEqual(["cassandra_password"]);
    expect(rendered.secretPaths.map((path) => path.at(-1))).toEqual(["password"]);
  });

  test("is not even resolved for a text that would be pushed, unless published by name", async () => {
    const values = {
      list: ["x", reference({ kind: "cmd", words: ["pass"] })],
      map: { a: { b: reference({ kind: "file", path: "/x" }) } },
    };
    const error = await failure(render(any, { values, publish: ["list"] }));
    expect(error).toMatchObject({
      code: "secret-published",
      hint: expect.stringContaining("--publish-secret map"),
    });
    expect(error.message).toContain("the secret of map");
    const published = await render(any, { values, publish: ["list", "map"], resolveSecret });
    expect(published.resolvedSecrets).toEqual(["list", "map"]);
    const unknown = await failure(render(any, { values, publish: ["lst"] }));
    expect(unknown).toMatchObject({ code: "unknown-parameter", hint: "Did you mean list?" });
  });

  test.each([
    ["number", "an integer"],
    ["flag", "true or false"],
    ["list", "a list of texts"],
  ])("is a text, and so no value for %s", async (name, wanted) => {
    const values = { [name]: reference({ kind: "hiera", key: "k" }) };
    const error = await failure(render(any, { values }));
    expect(error.message).toContain(`which is always a text, expected ${wanted}`);
  });
});
