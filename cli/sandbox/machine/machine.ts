import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Container, portBehind } from "./container.ts";
import type { Image, PullResult } from "./images.ts";
import { Unit, type UnitHost } from "./unit.ts";
import { parseUnitFile, type UnitFile } from "./unit-file.ts";

const unitFolder = "lib/systemd/system";

/** What a machine has beside the units of Puppet's making. */
const ownUnits: ReadonlySet<string> = new Set(["docker.service", "ssh.service"]);

const notFound = {
  LoadState: "not-found",
  ActiveState: "inactive",
  SubState: "dead",
  UnitFileState: "",
};
const alwaysUp = {
  LoadState: "loaded",
  ActiveState: "active",
  SubState: "running",
  UnitFileState: "enabled",
};
const plain = { Result: "success", NRestarts: "0", ExecMainStatus: "0", MainPID: "0" };

/** systemd and the Docker Engine of one instance, as far as `service::docker` uses them. */
export class Machine {
  readonly #host: UnitHost;
  readonly #units = new Map<string, Unit>();

  constructor(host: UnitHost) {
    this.#host = host;
  }

  /** @throws Error with systemd's words, where there is no such unit */
  async systemctl(
    verb: "start" | "stop" | "restart" | "daemon-reload",
    name: string,
  ): Promise<void> {
    if (verb === "daemon-reload") return this.#reload();
    if (ownUnits.has(name)) return;
    const unit = this.#load(name);
    if (unit === undefined) throw new Error(`Failed to ${verb} ${name}: Unit ${name} not found.`);
    await unit[verb]();
  }

  /** As `systemctl show` gives them; a unit that is not there has some as well. */
  properties(name: string): Readonly<Record<string, string>> {
    const unit = this.#load(name);
    if (unit) return unit.properties();
    return { Id: name, Description: name, ...plain, ...(ownUnits.has(name) ? alwaysUp : notFound) };
  }

  pull(reference: string): Promise<PullResult> {
    return this.#host.images.pull(reference);
  }

  image(nameOrId: string): Image | undefined {
    return this.#host.images.find(nameOrId);
  }

  containers(): readonly Container[] {
    return [...this.#units.values()].flatMap(({ container }) => container ?? []);
  }

  /** Where a connection to 127.0.0.1:`port` of this instance ends: a port here, or why nowhere. */
  portBehind(port: number): number | "refused" | "nothing-inside" {
    const ports = this.containers().map((container) => portBehind(container, port));
    return ports.find((each) => each !== "refused") ?? "refused";
  }

  /** The names of all units that Puppet wrote. */
  unitNames(): readonly string[] {
    const folder = join(this.#host.root, unitFolder);
    return readdirSync(folder).filter((name) => name.endsWith(".service"));
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#units.values()].map((unit) => unit.stop()));
  }

  #reload(): void {
    for (const [name, unit] of this.#units) {
      const file = this.#readFile(name);
      if (file) unit.reload(file);
    }
  }

  #load(name: string): Unit | undefined {
    const known = this.#units.get(name);
    if (known) return known;
    const file = this.#readFile(name);
    if (file === undefined) return undefined;
    const unit = new Unit(name, file, this.#host);
    this.#units.set(name, unit);
    return unit;
  }

  #readFile(name: string): UnitFile | undefined {
    const path = join(this.#host.root, unitFolder, name);
    return existsSync(path) ? parseUnitFile(readFileSync(path, "utf8"), name) : undefined;
  }
}
