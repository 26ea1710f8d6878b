import { resolve } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import type { LintOptions } from "../lint/lint.ts";
import { escapeControl } from "../report/escape-control.ts";
import { ageText } from "../signatures/age.ts";
import { catalogue } from "../signatures/catalogue.ts";
import {
  checkoutAround,
  findSignatures,
  type SignatureSearch,
} from "../signatures/find-signatures.ts";
import type { Signatures } from "../signatures/signatures.ts";
import type { CommandContext } from "./command.ts";
import { programBuild } from "./program-build.ts";

/** What {@link LintOptions} say of signatures. */
export interface ChosenSignatures
  extends Required<Pick<LintOptions, "signatures" | "treeSignatures">> {
  /** Which ones, and how old they are; absent where they are of this run, or come with kaskctl. */
  readonly dated?: string;
}

/**
 * The best signatures at hand for texts of some trees, each tree's own; where they come from is said
 * on stderr, always where they are old, and always what could not be read for them.
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
    build: programBuild(installation),
  };
  if (typeof file === "string" || trees.length === 0) {
    const { signatures, dated } = await find(search, context);
    return { signatures, treeSignatures: new Map(), ...(dated && { dated }) };
  }
  const byCheckout = new Map<string | undefined, Chosen>();
  const treeSignatures = new Map<string, Signatures>();
  let dated: string | undefined;
  for (const tree of trees) {
    const checkout = checkoutAround(tree);
    const found = byCheckout.get(checkout) ?? (await find({ ...search, treePath: tree }, context));
    byCheckout.set(checkout, found);
    treeSignatures.set(tree, found.signatures);
    dated ??= found.dated;
  }
  const signatures = [...treeSignatures.values()][0] ?? catalogue;
  return { signatures, treeSignatures, ...(dated && { dated }) };
}

type Chosen = Pick<ChosenSignatures, "signatures" | "dated">;

/** Code that is older has other classes and keys by now. */
const oldMs = 90 * 86_400_000;

/** What a corrupt checkout has too many of. */
const mostWarnings = 5;

async function find(search: SignatureSearch, { world, globals }: CommandContext): Promise<Chosen> {
  const { signatures, line, ageMs, warnings } = await findSignatures(search);
  const isVerbose = globals.verbosity > 0;
  const say = (words: string) => world.progress(escapeControl(`Signatures: ${words}`));
  if (isVerbose || (ageMs !== undefined && ageMs > oldMs)) say(line);
  const shown = isVerbose ? warnings : warnings.slice(0, mostWarnings);
  for (const warning of shown) say(warning);
  const left = warnings.length - shown.length;
  if (left > 0) say(`${left} more could not be read; -v names all.`);
  return ageMs === undefined
    ? { signatures }
    : { signatures, dated: `${signatures.origin}, ${ageText(ageMs)}` };
}
