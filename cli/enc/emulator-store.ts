import { readFile } from "node:fs/promises";
import { writeFileAtomically } from "../base/files.ts";
import type { Clock } from "../base/world.ts";

/** A row of the ENC's database. */
export interface StoredPrefix {
  readonly id: number;
  readonly project: string;
  /** Empty for the whole project, which the API shows as `_`. */
  readonly prefix: string;
  readonly hiera: string | undefined;
  readonly roles: readonly string[];
}

/** What the git mirror would hold of one edit. */
export interface EncCommit {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** The Keystone user id. */
  readonly user: string;
  readonly message: string;
  readonly project: string;
  /** As shown: `_` for the whole project. */
  readonly prefix: string;
  /** `hiera` is the `.yaml` file, `roles` the `.roles` file. */
  readonly file: "hiera" | "roles";
  /** The new content; undefined where the file was deleted. */
  readonly content: string | undefined;
}

interface EncState {
  readonly nextId: number;
  readonly prefixes: readonly StoredPrefix[];
  readonly history: readonly EncCommit[];
}

/** An edit: the new row, or nothing where the row is deleted, and the commits that tell of it. */
interface Edit {
  readonly project: string;
  readonly prefix: string;
  readonly row:
    | { readonly hiera: string | undefined; readonly roles: readonly string[] }
    | undefined;
  readonly commits: readonly EncCommit[];
}

/** The ENC's tables and git mirror. */
export interface EncStore {
  prefixes(): readonly StoredPrefix[];
  find(project: string, prefix: string): StoredPrefix | undefined;
  history(): readonly EncCommit[];
  /** One transaction; it is on disk when this resolves. */
  commit(edits: readonly Edit[]): Promise<void>;
}

const empty: EncState = { nextId: 1, prefixes: [], history: [] };

/**
 * Tables in memory, and in a JSON file where one is named, so that they outlive the process.
 * @throws {KaskctlError} file-unwritable, from `commit`
 */
export async function openEncStore(file: string | undefined): Promise<EncStore> {
  let state = file === undefined ? empty : await load(file);
  let saving: Promise<void> = Promise.resolve();
  return {
    prefixes: () => state.prefixes,
    find: (project, prefix) => state.prefixes.find(isRow(project, prefix)),
    history: () => state.history,
    async commit(edits) {
      state = edits.reduce(applyEdit, state);
      if (file === undefined) return;
      const text = `${JSON.stringify(state, null, 1)}\n`;
      // One at a time, so that an older state never lands on a newer one.
      const save = () => writeFileAtomically(file, text, 0o600);
      saving = saving.then(save, save);
      await saving;
    },
  };
}

/** What one edit of one file adds to the mirror: nothing where the content stays the same. */
export function commitOf(
  clock: Pick<Clock, "now">,
  edit: Omit<EncCommit, "at">,
  before: string | undefined,
): readonly EncCommit[] {
  if (edit.content === before) return [];
  return [{ at: new Date(clock.now()).toISOString(), ...edit }];
}

function applyEdit(state: EncState, { project, prefix, row, commits }: Edit): EncState {
  const present = state.prefixes.find(isRow(project, prefix));
  const others = state.prefixes.filter((candidate) => candidate !== present);
  const id = present?.id ?? state.nextId;
  const prefixes = row ? [...others, { id, project, prefix, ...row }] : others;
  return {
    nextId: Math.max(state.nextId, id + 1),
    prefixes: prefixes.toSorted((a, b) => a.id - b.id),
    history: [...state.history, ...commits],
  };
}

function isRow(project: string, prefix: string): (row: StoredPrefix) => boolean {
  return (row) => row.project === project && row.prefix === prefix;
}

async function load(file: string): Promise<EncState> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as EncState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return empty;
    throw error;
  }
}
