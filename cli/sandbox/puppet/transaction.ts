import { systemReason } from "../../base/files.ts";
import type { PuppetLog } from "./console.ts";
import type { ResourceStatus } from "./resource-status.ts";

/** A property that was not as wanted, and now is. */
export interface Change {
  /** As in `content`; a refresh has none. */
  readonly property?: string;
  /** As Puppet words it: `defined content as '{sha256}…'`. */
  readonly message: string;
  /** What `show_diff` shows before the message. */
  readonly diff?: string;
}

/** A resource to evaluate. */
export interface Resource {
  /** `File[/etc/mediawiki-services-kask]` */
  readonly name: string;
  /** The path of what contains it: `/Stage[main]/…`. */
  readonly parent: string;
  /** Its manifest, below the puppetserver's `modules`. */
  readonly manifest: string;
  /** Names of resources without which it is skipped. */
  readonly requires: readonly string[];
  /** Brings it to the wanted state; what it throws makes the resource fail. */
  readonly evaluate: () => Promise<readonly Change[]> | readonly Change[];
}

const modules = "/srv/puppet_code/environments/production/modules";

/** Evaluates resources one after the other, and says and keeps what became of each. */
export class Transaction {
  readonly #log: PuppetLog;
  readonly #statuses = new Map<string, ResourceStatus>();

  constructor(log: PuppetLog) {
    this.#log = log;
  }

  get statuses(): readonly ResourceStatus[] {
    return [...this.#statuses.values()];
  }

  /** How many properties of these resources changed; each is an event of its own. */
  changes(names: readonly string[]): number {
    const statuses = names.map((name) => this.#statuses.get(name));
    const changed = statuses.filter((status) => status?.outcome === "changed");
    return changed.reduce((sum, status) => sum + (status?.events.length ?? 0), 0);
  }

  async evaluate(resource: Resource): Promise<void> {
    const path = `${resource.parent}/${resource.name}`;
    const startedAt = performance.now();
    const keep = (outcome: ResourceStatus["outcome"], events: ResourceStatus["events"]): void => {
      const seconds = (performance.now() - startedAt) / 1000;
      const restarted = events.some(({ message }) => message.startsWith("Triggered"));
      const { name, manifest } = resource;
      this.#statuses.set(name, {
        resource: name,
        file: `${modules}/${manifest}`,
        outcome,
        restarted,
        events,
        seconds,
      });
    };
    if (resource.requires.some((name) => this.#isBroken(name))) {
      this.#log.warning("Skipping because of failed dependencies", path);
      return keep("skipped", []);
    }
    try {
      const changes = await resource.evaluate();
      for (const change of changes) this.#tell(change, path);
      const events = changes.map(({ message }) => ({ status: "success" as const, message }));
      keep(events.length > 0 ? "changed" : "unchanged", events);
    } catch (error) {
      const message = systemReason(error);
      this.#log.error(message, path);
      keep("failed", [{ status: "failure", message }]);
    }
  }

  #isBroken(name: string): boolean {
    const outcome = this.#statuses.get(name)?.outcome;
    return outcome === "failed" || outcome === "skipped";
  }

  #tell({ property, message, diff }: Change, path: string): void {
    const source = property === undefined ? path : `${path}/${property}`;
    if (diff !== undefined) this.#log.notice(`\n${diff}\n`, source);
    this.#log.notice(message, source);
  }
}
