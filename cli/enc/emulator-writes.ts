import type { Clock } from "../base/world.ts";
import {
  badRequest,
  type EncAnswer,
  type EncCall,
  type EncRoute,
  notFound,
  ok,
} from "./emulator-call.ts";
import { prefixView, shown, storedPrefix } from "./emulator-reads.ts";
import { commitOf, type EncCommit, type EncStore, type StoredPrefix } from "./emulator-store.ts";
import { dumpJson, loadBody } from "./emulator-yaml.ts";

/** What the database does with a text that its column cannot hold. */
export interface TextColumn {
  /** 65,535 in MariaDB's TEXT. */
  readonly limitBytes: number;
  /** `refuse` in strict SQL mode, `truncate` in the other. */
  readonly tooLong: "refuse" | "truncate";
}

/** What the writing routes work on. */
export interface WriteContext {
  readonly store: EncStore;
  readonly clock: Pick<Clock, "now">;
  readonly column: TextColumn;
}

/** What a row holds beside its place. */
interface Content {
  readonly hiera: string | undefined;
  readonly roles: readonly string[];
}

const notParsed = badRequest("Unable to parse input provided as YAML");
const notMapping = badRequest("Provided YAML should be a dictionary");
const notList = badRequest("Provided YAML should be a list");
const databaseError: EncAnswer = { status: 500, html: "Internal Server Error" };
const nothing: Content = { hiera: undefined, roles: [] };

/**
 * The routes that change something; each is one transaction.
 * @see operations-puppet/modules/openstack/files/puppet/master/encapi/puppet-enc.py
 */
export function writeRoutes(context: WriteContext): readonly EncRoute[] {
  return [
    {
      method: "POST",
      path: "/v1/:project/prefix/:prefix/hiera",
      policy: "prefix:update",
      handle: (call) => setHiera(context, call),
    },
    {
      method: "POST",
      path: "/v1/:project/prefix/:prefix/roles",
      policy: "prefix:update",
      handle: (call) => setRoles(context, call),
    },
    {
      method: "POST",
      path: "/v1/:project/prefix",
      policy: "prefix:create",
      handle: (call) => createPrefix(context, call),
    },
    {
      method: "PUT",
      path: "/v1/:project/prefix/id/:id(^\\d+$)",
      policy: "prefix:update",
      handle: (call) => updateById(context, call),
    },
    {
      method: "DELETE",
      path: "/v1/:project/prefix/:prefix",
      policy: "prefix:delete",
      handle: (call) => deletePrefix(context, call),
    },
    {
      method: "DELETE",
      path: "/v1/admin/project/:target",
      policy: "project:delete",
      project: "admin",
      handle: (call) => deleteProject(context, call),
    },
  ];
}

async function setHiera(context: WriteContext, call: EncCall): Promise<EncAnswer> {
  const loaded = loadBody(call.body);
  // An empty body and `null` parse; they are no mapping.
  if (!loaded?.ok) return notParsed;
  if (!(loaded.value instanceof Map)) return notMapping;
  return upsert(context, call, (row) => ({ ...row, hiera: call.body.toString("utf8") }), "Hiera");
}

async function setRoles(context: WriteContext, call: EncCall): Promise<EncAnswer> {
  const loaded = loadBody(call.body);
  if (!loaded?.ok) return notParsed;
  const { value } = loaded;
  if (!Array.isArray(value)) return notList;
  return upsert(context, call, (row) => ({ ...row, roles: value.map(String) }), "roles");
}

async function upsert(
  context: WriteContext,
  call: EncCall,
  change: (content: Content) => Content,
  what: "Hiera" | "roles",
): Promise<EncAnswer> {
  const place = { project: call.param("project"), prefix: storedPrefix(call.param("prefix")) };
  const present = context.store.find(place.project, place.prefix);
  const message = `Update ${what} for ${place.project} ${shown(place)}`;
  return (await save(context, call, place, change(present ?? nothing), message))
    ? ok
    : databaseError;
}

async function createPrefix(context: WriteContext, call: EncCall): Promise<EncAnswer> {
  const body = jsonBody(call);
  if ("status" in body) return body;
  const { prefix } = body.value;
  // Python's KeyError, or the database's refusal.
  if (typeof prefix !== "string") return databaseError;
  const place = { project: call.param("project"), prefix: storedPrefix(prefix) };
  if (context.store.find(place.project, place.prefix)) return badRequest("prefix already exists");
  const message = `Updating ${place.project} ${shown(place)}`;
  const row = await save(context, call, place, nothing, message);
  return row ? { status: 200, value: prefixView(row) } : databaseError;
}

