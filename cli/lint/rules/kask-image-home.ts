import { compareReleases, lastGerritRelease } from "../../../service/contract/kask-version.ts";
import type { Rule } from "../rule.ts";
import { mayDefineServices } from "../services/may-define-services.ts";
import { kaskServices, placeOf, textAt } from "../services/service-definitions.ts";

/** See `kaskctl rules kask/image-home`. */
export const rule: Rule = {
  id: "kask/image-home",
  severity: "warning",
  summary: "A release of Kask is looked for where its image is not.",
  why: "The images under wikimedia end with v1.0.10; later ones are built elsewhere and stand under repos/mediawiki/services. Docker finds no image of that name. Puppet does not fail because of it, and the service never starts.",
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
    for (const service of kaskServices(root)) {
      const { node, title } = service;
      const image = [textAt(node, "namespace"), textAt(node, "image_name") ?? title];
      if (!image.filter(Boolean).join("/").startsWith("wikimedia/")) continue;
      const version = textAt(node, "version") ?? "";
      if ((compareReleases(version, lastGerritRelease) ?? 0) <= 0) continue;
      yield {
        ...placeOf(service, ["version"]),
        message: `The images of Kask under wikimedia end with ${lastGerritRelease}; ${version} is not among them.`,
        help: "Write namespace: repos/mediawiki/services and image_name: kask.",
      };
    }
  },
};

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
