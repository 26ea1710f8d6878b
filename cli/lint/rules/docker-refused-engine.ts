import type { HieraNode, MappingNode } from "../../hiera/document.ts";
import { classesOfRoles } from "../lookups/role-classes.ts";
import type { Rule, RuleContext, RuleFinding, Target } from "../rule.ts";
import { mayHold } from "../services/service-definitions.ts";
import { asMapping, entries, real, valueAt } from "../values/entries.ts";
import { scalarValue } from "../values/scalar-value.ts";

const engine = "profile::docker::engine";
const overlayKey = "profile::base::overlayfs";
const packageKey = `${engine}::packagename`;
const settingsKey = `${engine}::settings`;

/** See `kaskctl rules docker/refused-engine`. */
export const rule: Rule = {
  id: "docker/refused-engine",
  severity: "error",
  summary: "Docker Engine is told what its class refuses, though the types are right.",
  why: "The class of the engine stops where the storage driver is overlay2, as it is unless another is named, and profile::base::overlayfs is false; and there is no package without a name. The host gets no catalog.",
  bad: {
    target: "horizon",
    text: `${overlayKey}: false\n${settingsKey}: {}\n`,
  },
  good: {
    target: "horizon",
    text: `${overlayKey}: false\n${settingsKey}:\n  storage-driver: vfs\n`,
  },
  source:
    "operations-puppet, modules/profile/manifests/docker/engine.pp, modules/docker/manifests/init.pp",
  since: "0.1.0",
  // In a tree another level may well say otherwise for the hosts with the engine.
  targets: ["horizon"],

  concerns: ({ root }) => mayHold(root, new RegExp(`^(?:${overlayKey}|${packageKey})$`, "u")),

  *check(context) {
    const root = asMapping(context.root);
    if (root === undefined) return;
    const overlay = overlayFinding(root, context);
    if (overlay !== undefined) yield overlay;
    const nameless = packageFinding(root, context.target);
    if (nameless !== undefined) yield nameless;
  },
};

function overlayFinding(root: MappingNode, context: RuleContext): RuleFinding | undefined {
  const pair = entries(root).get(overlayKey);
  if (pair === undefined || scalarAt(pair.value, context.target) !== false) return undefined;
  if (!hasEngine(root, context) || usesOtherDriver(root, context.target)) return undefined;
  return {
    span: pair.value.span,
    path: [overlayKey],
    message: `Docker Engine's storage driver is overlay2, and ${overlayKey} is false.`,
    help: `Remove the key, or name another storage-driver in ${settingsKey}.`,
  };
}

/** Whether the text is for a host with the engine, by its roles or by what it sets itself. */
function hasEngine(root: MappingNode, { host, signatures }: RuleContext): boolean {
  if (classesOfRoles(host.roles ?? [], signatures).has(engine)) return true;
  return [...entries(root).keys()].some((key) => key.startsWith("profile::docker::"));
}

function usesOtherDriver(root: MappingNode, target: Target): boolean {
  const driver = valueAt(root, [settingsKey, "storage-driver"]);
  return driver !== undefined && scalarAt(driver, target) !== "overlay2";
}

function packageFinding(root: MappingNode, target: Target): RuleFinding | undefined {
  const pair = entries(root).get(packageKey);
  if (pair === undefined || scalarAt(pair.value, target) !== "") return undefined;
  return {
    span: pair.value.span,
    path: [packageKey],
    message: "The package of Docker Engine has no name.",
    help: "Name a package, or remove the key: it is docker.io then.",
  };
}

function scalarAt(node: HieraNode, target: Target): unknown {
  const value = real(node);
  return value?.kind === "scalar" ? scalarValue(value, target) : undefined;
}
