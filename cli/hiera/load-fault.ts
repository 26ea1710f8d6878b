import type { HieraNode, Span } from "./document.ts";
import type { HieraValue } from "./value.ts";

/** What a loader makes of a document: a value, or its reason not to, at a place. */
export type Loaded =
  | { readonly ok: true; readonly value: HieraValue }
  | { readonly ok: false; readonly message: string; readonly span: Span };

/** Stops a loader. Never leaves this room. */
export class LoadFault extends Error {
  readonly span: Span;

  constructor(message: string, node: { readonly span: Span }) {
    super(message);
    this.span = node.span;
  }
}

/** Runs a loader and turns its fault into a result. */
export function loaded(load: () => HieraValue): Loaded {
  try {
    return { ok: true, value: load() };
  } catch (error) {
    if (error instanceof LoadFault) return { ok: false, message: error.message, span: error.span };
    throw error;
  }
}

/** The node behind an alias, or the node itself. */
export function behindAlias(node: HieraNode): Exclude<HieraNode, { kind: "alias" }> {
  let target: HieraNode | undefined = node;
  while (target?.kind === "alias") target = target.target;
  if (target !== undefined) return target;
  throw new LoadFault(
    `the alias "*${node.kind === "alias" ? node.name : ""}" has no anchor before it`,
    node,
  );
}
