import type { HieraNode } from "../../hiera/document.ts";
import type { Rule, RuleFinding, Target } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import { serviceDefsKey } from "../services/service-definitions.ts";
import { asMapping, entries, real, valueAt } from "../values/entries.ts";
import { scalarValue } from "../values/scalar-value.ts";

/** See `kaskctl rules service/bad-title`. */
export const rule: Rule = {
  id: "service/bad-title",
  severity: "error",
  summary: "A service has a title that Puppet refuses, or whose files others have.",
  why: "The title of a service names its folder, its unit and its container. Puppet takes no empty title and no number for one, and declares no file twice: a service named `docker` would write into the folder of Docker Engine, one named `cassandra`, or `cassandra-a` where Cassandra's instances have letters, into that of the Cassandra beside it. The host gets no catalog.",
  bad: { target: "horizon", text: example("docker") },
  good: { target: "horizon", text: example("changes") },
  source:
    "operations-puppet, modules/service/manifests/docker.pp, modules/docker/manifests/configuration.pp, modules/cassandra/manifests/instance.pp; puppet, lib/puppet/pops/evaluator/evaluator_impl.rb",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: mayDefineServices,

  *check({ root, target }) {
    const services = asMapping(valueAt(root, [serviceDefsKey]));
    if (services === undefined) return;
    const owners = new Map(engineFiles.map((file) => [file, "Docker Engine"]));
    // The files of a tree may each be of other hosts.
    const cassandra = valueAt(root, ["profile::cassandra::instances"]);
    if (target === "horizon" && cassandra !== undefined) {
      for (const file of cassandraFiles(cassandra)) owners.set(file, "Cassandra");
    }
    for (const [title, { key }] of entries(services)) {
      const problem = refusal(key, target) ?? takenFile(title, owners);
      if (problem !== undefined) {
        yield { span: key.span, path: [serviceDefsKey, title], ...problem };
      }
    }
  },
};

type Problem = Pick<RuleFinding, "message" | "help">;

function refusal(key: HieraNode, target: Target): Problem | undefined {
  const node = real(key);
  if (node?.kind !== "scalar") return undefined;
  const value = scalarValue(node, target);
  if (value === "") return { message: "The title of a service is empty.", help: "Write a name." };
  // Of what is neither a text nor a number yaml/non-string-key speaks.
  if (typeof value === "string" || typeof value === "boolean" || value === null) return undefined;
  const message = `The title ${node.text} of a service is read as a number, which Puppet refuses.`;
  return { message, help: "Write a name that is no number, or put it in quotes." };
}

const engineFiles = ["/etc/docker", "/etc/docker/daemon.json"];

/** An instance that is alone on its host has Cassandra's own names; beside those that have letters, Puppet stops that unit. */
function cassandraFiles(instances: HieraNode): readonly string[] {
  const lettersOfHosts = namesIn(instances).map(({ value }) => namesIn(value));
  const isSomeAlone =
    lettersOfHosts.length === 0 || lettersOfHosts.some(({ length }) => length === 0);
  const letters = lettersOfHosts.flat().map(({ name }) => name);
  return [
    ...(isSomeAlone ? ["/etc/cassandra"] : []),
    unitFile("cassandra"),
    ...letters.flatMap((letter) => [`/etc/cassandra-${letter}`, unitFile(`cassandra-${letter}`)]),
  ];
}

function namesIn(node: HieraNode) {
  const mapping = asMapping(node);
  if (mapping === undefined) return [];
  return [...entries(mapping)].map(([name, { value }]) => ({ name, value }));
}

/** A title that Hiera fills in may become any. */
function takenFile(title: string, owners: Map<string, string>): Problem | undefined {
  if (title.includes("%{")) return undefined;
  const files = filesOf(title);
  const taken = files.find((file) => owners.has(file));
  if (taken === undefined) {
    for (const file of files) owners.set(file, `the service ${title}`);
    return undefined;
  }
  const message = `The service ${title} would write ${taken}, which belongs to ${owners.get(taken)}.`;
  return { message, help: "Give the service another name." };
}

const unitType =
  /.\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/u;

function filesOf(title: string): readonly string[] {
  const folder = `/etc/${title.replace(/\/+$/u, "")}`;
  return [folder, `${folder}/config.yaml`, `${folder}/env`, unitFile(title)];
}

function unitFile(title: string): string {
  return `/lib/systemd/system/${unitType.test(title) ? title : `${title}.service`}`;
}

function example(title: string): string {
  return `profile::docker::runner::service_defs:
  ${title}:
    port: 8190
    version: 2025-03-06-075118-production
`;
}
