import { configInvariants } from "../../../service/contract/config-invariants.ts";
import { kaskSettings } from "../../../service/contract/config-schema.ts";
import { type ConfigMistake, parseConfig } from "../../../service/contract/parse-config.ts";
import { didYouMean } from "../../base/suggest.ts";
import type { HieraNode } from "../../hiera/document.ts";
import { asMapping, entries, type Path, valueAt } from "../entries.ts";
import { kaskData } from "../kask-data.ts";
import type { Rule, RuleFinding, Target } from "../rule.ts";
import { runsKask, type ServiceDefinition, serviceDefinitions } from "../service-definitions.ts";

/** See `kaskctl rules service/kask-config`. */
export const rule: Rule = {
  id: "service/kask-config",
  severity: "error",
  summary: "A Kask setting is unknown, or Kask would not start with its value.",
  why: "Kask ignores a setting that it does not know and works with the default. With a value that it refuses it exits at start, and systemd starts it again for ever, while Puppet says that all is well.",
  bad: { target: "horizon", text: example("host: cassandra.example.org", "'86400'") },
  good: { target: "horizon", text: example("hosts:\n        - cassandra.example.org", "86400") },
  source: "mediawiki-services-kask, config.go; go-yaml/yaml v2, decode.go",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  *check({ root, target }) {
    const checked = new Set<HieraNode>();
    for (const service of serviceDefinitions(root)) {
      const config = asMapping(valueAt(service.node, ["config"]));
      if (config === undefined || checked.has(config) || !runsKask(service)) continue;
      // A config that several services share is told once.
      checked.add(config);
      yield* checkConfig(service, config, target);
    }
  },
};

function* checkConfig(
  service: ServiceDefinition,
  config: HieraNode,
  target: Target,
): Iterable<RuleFinding> {
  const { data, open } = kaskData(config, target);
  const { mistakes, unknown } = parseConfig(data);
  const isOpen = (path: readonly unknown[]) =>
    open.some((known) => known.every((key, depth) => key === path[depth]));
  for (const path of unknown) yield unknownSetting(service, config, path.map(String));
  const places = new Set<number>();
  for (const mistake of mistakes) {
    const paths = pathsOf(mistake);
    if (paths.some(isOpen) || isInterpolatedWord(config, mistake)) continue;
    const written = paths.find((path) => valueAt(config, path) !== undefined);
    const place = placeOf(service, config, written ?? mistake.path);
    // One empty group breaks several settings, and is one mistake.
    if (places.has(place.span.start)) continue;
    places.add(place.span.start);
    yield {
      ...place,
      message: `${sentence(mistake)}; Kask exits at start.`,
    };
  }
  const spoken = new Set(mistakes.map(({ path }) => path.join()));
  yield* emptied(service, config, data, spoken);
}

/** An empty value is no mistake to Go: it silently replaces the default by nothing. */
function* emptied(
  service: ServiceDefinition,
  config: HieraNode,
  data: unknown,
  spoken: ReadonlySet<string>,
): Iterable<RuleFinding> {
  for (const { path, type, default: standard } of kaskSettings) {
    if (spoken.has(path.join())) continue;
    const value = path.reduce<unknown>(
      (above, key) => (above as Record<string, unknown> | null | undefined)?.[key],
      data,
    );
    if (value !== null || type === "string-list" || !standard) continue;
    yield {
      ...placeOf(service, config, path),
      severity: "warning",
      message: `The setting ${path.join(".")} is empty; Kask reads that as ${zeros[type]} and not as its default, ${standard}.`,
      help: "Write a value, or remove the key.",
    };
  }
}

const zeros = { string: "no text", integer: "0", boolean: "false" } as const;

/** The settings that a mistake is about. */
function pathsOf({ path, invariant }: ConfigMistake): readonly (readonly string[])[] {
  const broken = configInvariants.find(({ id }) => id === invariant);
  return broken?.paths ?? [path.map(String)];
}

/** Puppet fills `%{…}` in later, so that the word cannot be judged here. */
function isInterpolatedWord(config: HieraNode, { path }: ConfigMistake): boolean {
  const setting = kaskSettings.find((known) => known.path.join() === path.join());
  const node = valueAt(config, path.map(String));
  return setting?.words !== undefined && node?.kind === "scalar" && node.text.includes("%{");
}

function sentence({ path, message, invariant }: ConfigMistake): string {
  if (invariant !== undefined) return capitalised(message);
  return `The setting ${path.join(".")} ${message}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function unknownSetting(
  service: ServiceDefinition,
  config: HieraNode,
  path: readonly string[],
): RuleFinding {
  const above = path.slice(0, -1);
  const key = path.at(-1) ?? "";
  const siblings = kaskSettings
    .filter((known) => above.every((name, depth) => known.path[depth] === name))
    .map((known) => known.path[above.length] ?? "");
  const group = asMapping(valueAt(config, above));
  const pair = group === undefined ? undefined : entries(group).get(key);
  return {
    span: (pair?.key ?? config).span,
    path: [...service.path, "config", ...path],
    message: `Kask has no setting ${path.join(".")} and ignores it.`,
    help: didYouMean(key, [...new Set(siblings)]),
  };
}

/** The place of a setting, or of the nearest group of it that is written. */
function placeOf(service: ServiceDefinition, config: HieraNode, path: Path) {
  let written = path.map(String);
  while (written.length > 0 && valueAt(config, written) === undefined) {
    written = written.slice(0, -1);
  }
  const { span } = valueAt(config, written) ?? config;
  return { span, path: [...service.path, "config", ...path] };
}

function example(hosts: string, ttl: string): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      cassandra:
        ${hosts}
      default_ttl: ${ttl}
      listen_address: 0.0.0.0
    port: 8080
    version: v1.0.10
`;
}
