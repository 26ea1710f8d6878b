import {
  type ConfigInvariant,
  configInvariants,
} from "../../../service/contract/config-invariants.ts";
import { kaskSettings } from "../../../service/contract/config-schema.ts";
import type { KaskConfig } from "../../../service/contract/kask-config.ts";
import type { Rule, RuleFinding } from "../rule.ts";
import { isMisspelt } from "../services/kask-setting-names.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import { isUnder, mountedPaths } from "../services/mounted-paths.ts";
import {
  configOf,
  isEmpty,
  isOpen,
  kaskServices,
  placeOf,
  type ServiceDefinition,
} from "../services/service-definitions.ts";
import { real, valueAt } from "../values/entries.ts";

/** See `kaskctl rules service/kask-pairs`. */
export const rule: Rule = {
  id: "service/kask-pairs",
  severity: "error",
  summary:
    "A certificate stands without its key, a user without a password, or a file out of reach.",
  why: "Kask exits at start where only one half of a pair is set: cert and key, username and password, and a client certificate without an authority. A file that no mount brings into the container is not there, a warning, and Kask exits as well.",
  bad: { target: "horizon", text: example("{cert: /etc/mediawiki-services-kask/cert.pem}") },
  good: {
    target: "horizon",
    text: example(
      "{cert: /etc/mediawiki-services-kask/cert.pem, key: /etc/mediawiki-services-kask/key.pem}",
    ),
  },
  source:
    "mediawiki-services-kask, config.go, validate; operations-puppet, modules/service/manifests/docker.pp",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: mayDefineServices,

  *check({ root, target }) {
    for (const service of kaskServices(root)) {
      const { node, isKnown } = configOf(service, target);
      if (!isKnown || node === undefined) continue;
      const texts = textsOf(service);
      const broken = brokenPairs(service, texts);
      for (const invariant of broken) yield brokenPair(service, invariant, texts);
      yield* filesOutOfReach(service, texts, broken);
    }
  },
};

/** The settings that are texts, by their path; open are those of which nobody knows here what they will be. */
interface Texts {
  readonly written: ReadonlyMap<string, string>;
  readonly open: ReadonlySet<string>;
}

function textsOf(service: ServiceDefinition): Texts {
  const written = new Map<string, string>();
  const open = new Set<string>();
  for (const { path } of kaskSettings.filter(({ type }) => type === "string")) {
    const groups = path.slice(0, -1).map((_, depth) => ["config", ...path.slice(0, depth + 1)]);
    if (groups.some((group) => isOpen(valueAt(service.node, group)))) open.add(path.join("."));
    const node = real(valueAt(service.node, ["config", ...path]));
    // What is no text is the matter of service/kask-config.
    if (node !== undefined && node.kind !== "scalar") open.add(path.join("."));
    if (node?.kind === "scalar" && !isEmpty(node)) written.set(path.join("."), node.text);
  }
  return { written, open };
}

function brokenPairs(service: ServiceDefinition, texts: Texts): readonly ConfigInvariant[] {
  const config = configFrom(texts.written);
  const nodes = valueAt(service.node, ["config"]);
  return configInvariants.filter(
    ({ paths, holds }) =>
      !holds(config) &&
      !paths.some((path) => texts.open.has(path.join(".")) || isMisspelt(nodes, path)),
  );
}

function brokenPair(
  service: ServiceDefinition,
  { paths, message }: ConfigInvariant,
  { written }: Texts,
): RuleFinding {
  const isSet = (path: readonly string[]) => Boolean(written.get(path.join(".")));
  const set = paths.filter(isSet);
  const missing = paths.filter((path) => !isSet(path));
  return {
    ...placeOf(service, ["config", ...(set[0] ?? paths[0] ?? [])]),
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}: ${names(set)} without ${names(missing)}; Kask exits at start.`,
    help: `Add ${names(missing)}, or remove ${names(set)}.`,
  };
}

function names(paths: readonly (readonly string[])[]): string {
  return paths.map((path) => path.join(".")).join(" and ");
}

/** A config with these texts, and otherwise nothing: the pairs ask for no more. */
function configFrom(written: Texts["written"]): KaskConfig {
  const text = (path: string) => written.get(path) ?? "";
  return {
    tls: { cert: text("tls.cert"), key: text("tls.key") },
    cassandra: {
      tls: {
        ca: text("cassandra.tls.ca"),
        cert: text("cassandra.tls.cert"),
        key: text("cassandra.tls.key"),
      },
      authentication: {
        username: text("cassandra.authentication.username"),
        password: text("cassandra.authentication.password"),
      },
    },
  } as KaskConfig;
}

/** Where the image itself brings the authorities that everyone trusts. */
const ownAuthorities = "/etc/ssl/certs";

/** A folder that is not mounted is one mistake, and so is a pair that lacks one half. */
function* filesOutOfReach(
  service: ServiceDefinition,
  { written }: Texts,
  broken: readonly ConfigInvariant[],
): Iterable<RuleFinding> {
  const mounts = mountedPaths(service);
  if (mounts === undefined) return;
  const told = new Set<string>();
  const isTold = (path: string) =>
    broken.some(({ paths }) => paths.some((one) => one.join(".") === path));
  for (const [path, file] of written) {
    if (!/(?:^|\.)tls\./u.test(path) || file === "" || file.includes("%{")) continue;
    const isInImage = path === "cassandra.tls.ca" && isUnder(file, ownAuthorities);
    if (isInImage || isTold(path) || mounts.some((mount) => isUnder(file, mount))) continue;
    const folder = file.replace(/[^/]*$/u, "");
    if (told.has(folder)) continue;
    told.add(folder);
    yield {
      ...placeOf(service, ["config", ...path.split(".")]),
      severity: "warning",
      message: `No mount brings ${file} into the container, which sees ${mounts.join(" and ")}.`,
      help: "Add its folder to bind_mounts.",
    };
  }
}

function example(tls: string): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      listen_address: 0.0.0.0
      tls: ${tls}
    port: 8080
    version: v1.0.10
`;
}
