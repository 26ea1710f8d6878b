import { imagePath, kaskImageNames, kaskImages } from "../../../service/contract/kask-image.ts";
import { compareReleases, lastGerritRelease } from "../../../service/contract/kask-version.ts";
import type { Rule, RuleFinding } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import {
  imageNameOf,
  kaskServices,
  placeOf,
  type ServiceDefinition,
  textAt,
} from "../services/service-definitions.ts";

/** See `kaskctl rules kask/image-home`. */
export const rule: Rule = {
  id: "kask/image-home",
  severity: "warning",
  summary: "An image of Kask is looked for where it is not.",
  why: "The images under wikimedia end with v1.0.10; later ones are built elsewhere and stand under repos/mediawiki/services. In other places there is none. Docker finds no image of that name. Puppet does not fail because of it, and the service never starts.",
  bad: { target: "horizon", text: example("namespace: wikimedia") },
  good: {
    target: "horizon",
    text: example("image_name: kask\n    namespace: repos/mediawiki/services"),
  },
  source: "operations/deployment-charts, helmfile.d/services/sessionstore/values.yaml",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: mayDefineServices,

  *check({ root }) {
    for (const service of kaskServices(root)) yield* misplaced(service);
  },
};

function* misplaced(service: ServiceDefinition): Iterable<RuleFinding> {
  const { node } = service;
  const name = imageNameOf(service);
  const image = imagePath(name, textAt(node, "namespace"));
  if (image.includes("%{") || image === kaskImages.gitlab) return;
  // The right name without a folder: whether a registry has that is not known here.
  if (image === kaskImageNames.gerrit) return;
  const version = textAt(node, "version") ?? "";
  const isLater = (compareReleases(version, lastGerritRelease) ?? 0) > 0;
  const help = isLater ? `Write ${words.gitlab}.` : `Write ${words.gerrit}.`;
  if (image !== kaskImages.gerrit) {
    yield {
      ...placeOf(service, textAt(node, "image_name") === undefined ? [] : ["image_name"]),
      message: `Kask has no image ${image}.`,
      help,
    };
  } else if (isLater) {
    yield {
      ...placeOf(service, ["version"]),
      message: `The images of Kask under wikimedia end with ${lastGerritRelease}; ${version} is not among them.`,
      help,
    };
  }
}

/** What to write for the image of a home. */
const words = {
  gerrit: `namespace: wikimedia and image_name: ${kaskImageNames.gerrit}`,
  gitlab: `namespace: repos/mediawiki/services and image_name: ${kaskImageNames.gitlab}`,
} as const;

function example(image: string): string {
  return `profile::docker::runner::service_defs:
  mediawiki-services-kask:
    config:
      listen_address: 0.0.0.0
    ${image}
    port: 8080
    version: v1.0.19
`;
}
