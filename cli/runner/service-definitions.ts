import { isInteger, mappingOf, puppetText, puppetTypeName } from "./puppet-value.ts";
import type { ServiceDefinition } from "./service-docker.ts";

/** The definitions that would compile, and Puppet's own words about those that would not. */
export interface ServiceDefinitions {
  readonly definitions: readonly ServiceDefinition[];
  readonly problems: readonly string[];
}

const key = "profile::docker::runner::service_defs";

/**
 * Reads the value of `profile::docker::runner::service_defs` as `service::docker` would take it.
 * Mappings may be objects or Maps. A definition with a problem is not among the definitions.
 * @see operations-puppet/modules/profile/manifests/docker/runner.pp
 * @see operations-puppet/modules/service/manifests/docker.pp
 */
export function serviceDefinitions(serviceDefs: unknown): ServiceDefinitions {
  if (serviceDefs === undefined || serviceDefs === null) {
    const problem = `Function lookup() did not find a value for the name '${key}'`;
    return { definitions: [], problems: [problem] };
  }
  const services = mappingOf(serviceDefs);
  if (!services) {
    const problem = `${key} is a ${puppetTypeName(serviceDefs)}, not a Hash of service definitions`;
    return { definitions: [], problems: [problem] };
  }
  const definitions: ServiceDefinition[] = [];
  const problems: string[] = [];
  for (const [title, given] of Object.entries(services)) {
    const found = problemsOf(title, given);
    problems.push(...found);
    if (found.length === 0) definitions.push(definitionOf(title, mappingOf(given) ?? {}));
  }
  return { definitions, problems };
}

interface Parameter {
  readonly required?: true;
  /** What is wrong, without the parameter's name in front: `expects a String value, got Float`. */
  problemsOf(value: unknown): readonly string[];
}

const text: Parameter = { problemsOf: expects("a String value", isString) };
const flag: Parameter = { problemsOf: expects("a Boolean value", (it) => typeof it === "boolean") };
const hash: Parameter = {
  problemsOf: expects("a Hash value", (it) => mappingOf(it) !== undefined),
};
const optionalText: Parameter = {
  problemsOf: expects("a value of type Undef or String", isString),
};

const parameters: Readonly<Record<string, Parameter>> = {
  port: { required: true, problemsOf: portProblems },
  version: { ...text, required: true },
  ensure: { problemsOf: ensureProblems },
  namespace: optionalText,
  config: hash,
  override_cmd: text,
  environment: hash,
  image_name: text,
  volume: flag,
  host_network: flag,
  runtime: optionalText,
  bind_mounts: { problemsOf: bindMountProblems },
};

/**
 * What every resource takes beside its parameters; what it says changes no file.
 * @see puppet, lib/puppet/type.rb, newmetaparam
 */
const metaparameters: ReadonlySet<string> = new Set([
  "alias",
  "audit",
  "before",
  "loglevel",
  "name",
  "noop",
  "notify",
  "require",
  "schedule",
  "subscribe",
  "tag",
]);

function problemsOf(title: string, given: unknown): readonly string[] {
  const where = `Service::Docker[${title}]`;
  const values = mappingOf(given);
  if (!values) return [`${where}: the definition is ${article(given)}, not a Hash of parameters`];
  const unknown = Object.keys(values)
    .filter((name) => !Object.hasOwn(parameters, name) && !metaparameters.has(name))
    .map((name) => `${where}: has no parameter named '${name}'`);
  const wrong = Object.entries(parameters).flatMap(([name, parameter]) => {
    if (!Object.hasOwn(values, name)) {
      return parameter.required ? [`${where}: expects a value for parameter '${name}'`] : [];
    }
    const value = values[name] ?? undefined;
    // Nothing stands for the default, where there is one.
    if (value === undefined && !parameter.required) return [];
    return parameter.problemsOf(value).map((problem) => `${where}: parameter '${name}' ${problem}`);
  });
  return [...unknown, ...wrong];
}

function article(value: unknown): string {
  const name = puppetTypeName(value);
  return /^[AIU]/.test(name) ? `an ${name}` : `a ${name}`;
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function expects(what: string, holds: (value: unknown) => boolean) {
  return (value: unknown) =>
    holds(value) ? [] : [`expects ${what}, got ${puppetTypeName(value)}`];
}

function portProblems(value: unknown): readonly string[] {
  const type = "a Stdlib::Port::User = Integer[1024, 49151] value";
  if (!isInteger(value)) return [`expects ${type}, got ${puppetTypeName(value)}`];
  if (value >= 1024 && value <= 49151) return [];
  return [`expects ${type}, got Integer[${value}, ${value}]`];
}

function ensureProblems(value: unknown): readonly string[] {
  if (value === "present" || value === "absent") return [];
  return [`expects a match for Wmflib::Ensure = Enum['absent', 'present'], got ${shown(value)}`];
}

const unixPath = /^\/(?:[^\n/\0]+\/*)*$(?!\n)/;

function bindMountProblems(value: unknown): readonly string[] {
  const mounts = mappingOf(value);
  if (!mounts) return [`expects a Hash value, got ${puppetTypeName(value)}`];
  return Object.entries(mounts).flatMap(([source, target]) => [
    ...unixPathProblem(`key of entry '${source}'`, source),
    ...unixPathProblem(`entry '${source}'`, target),
  ]);
}

function unixPathProblem(where: string, value: unknown): readonly string[] {
  if (isString(value) && unixPath.test(value)) return [];
  const type = String.raw`Stdlib::Unixpath = Pattern[/\A\/([^\n\/\0]+\/*)*\z/]`;
  return [`${where} expects a match for ${type}, got ${shown(value)}`];
}

function shown(value: unknown): string {
  return isString(value) ? `'${value}'` : puppetTypeName(value);
}

function definitionOf(title: string, values: Readonly<Record<string, unknown>>): ServiceDefinition {
  return {
    title,
    ensure: values["ensure"] === "absent" ? "absent" : "present",
    port: Number(values["port"]),
    version: String(values["version"]),
    namespace: optional(values["namespace"]),
    imageName: optional(values["image_name"]) ?? title,
    config: mappingOf(values["config"]) ?? {},
    overrideCmd: optional(values["override_cmd"]) ?? "",
    environment: textsOf(values["environment"]),
    volume: values["volume"] === true,
    hostNetwork: values["host_network"] === true,
    runtime: optional(values["runtime"]),
    bindMounts: textsOf(values["bind_mounts"]),
  };
}

function optional(value: unknown): string | undefined {
  return isString(value) ? value : undefined;
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(mappingOf(value) ?? {});
  return Object.fromEntries(entries.map(([name, member]) => [name, puppetText(member)]));
}
