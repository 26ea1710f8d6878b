import { gerritConfigFile } from "../../../service/contract/kask-image.ts";
import type { ScalarNode } from "../../hiera/document.ts";
import { changeScalar } from "../fixes/config-edits.ts";
import { insertEntry, removeEntry } from "../fixes/entry-edits.ts";
import { contentSpan } from "../fixes/quote.ts";
import type { Edit, Fix, Rule, RuleContext, RuleFinding } from "../rule.ts";
import { configFlagIn } from "../services/command-flags.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import { isUnder, mountedPaths } from "../services/mounted-paths.ts";
import {
  configOf,
  flagAt,
  imageHome,
  isOpen,
  isOwn,
  placeOf,
  type ServiceDefinition,
  serviceDefinitions,
} from "../services/service-definitions.ts";
import { asMapping, entries, real, valueAt } from "../values/entries.ts";

/** See `kaskctl rules service/config-path`. */
export const rule: Rule = {
  id: "service/config-path",
  severity: "error",
  summary: "A service reads its config elsewhere than where Puppet writes it.",
  why: "Puppet writes a service's config to `/etc/<title>/config.yaml`, and only that folder is mounted. A program that is told another path finds no file, and exits at start. Two more things are told: with `volume: true` a config in the text is never written (a warning), and words that only repeat the image's entry point do nothing (an info).",
  bad: { target: "horizon", text: example("/etc/changes/config.yaml") },
  good: { target: "horizon", text: example("/etc/change-feed/config.yaml") },
  source:
    "operations-puppet, modules/service/manifests/docker.pp; mediawiki-services-kask, .pipeline/blubber.yaml",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: {
    safety: "safe",
    does: "Names the file that Puppet writes; removes words that repeat the entry point.",
  },

  concerns: mayDefineServices,

  *check(context) {
    for (const service of serviceDefinitions(context.root)) {
      yield* ignoredConfig(service, context);
      yield* otherPath(service, context);
    }
  },
};

function* ignoredConfig(
  service: ServiceDefinition,
  { target }: RuleContext,
): Iterable<RuleFinding> {
  const config = asMapping(valueAt(service.node, ["config"]));
  const isIgnored = flagAt(service, "volume", target) === true;
  if (!isIgnored || config === undefined || entries(config).size === 0) return;
  yield {
    ...placeOf(service, ["volume"]),
    severity: "warning",
    message: `With volume: true Puppet does not write the config of ${service.title}.`,
    help: "Remove volume, or put the config into the volume and remove it here.",
  };
}

function* otherPath(service: ServiceDefinition, context: RuleContext): Iterable<RuleFinding> {
  const { target } = context;
  const command = real(valueAt(service.node, ["override_cmd"]));
  const mounts = mountedPaths(service);
  if (mounts === undefined || isOpen(command) || flagAt(service, "volume", target) !== false)
    return;
  if (command !== undefined && command.kind !== "scalar") return;
  const flag = command && configFlagIn(command.text);
  const isMounted = (path: string) => mounts.slice(1).some((mount) => isUnder(path, mount));
  const wrong = judge(service, flag, context);
  if (wrong === undefined || isMounted(wrong.reads)) return;
  yield describe(service, command, wrong, context.document.text);
}

/** What is wrong with the way to the config file. */
interface Wrong {
  readonly kind: "names-other" | "entry-point-reads-other" | "repeats";
  /** The file that the program reads, or is told to. */
  readonly reads: string;
  readonly writes: string;
}

function judge(
  service: ServiceDefinition,
  flag: ReturnType<typeof configFlagIn>,
  { target }: RuleContext,
): Wrong | undefined {
  const writes = `/etc/${service.title}/config.yaml`;
  const home = imageHome(service);
  const reads = flag?.path ?? gerritConfigFile;
  if (flag !== undefined && reads !== writes) {
    // What other programs call -c, and where their images keep files, is not known here.
    const isPuppets = home !== undefined || /^\/etc\/[^/]+\/config\.ya?ml$/u.test(reads);
    return isPuppets && hasConfig(service, home, target)
      ? { kind: "names-other", reads, writes }
      : undefined;
  }
  if (home !== "gerrit") return undefined;
  if (writes === gerritConfigFile) return flag && { kind: "repeats", reads, writes };
  // The entry point's own flag comes first; behind a word that is no flag Kask reads no other.
  return flag === undefined || flag.isBehindWord
    ? { kind: "entry-point-reads-other", reads: gerritConfigFile, writes }
    : undefined;
}

function hasConfig(
  service: ServiceDefinition,
  home: ReturnType<typeof imageHome>,
  target: RuleContext["target"],
): boolean {
  const { node } = configOf(service, target);
  return home !== undefined || (node !== undefined && entries(node).size > 0);
}

function describe(
  service: ServiceDefinition,
  command: ScalarNode | undefined,
  { kind, reads, writes }: Wrong,
  text: string,
): RuleFinding {
  const place = placeOf(service, ["override_cmd"]);
  if (kind === "names-other") {
    return {
      ...place,
      message: `The service is told to read ${reads}, but Puppet writes its config to ${writes}.`,
      help: `Write ${writes}.`,
      ...fixed(
        "Name the file that Puppet writes.",
        changedPath(service, command, [reads, writes], text),
      ),
    };
  }
  if (kind === "repeats") {
    return {
      ...place,
      severity: "info",
      message: `The image reads ${reads} by itself; override_cmd only repeats it.`,
      help: "Remove override_cmd.",
      ...fixed("Remove override_cmd.", removedCommand(service, text)),
    };
  }
  const words = `--config ${writes}`;
  return {
    ...place,
    message: `Kask's image reads ${reads}, but Puppet writes the config to ${writes}.`,
    help: `Call the service mediawiki-services-kask, or write override_cmd: ${words}.`,
    ...fixed("Name the file that Puppet writes.", setCommand(service, command, words, text)),
  };
}

function fixed(title: string, edit: Edit | undefined): { readonly fix?: Fix } {
  return edit === undefined ? {} : { fix: { safety: "safe", title, edits: [edit] } };
}

function changedPath(
  service: ServiceDefinition,
  command: ScalarNode | undefined,
  [from, to]: readonly [string, string],
  text: string,
): Edit | undefined {
  if (command === undefined || !isOwn(command, service)) return undefined;
  const { start, end } = contentSpan(command, text);
  const at = text.slice(start, end).lastIndexOf(from);
  return at === -1 ? undefined : { start: start + at, end: start + at + from.length, text: to };
}

function removedCommand({ node }: ServiceDefinition, text: string): Edit | undefined {
  const pair = entries(node).get("override_cmd");
  return pair && removeEntry(text, node, pair);
}

function setCommand(
  service: ServiceDefinition,
  command: ScalarNode | undefined,
  words: string,
  text: string,
): Edit | undefined {
  return command === undefined
    ? insertEntry(text, service.node, "override_cmd", words)
    : changeScalar(text, service, command, words);
}

function example(path: string): string {
  return `profile::docker::runner::service_defs:
  change-feed:
    config: {brokers: 3}
    override_cmd: -c ${path}
    port: 8190
    version: 2025-03-06-075118-production
`;
}
