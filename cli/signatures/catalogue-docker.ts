import { type CatalogueEntry, lookedUp } from "./catalogue-rows.ts";

const runner = "profile::docker::runner::service_defs";
const engine = "profile::docker::engine";

/**
 * What runs Docker on a host of beta.
 * @see operations-puppet, modules/role/manifests/beta/docker_services.pp
 */
export const dockerClasses: readonly CatalogueEntry[] = [
  {
    name: "role::beta::docker_services",
    file: "modules/role/manifests/beta/docker_services.pp",
    line: 3,
    includes: [
      "profile::base::production",
      "profile::docker::engine",
      "profile::docker::gvisor",
      "profile::docker::prune",
      "profile::docker::runner",
    ],
    parameters: {},
  },
  {
    name: "profile::docker::runner",
    file: "modules/profile/manifests/docker/runner.pp",
    line: 25,
    includes: ["profile::docker::engine"],
    parameters: {
      service_defs: [
        "Any",
        lookedUp(runner),
        "The services of the host by name, each with the parameters of service::docker.",
      ],
    },
  },
  {
    name: "profile::docker::engine",
    file: "modules/profile/manifests/docker/engine.pp",
    line: 6,
    includes: [],
    parameters: {
      settings: [
        "Hash",
        lookedUp(`${engine}::settings`, "{}"),
        "What goes into Docker's daemon.json; the hashes of all levels are merged.",
      ],
      packagename: [
        "Optional[String]",
        lookedUp(`${engine}::packagename`, "'docker.io'"),
        "The Debian package that brings Docker.",
      ],
      declare_service: [
        "Boolean",
        lookedUp(`${engine}::declare_service`, "true"),
        "Whether Puppet manages the service docker.",
      ],
    },
  },
  {
    name: "profile::docker::gvisor",
    file: "modules/profile/manifests/docker/gvisor.pp",
    line: 3,
    includes: [],
    parameters: {
      ensure: [
        "Wmflib::Ensure",
        lookedUp("docker::gvisor::ensure", "'present'"),
        "Whether the gVisor runtime is there.",
      ],
    },
  },
  {
    name: "profile::docker::prune",
    file: "modules/profile/manifests/docker/prune.pp",
    line: 4,
    includes: [],
    parameters: {
      ensure: [
        "Wmflib::Ensure",
        lookedUp("docker::prune::ensure", "'present'"),
        "Whether unused images, and once a week the volumes of stopped services, are removed.",
      ],
    },
  },
  {
    name: "docker",
    file: "modules/docker/manifests/init.pp",
    line: 19,
    includes: ["docker::configuration"],
    parameters: {
      package_name: ["Optional[String]", "undef", "The Debian package that brings Docker."],
    },
  },
];

/** What every entry of `profile::docker::runner::service_defs` becomes. */
export const dockerDefines: readonly CatalogueEntry[] = [
  {
    name: "service::docker",
    file: "modules/service/manifests/docker.pp",
    line: 61,
    parameters: {
      port: [
        "Stdlib::Port::User",
        undefined,
        "The port on the host and in the container: both are the same.",
      ],
      version: ["String", undefined, "The tag of the image."],
      ensure: ["Wmflib::Ensure", "present", "Whether the service is there."],
      namespace: ["Optional[String]", "undef", "The folder of the image in the registry."],
      config: ["Hash", "{}", "What is written to /etc/NAME/config.yaml."],
      override_cmd: ["String", "''", "Words that are put after the image's entry point."],
      environment: [
        "Hash",
        "{}",
        "Variables, one per line of an env-file: a value has no newline.",
      ],
      image_name: ["String", "$title", "The image, where it is not named like the service."],
      volume: ["Boolean", "false", "A volume named like the service in place of /etc/NAME."],
      bind_mounts: [
        "Hash[Stdlib::Unixpath, Stdlib::Unixpath]",
        "{}",
        "Paths of the host with their paths in the container.",
      ],
      host_network: ["Boolean", "false", "The host's network in place of a forwarded port."],
      runtime: ["Optional[String]", "undef", "An OCI runtime, such as gVisor's runsc."],
    },
  },
];
