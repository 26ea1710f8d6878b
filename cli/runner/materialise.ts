import { formatImageReference } from "./image-reference.ts";
import { psychText } from "./psych-text.ts";
import type { RenderedFile, RenderedService, ServiceDefinition } from "./service-docker.ts";

/** The registry that `service::docker` has hard-coded. */
export const wikimediaRegistry = "docker-registry.wikimedia.org";

/**
 * What `service::docker` makes of a definition on a host. Of an absent one it makes nothing: there
 * are no folders and no files, and the unit is to be stopped and removed.
 * @see operations-puppet/modules/service/manifests/docker.pp
 */
export function materialise(
  definition: ServiceDefinition,
  registry: string = wikimediaRegistry,
): RenderedService {
  const { title } = definition;
  const image = formatImageReference({
    registry,
    namespace: definition.namespace,
    name: definition.imageName,
    tag: definition.version,
  });
  const unit = unitOf(title);
  const unitPath = `/lib/systemd/system/${unit}`;
  if (definition.ensure === "absent") {
    return { title, image, folders: [], files: [], unit, unitPath };
  }
  const folders = [{ path: `/etc/${title}`, mode: 0o755 }];
  const unitFile: RenderedFile = {
    path: unitPath,
    mode: 0o444,
    content: unitText(definition, image),
    showDiff: true,
  };
  const files = [...configFiles(definition), environmentFile(definition), unitFile];
  return { title, image, folders, files, unit, unitPath };
}

/** A title that says of which type its unit is stands as it is. */
function unitOf(title: string): string {
  return unitType.test(title) ? title : `${title}.service`;
}

const unitType =
  /.\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/u;

function configFiles(definition: ServiceDefinition): readonly RenderedFile[] {
  // With a volume the configuration comes from a Docker volume that its user fills.
  if (definition.volume) return [];
  return [
    {
      path: `/etc/${definition.title}/config.yaml`,
      mode: 0o444,
      content: psychText(definition.config),
      showDiff: true,
    },
  ];
}

function environmentFile(definition: ServiceDefinition): RenderedFile {
  const lines = Object.entries(definition.environment).map(([name, value]) => `${name}=${value}\n`);
  return {
    path: `/etc/${definition.title}/env`,
    mode: 0o440,
    content: lines.join(""),
    showDiff: false,
  };
}

function unitText(definition: ServiceDefinition, image: string): string {
  const { title, version } = definition;
  const pull = version === "latest" ? [`ExecStartPre=/usr/bin/docker pull ${image}`] : [];
  return [
    "[Unit]",
    `Description=Systemd runner for ${title}`,
    "After=docker.service",
    "BindsTo=docker.service",
    "",
    "[Service]",
    "ExecStartPre=-docker stop %n",
    "ExecStartPre=-docker rm %n",
    ...pull,
    `ExecStart=${dockerRunLine(definition, image)}`,
    "Restart=always",
    "RestartSec=10s",
    "NotifyAccess=all",
    "TimeoutStartSec=120",
    "TimeoutStopSec=15",
    `SyslogIdentifier=docker-${title}`,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}

function dockerRunLine(definition: ServiceDefinition, image: string): string {
  const { title, port, runtime, bindMounts } = definition;
  const configuration = definition.volume ? title : `/etc/${title}/`;
  return [
    "/usr/bin/docker run --rm=true",
    ...(runtime === undefined ? [] : [`--runtime ${runtime}`]),
    `--env-file /etc/${title}/env`,
    definition.hostNetwork ? "--network host" : `-p ${port}:${port}`,
    `-v ${configuration}:/etc/${title}`,
    ...Object.entries(bindMounts).map(([source, target]) => `-v ${source}:${target}`),
    `--name %n ${image} ${definition.overrideCmd}`,
  ]
    .join(" ")
    .trimEnd();
}
