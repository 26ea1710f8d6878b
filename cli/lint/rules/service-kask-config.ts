import { kaskSettings } from "../../../service/contract/config-schema.ts";
import { compareReleases } from "../../../service/contract/kask-version.ts";
import { type ConfigMistake, parseConfig } from "../../../service/contract/parse-config.ts";
import { didYouMean } from "../../base/suggest.ts";
import type { HieraNode, MappingNode, MappingPair } from "../../hiera/document.ts";
import { nameFix, valueFix } from "../fixes/kask-setting-fix.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { type KaskData, kaskData } from "../services/kask-data.ts";
import { settingNames } from "../services/kask-setting-names.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import {
  configOf,
  kaskServices,
  placeOf,
  type ServiceDefinition,
  textAt,
} from "../services/service-definitions.ts";
import { scalarCauses } from "../types/scalar-causes.ts";
import { asMapping, entries, valueAt } from "../values/entries.ts";

/** See `kaskctl rules service/kask-config`. */
export const rule: Rule = {
  id: "service/kask-config",
  severity: "error",
  summary: "A Kask setting is unknown, or Kask would not start with its value.",
  why: "Kask ignores a setting that it does not know and works with the default. With a value that it refuses it exits at start, and systemd starts it again for ever, while Puppet says that all is well.",
  bad: { target: "horizon", text: example("'86400'") },
  good: { target: "horizon", text: example("86400") },
  source: "mediawiki-services-kask, config.go; go-yaml/yaml v2, decode.go",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Writes numbers, booleans, lists and log levels as Kask takes them; a misspelt name is mended only as an unsafe fix.",
  },

  concerns: mayDefineServices,

  *check(context) {
    const checked = new Set<HieraNode>();
    for (const service of kaskServices(context.root)) {
      const { node, isKnown } = configOf(service, context.target);
      if (!isKnown || node === undefined || checked.has(node)) continue;
      // A config that several services share is told once.
      checked.add(node);
      yield* checkConfig({ service, config: node, ...kaskData(node, context.target) }, context);
    }
  },
};

/** A Kask service and its config, as nodes and as data. */
interface Checked extends KaskData {
  readonly service: ServiceDefinition;
  readonly config: MappingNode;
}

function* checkConfig(checked: Checked, { document }: RuleContext): Iterable<RuleFinding> {
  const { service, config, data } = checked;
  const { mistakes, unknown } = parseConfig(data);
  const ignored = tooNew(checked);
  for (const path of unknown) yield unknownSetting(checked, path.map(String), document.text);
  const places = new Set<number>();
  for (const mistake of mistakes) {
    const path = mistake.path.map(String);
    if (isOthersMatter(mistake, checked) || ignored.has(path.join())) continue;
    const place = placeIn(service, path);
    // One empty group breaks several settings, and is one mistake.
    if (places.has(place.span.start)) continue;
    places.add(place.span.start);
    const fix = valueFix({ text: document.text, service, config }, path);
    yield {
      ...place,
      ...scalarCauses,
      message: `The setting ${path.join(".")} ${mistake.message}; Kask exits at start.`,
      ...(fix === undefined ? {} : { fix }),
    };
  }
  yield* ignored.values();
  yield* emptied(checked, new Set(mistakes.map(({ path }) => path.join())));
}

/** Settings that are written, and that the pinned Kask does not know yet. */
function tooNew({ service, config }: Checked): ReadonlyMap<string, RuleFinding> {
  const version = textAt(service.node, "version") ?? "";
  const found = new Map<string, RuleFinding>();
  for (const { path, since } of kaskSettings) {
    const pair = since === undefined ? undefined : pairAt(config, path);
    if (since === undefined || pair === undefined) continue;
    const order = compareReleases(version, since);
    if (order === undefined || order >= 0) continue;
    found.set(path.join(), {
      span: pair.key.span,
      path: [...service.path, "config", ...path],
      severity: "warning",
      message: `Kask knows the setting ${path.join(".")} only since ${since}; ${version} ignores it.`,
      help: `Remove it, or run ${since} or later.`,
    });
  }
  return found;
}

/** Whether a mistake may be none once Puppet has filled in the text, or is another rule's. */
function isOthersMatter({ path, invariant }: ConfigMistake, checked: Checked): boolean {
  const { data, open, config } = checked;
  if (invariant !== undefined) return true;
  const isOpen = open.some((known) => known.every((key, depth) => key === path[depth]));
  // A number out of bounds is the matter of service/kask-ttl.
  const isTtl = path.join() === "default_ttl" && typeof valueIn(data, path) === "number";
  const setting = kaskSettings.find((known) => known.path.join() === path.join());
  const node = valueAt(config, path.map(String));
  const isLater =
    setting?.words !== undefined && node?.kind === "scalar" && node.text.includes("%{");
  return isOpen || isTtl || isLater;
}

/** An empty value is no mistake to Go: it silently replaces the default by nothing. */
function* emptied({ service, data }: Checked, spoken: ReadonlySet<string>): Iterable<RuleFinding> {
  for (const { path, type, default: standard } of kaskSettings) {
    if (spoken.has(path.join()) || type === "string-list" || !standard) continue;
    if (valueIn(data, path) !== null) continue;
    yield {
      ...placeIn(service, path),
      severity: "warning",
      message: `The setting ${path.join(".")} is empty; Kask reads that as ${zeros[type]} and not as its default, ${standard}.`,
      help: "Write a value, or remove the key.",
    };
  }
}

const zeros = { string: "no text", integer: "0", boolean: "false" } as const;

function valueIn(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (above, key) => (above as Record<string | number, unknown> | null | undefined)?.[key],
    data,
  );
}

function unknownSetting(
  { service, config }: Checked,
  path: readonly string[],
  text: string,
): RuleFinding {
  const pair = pairAt(config, path);
  const fix = pair && nameFix({ text, service, config }, path, pair);
  return {
    span: (pair?.key ?? config).span,
    path: [...service.path, "config", ...path],
    message: `Kask has no setting ${path.join(".")} and ignores it.`,
    help: didYouMean(path.at(-1) ?? "", settingNames(path.slice(0, -1))),
    ...(fix === undefined ? {} : { fix }),
  };
}

function pairAt(config: HieraNode, path: readonly string[]): MappingPair | undefined {
  const group = asMapping(valueAt(config, path.slice(0, -1)));
  return group && entries(group).get(path.at(-1) ?? "");
}

function placeIn(service: ServiceDefinition, path: readonly string[]) {
  return placeOf(service, ["config", ...path]);
}

function example(ttl: string): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      default_ttl: ${ttl}
      listen_address: 0.0.0.0
    port: 8080
    version: v1.0.10
`;
}
