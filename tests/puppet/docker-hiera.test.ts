import { join } from "node:path";
import { expect } from "vitest";
import { throughHorizon } from "../../cli/hiera/horizon-pipeline.ts";
import { lintText } from "../../cli/lint/lint.ts";
import type { Finding } from "../../cli/lint/rule.ts";
import { rules } from "../../cli/lint/rules/index.ts";
import { materialise } from "../../cli/runner/materialise.ts";
import { serviceDefinitions } from "../../cli/runner/service-definitions.ts";
import {
  type CatalogAnswer,
  type CatalogResource,
  compileCatalogs,
} from "../support/puppet-catalog.ts";
import { needs, type Test } from "../support/requires.ts";
import { catalogLines, errorText } from "./catalog-text.ts";
import { type HieraCase, hieraCases } from "./docker-cases.ts";

const puppetTest = needs("puppet", "stdlib of Puppet");
/** Whichever test is the first compiles all texts: a quarter of a minute, more on a busy machine. */
const test: Test = (title, run) => puppetTest(title, run, 300_000);
const roles = ["role::beta::docker_services"];

/** A text, what Puppet makes of it, and the errors that lint finds in it. */
interface Row extends HieraCase {
  readonly made: CatalogAnswer;
  readonly errors: readonly Finding[];
}

let known: readonly Row[] | undefined;

function rows(): readonly Row[] {
  known ??= compileAll();
  return known;
}

function compileAll(): readonly Row[] {
  const made = compileCatalogs(hieraCases.map(({ text }) => ({ answer: answerOf(text), roles })));
  return hieraCases.map((one, index) => ({
    ...one,
    made: made[index] as CatalogAnswer,
    errors: errorsOf(one.text),
  }));
}

/** What the ENC makes of a text, whether or not Puppet will read it. */
function answerOf(text: string): string {
  const { answer } = throughHorizon(text, roles);
  if (answer === undefined) throw new Error(`Horizon would not save ${JSON.stringify(text)}.`);
  return answer;
}

function errorsOf(text: string): readonly Finding[] {
  const host = { project: "deployment-prep", roles };
  const findings = lintText({ text, file: "hiera.yaml", target: "horizon", rules, host });
  return findings.filter(({ severity }) => severity === "error");
}

test("the table tells of every text what Puppet and lint make of it", async () => {
  const usual = new Set(linesOf(rows().find(({ title }) => title === "no services")));
  const table = rows().map((row) => rowText(row, usual));
  expect(table.length).toBeGreaterThanOrEqual(60);
  const golden = join(import.meta.dirname, "docker-hiera.golden.txt");
  await expect(table.join("\n")).toMatchFileSnapshot(golden);
});

function linesOf(row: Row | undefined): readonly string[] {
  return catalogLines(row?.made.resources ?? []);
}

/** One row; of what the engine brings only what is not usual, apart from the row that tells it. */
function rowText(row: Row, usual: ReadonlySet<string>): string {
  const { title, text, made, errors } = row;
  const lint = errors.map(({ rule, message }) => `lint: ${rule}: ${message}`);
  const head = [`=== ${title}`, text.trimEnd(), "---"];
  if (made.error !== undefined) {
    return [...head, `refused: ${errorText(made.error)}`, ...lint, ""].join("\n");
  }
  const lines = linesOf(row);
  const isUsual = title === "no services";
  const shown = lines.filter((line) => isUsual || !usual.has(line));
  const gone = [...usual].filter((line) => !lines.includes(line)).map(withoutText);
  return [...head, ...shown, ...gone, ...lint, ""].join("\n");
}

/** Of a file that others' lines replace, its first line will do. */
function withoutText(resource: string): string {
  return `without ${resource.split("\n")[0]}`;
}

test("every text that Puppet refuses is an error in lint", () => {
  const refused = rows().filter(({ made }) => made.error !== undefined);
  expect(refused.length).toBeGreaterThan(30);
  const missed = refused.filter(({ errors }) => errors.length === 0);
  expect(missed.map(({ title, made }) => [title, made.error])).toEqual([]);
});

test("every text that lint passes compiles", () => {
  const passed = rows().filter(({ errors }) => errors.length === 0);
  expect(passed.length).toBeGreaterThan(30);
  const refused = passed.filter(({ made }) => made.error !== undefined);
  expect(refused.map(({ title, made }) => [title, made.error])).toEqual([]);
});

test("kaskctl foresees each file of a service, byte for byte", () => {
  const compiled = rows().filter(({ made, text }) => made.resources && !text.includes("%{"));
  expect(compiled.length).toBeGreaterThan(30);
  for (const { title, text, made } of compiled) {
    expect([title, ...filesOf(made.resources ?? [])]).toEqual([title, ...foreseen(text)]);
  }
});

test("kaskctl foresees each service that Puppet refuses, in the same words", () => {
  const refused = rows().filter(({ made }) =>
    made.error?.includes("Resource Statement, Service::Docker["),
  );
  expect(refused.length).toBeGreaterThan(20);
  for (const { title, text, made } of refused) {
    const [first = "nothing"] = serviceDefinitions(definitionsIn(text)).problems;
    expect([title, made.error?.replaceAll(/\n\s+/gu, " ")]).toEqual([
      title,
      expect.stringContaining(first),
    ]);
  }
});

function definitionsIn(text: string): unknown {
  const result = throughHorizon(text);
  return result.ok ? result.value.get("profile::docker::runner::service_defs") : undefined;
}

interface HostFile {
  readonly path: string;
  readonly mode: number;
  readonly content: string | undefined;
  readonly showDiff: boolean;
}

/** The files and folders of services in a catalog, in the order of their paths. */
function filesOf(resources: readonly CatalogResource[]): readonly HostFile[] {
  return resources
    .filter(({ type, title }) => type === "File" && !title.startsWith("/etc/docker"))
    .filter(({ parameters }) => parameters["ensure"] !== "absent")
    .map(({ title, parameters }) => ({
      path: title,
      mode: Number.parseInt(String(parameters["mode"]), 8),
      content: parameters["content"] as string | undefined,
      showDiff: parameters["show_diff"] !== false,
    }))
    .sort(byPath);
}

function foreseen(text: string): readonly HostFile[] {
  return serviceDefinitions(definitionsIn(text))
    .definitions.map((definition) => materialise(definition))
    .flatMap(({ files, folders }): readonly HostFile[] => [
      ...folders.map((folder) => ({ ...folder, content: undefined, showDiff: true })),
      ...files,
    ])
    .sort(byPath);
}

function byPath(one: HostFile, other: HostFile): number {
  return one.path < other.path ? -1 : 1;
}
