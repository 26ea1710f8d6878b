import { type Difference, diffValues } from "./diff-values.ts";
import type { HostData, PrefixData } from "./effective.ts";
import type { Masker } from "./mask.ts";
import type { Change, ChangeLayer } from "./plan.ts";
import { diffRendered, renderHost } from "./rendered.ts";

/** What is compared: the prefixes as they are and as they shall be, and what hosts see of both. */
export interface Compared {
  readonly present: ReadonlyMap<string, PrefixData>;
  readonly planned: ReadonlyMap<string, PrefixData>;
  readonly hosts: readonly HostData[];
  readonly registry: string;
}

/** Differences of one place: a prefix or a host. */
interface Place {
  readonly name: string;
  readonly values: readonly Difference[];
  readonly roles: readonly Difference[];
}

/** All changes in all three layers, secrets masked; what is the same on several places is said once. */
export function changesOf(compared: Compared, masker: Masker): readonly Change[] {
  const { hosts, registry } = compared;
  const effective = hosts.map(({ fqdn, before, after }) => ({
    name: fqdn,
    values: diffValues(before.hiera, after.hiera),
    roles: diffRoles(before.roles, after.roles),
  }));
  const rendered = hosts.map(({ fqdn, before, after }) => ({
    name: fqdn,
    values: diffRendered(renderHost(before.hiera, registry), renderHost(after.hiera, registry)),
    roles: [],
  }));
  return [
    ...gather("raw", rawPlaces(compared), masker),
    ...gather("effective", effective, masker),
    ...gather("rendered", rendered, masker),
  ];
}

function rawPlaces({ present, planned }: Compared): readonly Place[] {
  return [...planned.values()].map(({ prefix, value, roles }) => ({
    name: prefix,
    values: diffValues(present.get(prefix)?.value, value),
    roles: diffRoles(present.get(prefix)?.roles ?? [], roles),
  }));
}

function diffRoles(before: readonly string[], after: readonly string[]): readonly Difference[] {
  const path = ["roles"];
  const gone = before.filter((role) => !after.includes(role));
  const come = after.filter((role) => !before.includes(role));
  return [
    ...gone.map((role) => ({ op: "remove", path, before: role }) as const),
    ...come.map((role) => ({ op: "add", path, after: role }) as const),
  ];
}

function gather(layer: ChangeLayer, places: readonly Place[], masker: Masker): readonly Change[] {
  const found = new Map<string, { readonly change: Change; readonly on: string[] }>();
  for (const { name, values, roles } of places) {
    const changes = [
      ...values.map((difference) => changeOf(layer, difference, masker)),
      ...roles.map(
        (difference) => ({ ...changeOf(layer, difference, masker), of: "role" }) as const,
      ),
    ];
    for (const change of changes) {
      const key = JSON.stringify(change);
      const known = found.get(key);
      if (known) known.on.push(name);
      else found.set(key, { change, on: [name] });
    }
  }
  return [...found.values()].map(({ change, on }) =>
    places.length > 1 ? { ...change, on } : change,
  );
}

function changeOf(layer: ChangeLayer, difference: Difference, masker: Masker): Change {
  const { op, path } = difference;
  const mask = (value: unknown) => maskedValue(layer, path, value, masker);
  return {
    op,
    layer,
    path: masker.path(path),
    ...("before" in difference ? { before: mask(difference.before) } : {}),
    ...("after" in difference ? { after: mask(difference.after) } : {}),
  };
}

/** A line of a file keeps what is around the secret. */
function maskedValue(
  layer: ChangeLayer,
  path: Difference["path"],
  value: unknown,
  masker: Masker,
): unknown {
  const isLine = layer === "rendered" && path.length === 2 && typeof path[1] === "number";
  return isLine && typeof value === "string" ? masker.line(value) : masker.value(path, value);
}