async function updateById(context: WriteContext, call: EncCall): Promise<EncAnswer> {
  const body = jsonBody(call);
  if ("status" in body) return body;
  const id = Number(call.param("id"));
  const present = context.store.prefixes().find((row) => row.id === id);
  if (present?.project !== call.param("project")) return notFound;
  const { hiera = undefined, roles = present.roles, message } = body.value;
  if (hiera !== undefined && !isObject(hiera)) return notMapping;
  const content = {
    hiera: hiera === undefined ? present.hiera : dumpJson(hiera),
    roles: (roles as readonly unknown[]).map(String),
  };
  const words = String(message ?? `Updating ${present.project} ${shown(present)}`);
  const row = await save(context, call, present, content, words);
  return row ? { status: 200, value: prefixView(row) } : databaseError;
}

async function deletePrefix({ store, clock }: WriteContext, call: EncCall): Promise<EncAnswer> {
  const row = store.find(call.param("project"), storedPrefix(call.param("prefix")));
  if (!row) return notFound;
  const message = `Delete data for ${row.project} ${shown(row)}`;
  await store.commit([{ ...row, row: undefined, commits: deletions(clock, call, row, message) }]);
  return ok;
}

async function deleteProject({ store, clock }: WriteContext, call: EncCall): Promise<EncAnswer> {
  const target = call.param("target");
  const rows = store.prefixes().filter(({ project }) => project === target);
  const message = `Delete project ${target}`;
  await store.commit(
    rows.map((row) => ({ ...row, row: undefined, commits: deletions(clock, call, row, message) })),
  );
  return ok;
}

/** The row as stored; nothing where the database refuses it, and then nothing is changed. */
async function save(
  context: WriteContext,
  call: EncCall,
  place: Pick<StoredPrefix, "project" | "prefix">,
  content: Content,
  message: string,
): Promise<StoredPrefix | undefined> {
  const { store, clock } = context;
  const hiera = asStored(content.hiera, context.column);
  const isTooLong = [place.prefix, ...content.roles].some((name) => [...name].length > 255);
  if (hiera === tooLong || isTooLong) return undefined;
  const before = store.find(place.project, place.prefix);
  const row = { hiera, roles: [...new Set(content.roles)] };
  const base = { user: call.userId, message, project: place.project, prefix: shown(place) };
  const commits = [
    ...commitOf(clock, { ...base, file: "hiera", content: row.hiera }, before?.hiera),
    ...commitOf(
      clock,
      { ...base, file: "roles", content: rolesFile(row.roles) },
      rolesFile(before?.roles),
    ),
  ];
  await store.commit([{ ...place, row, commits: mirrored(call, commits) }]);
  return store.find(place.project, place.prefix);
}

const tooLong = Symbol("too long");

function asStored(
  text: string | undefined,
  column: TextColumn,
): string | undefined | typeof tooLong {
  if (text === undefined || Buffer.byteLength(text) <= column.limitBytes) return text;
  if (column.tooLong === "refuse") return tooLong;
  // MariaDB cuts between characters.
  return new TextDecoder().decode(Buffer.from(text).subarray(0, column.limitBytes), {
    stream: true,
  });
}

function rolesFile(roles: readonly string[] | undefined): string | undefined {
  return roles === undefined || roles.length === 0 ? undefined : dumpJson(roles.toSorted());
}

function deletions(
  clock: Pick<Clock, "now">,
  call: EncCall,
  row: StoredPrefix,
  message: string,
): readonly EncCommit[] {
  const base = { user: call.userId, message, project: row.project, prefix: shown(row) };
  return mirrored(call, [
    ...commitOf(clock, { ...base, file: "hiera", content: undefined }, row.hiera),
    ...commitOf(clock, { ...base, file: "roles", content: undefined }, rolesFile(row.roles)),
  ]);
}

/** Wikimedia's transition aid: a request may ask for no commit. */
function mirrored(call: EncCall, commits: readonly EncCommit[]): readonly EncCommit[] {
  return call.header("x-enc-edit-git") === "false" ? [] : commits;
}

function jsonBody(call: EncCall): { readonly value: Record<string, unknown> } | EncAnswer {
  if (!/^application\/(.+\+)?json\b/.test(call.header("content-type") ?? "")) {
    return { status: 415, html: "Unsupported Media Type" };
  }
  try {
    const value: unknown = JSON.parse(call.body.toString("utf8"));
    if (isObject(value)) return { value };
  } catch {
    // The same answer as for JSON that is no object.
  }
  return { status: 400, html: "Bad Request" };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
