import { count } from "../../base/count.ts";
import type { RenderedService, ServiceDefinition } from "../../runner/service-docker.ts";
import type { PullResult } from "../machine/images.ts";
import { ask, type StandInContext } from "../stand-ins/stand-in.ts";
import { ensureAbsent, ensureFile, ensureFolder } from "./file-resource.ts";
import type { Change, Resource, Transaction } from "./transaction.ts";

/** A service of the catalog: what was asked for, and what `service::docker` makes of it. */
export interface CatalogService {
  readonly definition: ServiceDefinition;
  readonly rendered: RenderedService;
}

/**
 * Evaluates the resources of one `service::docker`, in the order in which Puppet does.
 * @see operations-puppet/modules/service/manifests/docker.pp
 */
export async function applyService(
  service: CatalogService,
  transaction: Transaction,
  context: StandInContext,
): Promise<void> {
  const resources =
    service.definition.ensure === "absent"
      ? absentResources(service.rendered, context)
      : presentResources(service.rendered, transaction, context);
  for (const resource of resources) await transaction.evaluate(resource);
}

const manifest = "service/manifests/docker.pp";

function parentsOf(title: string) {
  const define = `/Stage[main]/Profile::Docker::Runner/Service::Docker[${title}]`;
  const service = `${define}/Systemd::Service[${title}]`;
  return { define, service, unit: `${service}/Systemd::Unit[${title}]` };
}

function presentResources(
  rendered: RenderedService,
  transaction: Transaction,
  context: StandInContext,
): readonly Resource[] {
  const { title, image, unit, unitPath } = rendered;
  const { root } = context.instance;
  const parents = parentsOf(title);
  const folders = rendered.folders.map((folder) => ({
    name: `File[${folder.path}]`,
    parent: parents.define,
    manifest,
    requires: [],
    evaluate: () => ensureFolder(root, folder),
  }));
  const files = rendered.files.map((file) => ({
    name: `File[${file.path}]`,
    parent: file.path === unitPath ? parents.unit : parents.define,
    manifest,
    requires: file.path === unitPath ? [] : folders.map(({ name }) => name),
    evaluate: () => ensureFile(root, file),
  }));
  const pull = {
    name: `Exec[docker pull of ${image} for ${title}]`,
    parent: parents.define,
    manifest,
    requires: [],
    evaluate: () => pullImage(image, context),
  };
  const unitFile = `File[${unitPath}]`;
  const reload = {
    name: `Exec[systemd daemon-reload for ${unit} (${title})]`,
    parent: parents.unit,
    manifest,
    requires: [unitFile],
    evaluate: () => reloadUnits(transaction.changes([unitFile]), context),
  };
  const notifiers = [...files.map(({ name }) => name), pull.name];
  const service = {
    name: `Service[${title}]`,
    parent: parents.service,
    manifest,
    requires: [...notifiers, ...folders.map(({ name }) => name), reload.name],
    evaluate: () => runUnit(unit, transaction.changes(notifiers), context),
  };
  const isUnit = ({ name }: Resource): boolean => name === unitFile;
  const before = [...folders, ...files.filter((file) => !isUnit(file)), pull];
  return [...before, ...files.filter(isUnit), reload, service];
}

function absentResources(rendered: RenderedService, context: StandInContext): readonly Resource[] {
  const { title, unit, unitPath } = rendered;
  const parents = parentsOf(title);
  const gone = (path: string, parent: string): Resource => ({
    name: `File[${path}]`,
    parent,
    manifest,
    requires: [],
    evaluate: () => ensureAbsent(context.instance.root, path),
  });
  const service: Resource = {
    name: `Service[${title}]`,
    parent: parents.service,
    manifest,
    requires: [],
    evaluate: () => stopUnit(unit, context),
  };
  return [service, gone(unitPath, parents.unit), gone(`/etc/${title}`, parents.define)];
}

/** Runs nothing: `docker pull` is the `unless`, so a pull that fails looks like one that was needed. */
async function pullImage(image: string, context: StandInContext): Promise<readonly Change[]> {
  const { stdout } = (await ask(context, { ask: "pull", image })) as PullResult;
  if (stdout.includes("up to date")) return [];
  return [{ property: "returns", message: "executed successfully" }];
}

async function reloadUnits(events: number, context: StandInContext): Promise<readonly Change[]> {
  if (events === 0) return [];
  await ask(context, { ask: "systemctl", verb: "daemon-reload", unit: "" });
  return [{ message: triggered(events) }];
}

async function runUnit(
  unit: string,
  events: number,
  context: StandInContext,
): Promise<readonly Change[]> {
  if (!(await isActive(unit, context))) {
    await ask(context, { ask: "systemctl", verb: "start", unit });
    return [{ property: "ensure", message: "ensure changed 'stopped' to 'running'" }];
  }
  if (events === 0) return [];
  await ask(context, { ask: "systemctl", verb: "restart", unit });
  return [{ message: triggered(events) }];
}

async function stopUnit(unit: string, context: StandInContext): Promise<readonly Change[]> {
  if (!(await isActive(unit, context))) return [];
  await ask(context, { ask: "systemctl", verb: "stop", unit });
  return [{ property: "ensure", message: "ensure changed 'running' to 'stopped'" }];
}

async function isActive(unit: string, context: StandInContext): Promise<boolean> {
  const properties = (await ask(context, { ask: "properties", unit })) as Record<string, string>;
  return properties["ActiveState"] === "active";
}

function triggered(events: number): string {
  return `Triggered 'refresh' from ${count(events, "event")}`;
}
