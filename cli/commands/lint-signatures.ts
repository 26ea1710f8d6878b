import { resolve } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import type { LintOptions } from "../lint/lint.ts";
import { escapeControl } from "../report/escape-control.ts";
import { catalogue } from "../signatures/catalogue.ts";
import {
  checkoutAround,
  findSignatures,
  type SignatureSearch,
} from "../signatures/find-signatures.ts";
import type { Signatures } from "../signatures/signatures.ts";
import type { CommandContext } from "./command.ts";

/** What {@link LintOptions} say of signatures. */
export type ChosenSignatures = Required<Pick<LintOptions, "signatures" | "treeSignatures">>;

/**
 * The best signatures at hand for texts of some trees, each tree's own; where they come from is said
 * on stderr, and always what could not be read for them.
 * @throws {KaskctlError} file-unreadable, signatures-invalid
 */
export async function chooseSignatures(
  trees: readonly string[],
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<ChosenSignatures> {
  const { world, installation } = context;
  const file = options["signatures"];
  const search: SignatureSearch = {
    ...(typeof file === "string" && { file: resolve(world.cwd, file) }),
    cacheFolder: cacheFolder(world),
    clock: world.clock,
    version: installation.version,
  };
  if (typeof file === "string" || trees.length === 0) {
    return { signatures: await find(search, context), treeSignatures: new Map() };
  }
  const byCheckout = new Map<string | undefined, Signatures>();
  const treeSignatures = new Map<string, Signatures>();
  for (const tree of trees) {
    const checkout = checkoutAround(tree);
    const found = byCheckout.get(checkout) ?? (await find({ ...search, treePath: tree }, context));
    byCheckout.set(checkout, found);
    treeSignatures.set(tree, found);
  }
  return { signatures: [...treeSignatures.values()][0] ?? catalogue, treeSignatures };
}

/** What a corrupt checkout has too many of. */
const mostWarnings = 5;

async function find(
  search: SignatureSearch,
  { world, globals }: CommandContext,
): Promise<Signatures> {
  const { signatures, line, warnings } = await findSignatures(search);
  const isVerbose = globals.verbosity > 0;
  const say = (words: string) => world.progress(escapeControl(`Signatures: ${words}`));
  if (isVerbose) say(line);
  const shown = isVerbose ? warnings : warnings.slice(0, mostWarnings);
  for (const warning of shown) say(warning);
  const left = warnings.length - shown.length;
  if (left > 0) say(`${left} more could not be read; -v names all.`);
  return signatures;
}
