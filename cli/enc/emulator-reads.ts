import { loadMapping } from "../hiera/load-mapping.ts";
import { mergePrefixes, type PrefixValue } from "../hiera/merge.ts";
import { type EncAnswer, type EncCall, type EncRoute, notFound, ok } from "./emulator-call.ts";
import type { EncStore, StoredPrefix } from "./emulator-store.ts";
import { dumpNode, jsonOf } from "./emulator-yaml.ts";
import { prefixMatches } from "./prefix-match.ts";

/**
 * The routes that change nothing.
 * @see operations-puppet/modules/openstack/files/puppet/master/encapi/puppet-enc.py
 */
export function readRoutes(store: EncStore): readonly EncRoute[] {
  return [...prefixReads(store), ...projectReads(store), ...roleReads(store)];
}

function prefixReads(store: EncStore): readonly EncRoute[] {
  const rowAt = (call: EncCall) =>
    store.find(call.param("project"), storedPrefix(call.param("prefix")));
  return [
    {
      method: "GET",
      path: "/v1/:project/prefix/:prefix/hiera",
      policy: "prefix:view",
      handle: (call) => {
        const hiera = rowAt(call)?.hiera;
        return hiera === undefined ? notFound : found({ hiera });
      },
    },
    {
      method: "GET",
      path: "/v1/:project/prefix/:prefix/roles",
      policy: "prefix:view",
      handle: (call) => listOr404("roles", rowAt(call)?.roles ?? []),
    },
    {
      method: "GET",
      path: "/v1/:project/prefix/id/:id(^\\d+$)",
      policy: "prefix:view",
      handle: (call) => {
        const row = rowsOfProject(store, call).find(({ id }) => id === Number(call.param("id")));
        return row ? found(prefixView(row)) : notFound;
      },
    },
  ];
}

function projectReads(store: EncStore): readonly EncRoute[] {
  return [
    { method: "GET", path: "/v1/healthz", policy: "anyone", handle: () => ok },
    {
      method: "GET",
      path: "/v1/:project/node/:fqdn",
      policy: "anyone",
      handle: (call) => nodeView(rowsOfProject(store, call), call.param("fqdn")),
    },
    {
      method: "GET",
      path: "/v1/:project/prefix",
      policy: "prefix:index",
      handle: (call) => {
        const rows = rowsOfProject(store, call);
        return found({ prefixes: call.hasQuery("detailed") ? rows.map(detail) : rows.map(shown) });
      },
    },
    {
      method: "GET",
      path: "/v1/projects",
      policy: "project:index",
      handle: () =>
        listOr404(
          "projects",
          store.prefixes().map(({ project }) => project),
        ),
    },
  ];
}

function roleReads(store: EncStore): readonly EncRoute[] {
  return [
    {
      // The path of a prefix, asked with GET, is a question about a role.
      method: "GET",
      path: "/v1/:project/prefix/:prefix",
      policy: "prefix:index",
      handle: (call) => {
        const rows = withRole(rowsOfProject(store, call), call.param("prefix"));
        return found({ prefixes: rows.map(shown) });
      },
    },
    {
      method: "GET",
      path: "/v1/prefix/:role",
      policy: "puppetrole:view",
      handle: (call) => found(byProject(withRole(store.prefixes(), call.param("role")))),
    },
    {
      method: "GET",
      path: "/v1/roles",
      policy: "puppetrole:index",
      handle: () =>
        listOr404(
          "roles",
          store.prefixes().flatMap(({ roles }) => roles),
        ),
    },
  ];
}

function rowsOfProject(store: EncStore, call: EncCall): readonly StoredPrefix[] {
  return store.prefixes().filter(({ project }) => project === call.param("project"));
}

/** A prefix as the database has it: `_` is empty, and the old top-level domain is the new one. */
export function storedPrefix(shownPrefix: string): string {
  if (shownPrefix === "_") return "";
  return shownPrefix.replace(/\.eqiad\.wmflabs$/, ".eqiad1.wikimedia.cloud");
}

/** A prefix as the API shows it. */
export function shown({ prefix }: Pick<StoredPrefix, "prefix">): string {
  return prefix === "" ? "_" : prefix;
}

/** What the routes by id answer. */
export function prefixView(row: StoredPrefix): object {
  const hiera = row.hiera === undefined ? {} : jsonOf(row.hiera);
  return { ...detail(row), hiera, roles: row.roles.toSorted() };
}

function detail(row: StoredPrefix): object {
  return { id: row.id, prefix: shown(row) };
}

function found(answer: unknown): EncAnswer {
  return { status: 200, value: answer };
}

function withRole(rows: readonly StoredPrefix[], role: string): readonly StoredPrefix[] {
  return rows.filter(({ roles }) => roles.includes(role));
}

function byProject(rows: readonly StoredPrefix[]): object {
  const groups = Map.groupBy(rows, ({ project }) => project);
  return Object.fromEntries(
    [...groups].map(([name, group]) => [name, { prefixes: group.map(shown) }]),
  );
}

function listOr404(name: string, all: readonly string[]): EncAnswer {
  const distinct = [...new Set(all)];
  return distinct.length === 0 ? notFound : found({ [name]: distinct });
}

/** Python's `dict.update`, shortest prefix first; a stored text that is no mapping breaks it. */
function nodeView(rows: readonly StoredPrefix[], fqdn: string): EncAnswer {
  const matching = rows
    .filter((row) => prefixMatches(shown(row), fqdn))
    .toSorted((a, b) => [...a.prefix].length - [...b.prefix].length);
  const values: PrefixValue[] = [];
  for (const { prefix, hiera } of matching) {
    if (hiera === undefined) continue;
    const value = loadMapping(hiera);
    if (!value) return { status: 500, html: "Internal Server Error" };
    values.push({ prefix, value });
  }
  const roles = new Set(matching.flatMap((row) => row.roles));
  return { status: 200, yaml: dumpNode(mergePrefixes(values), [...roles]) };
}
