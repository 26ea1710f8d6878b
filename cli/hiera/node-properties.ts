import type { ScalarNode } from "./document.ts";
import type { Token } from "./token.ts";
import type { TokenReader } from "./token-reader.ts";

/** The anchor and the tag before a node; `start` is undefined where there is neither. */
export interface Properties {
  readonly start: number | undefined;
  readonly end: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

/** Reads `&anchor` and `!tag` in either order; `handles` says what `!` and `!!` stand for. */
export function readProperties(
  reader: TokenReader,
  handles: ReadonlyMap<string, string>,
): Properties {
  let start: number | undefined;
  let end = 0;
  let anchor: string | undefined;
  let tag: string | undefined;
  for (;;) {
    const token = reader.peek();
    if (token.type === "anchor" && anchor === undefined) anchor = reader.take().text;
    else if (token.type === "tag" && tag === undefined) tag = resolveTag(reader, handles);
    else return { start, end, anchor, tag };
    start ??= token.start;
    end = token.end;
  }
}

function resolveTag(reader: TokenReader, handles: ReadonlyMap<string, string>): string {
  const token: Token = reader.take();
  if (token.handle === "" || token.handle === undefined) return token.text;
  const prefix = handles.get(token.handle);
  if (prefix === undefined) reader.fail(`the tag handle "${token.handle}" is not declared`, token);
  return (prefix ?? token.handle) + token.text;
}

/** The scalar that stands where nothing is written. */
export function emptyScalar(offset: number): ScalarNode {
  const span = { start: offset, end: offset };
  return { kind: "scalar", span, tag: undefined, anchor: undefined, style: "plain", text: "" };
}

/** What every node has, for content from `start` to `end`. */
export function spanOf(properties: Properties, start: number, end: number) {
  const { tag, anchor } = properties;
  const span = { start: properties.start ?? start, end: Math.max(start, end) };
  return { span, tag, anchor };
}
