import { isAbsolute, resolve } from "node:path";
import type { Mistake } from "./mistakes.ts";
import type { YamlNode } from "./positioned-yaml.ts";
import { type SecretReference, SecretReferenceValue, type SiteValue } from "./site.ts";

/** What each kind of reference looks like, and how it is read; `folder` is where paths start. */
const readers: Readonly<
  Record<
    string,
    { looks: string; read(value: unknown, folder: string): SecretReference | undefined }
  >
> = {
  hiera: {
    looks: "{ hiera: KEY }",
    read: (key) => (isHieraKey(key) ? { kind: "hiera", key } : undefined),
  },
  env: {
    looks: "{ env: NAME }",
    read: (name) => (isVariableName(name) ? { kind: "env", name } : undefined),
  },
  file: {
    looks: "{ file: path }",
    read: (path, folder) =>
      typeof path === "string" && path !== ""
        ? { kind: "file", path: isAbsolute(path) ? path : resolve(folder, path) }
        : undefined,
  },
  cmd: {
    looks: "{ cmd: [word, …] }",
    read: (words) => (isWords(words) ? { kind: "cmd", words } : undefined),
  },
};

/**
 * The values under `node`, with each mapping of the one key `hiera`, `env`, `file` or `cmd` as a
 * reference to a secret. What looks like a reference and is none is a mistake.
 */
export function readSiteValue(node: YamlNode, folder: string, mistakes: Mistake[]): SiteValue {
  if (node.items.length > 0) {
    return node.items.map((item) => readSiteValue(item, folder, mistakes));
  }
  const [only, ...others] = node.entries;
  if (only !== undefined && others.length === 0 && Object.hasOwn(readers, only.key)) {
    return readReference(only.key, only.node, folder, mistakes);
  }
  if (only === undefined) return node.value as SiteValue;
  const value = Object.create(null) as Record<string, SiteValue>;
  for (const entry of node.entries) {
    value[entry.key] = readSiteValue(entry.node, folder, mistakes);
  }
  return value;
}

function readReference(
  kind: string,
  node: YamlNode,
  folder: string,
  mistakes: Mistake[],
): SiteValue {
  const reader = readers[kind];
  const reference = reader?.read(node.value, folder);
  if (reference !== undefined) return new SecretReferenceValue(reference);
  mistakes.push({
    offset: node.offset,
    message: `a reference to a secret is written ${reader?.looks}`,
  });
  return null;
}

/** A key that `%{lookup('KEY')}` can hold: quotes and braces would end it early. */
function isHieraKey(key: unknown): key is string {
  return typeof key === "string" && /^[A-Za-z0-9_][A-Za-z0-9_:.-]*$/.test(key);
}

function isVariableName(name: unknown): name is string {
  return typeof name === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

function isWords(words: unknown): words is readonly string[] {
  return (
    Array.isArray(words) &&
    words.length > 0 &&
    words[0] !== "" &&
    words.every((word) => typeof word === "string" && !word.includes("\0"))
  );
}
