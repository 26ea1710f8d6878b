import type { ScalarNode, ScalarStyle } from "./document.ts";
import type { TokenReader } from "./token-reader.ts";

/** The anchor and the tag before a node; `start` is undefined where there is neither. */
export interface Properties {
  readonly start: number | undefined;
  readonly end: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

/** Those of most nodes. */
const none: Properties = { start: undefined, end: 0, tag: undefined, anchor: undefined };

/** Reads `&anchor` and `!tag` in either order; `handles` says what `!` and `!!` stand for. */
export function readProperties(
  reader: TokenReader,
  handles: ReadonlyMap<string, string>,
): Properties {
  const first = reader.token;
  if (first.type !== "anchor" && first.type !== "tag") return none;
  let end = 0;
  let anchor: string | undefined;
  let tag: string | undefined;
  for (;;) {
    const { token } = reader;
    if (token.type === "anchor" && anchor === undefined) anchor = reader.take().text;
    else if (token.type === "tag" && tag === undefined) tag = resolveTag(reader, handles);
    else return { start: first.start, end, anchor, tag };
    end = token.end;
  }
}

function resolveTag(reader: TokenReader, handles: ReadonlyMap<string, string>): string {
  const token = reader.take();
  if (token.handle === "") return token.text;
  const prefix = handles.get(token.handle);
  if (prefix === undefined) reader.fail(`the tag handle "${token.handle}" is not declared`, token);
  return (prefix ?? token.handle) + token.text;
}

/** A scalar with none; `text` is what its writing stands for. */
export function scalarNode(
  start: number,
  end: number,
  text: string,
  style: ScalarStyle,
): ScalarNode {
  return { kind: "scalar", span: { start, end }, tag: undefined, anchor: undefined, style, text };
}

/** The scalar that stands where nothing is written. */
export function emptyScalar(offset: number): ScalarNode {
  return scalarNode(offset, offset, "", "plain");
}
