import type { Parameter, Signature } from "./signatures.ts";

/**
 * A parameter in the catalogue: its type (`Any` where it has none), the source of its default
 * (`undefined` where it must be given), and what it is for.
 */
export type ParameterRow = readonly [
  type: string,
  value?: string | undefined,
  doc?: string | undefined,
];

/** A class or define in the catalogue; its manifest's path and line are those of operations-puppet. */
export interface CatalogueEntry {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly includes?: readonly string[];
  readonly parameters: Readonly<Record<string, ParameterRow>>;
}

/** A default that Hiera gives, under a key that need not be named like the parameter. */
export function lookedUp(key: string, value?: string): string {
  return value === undefined
    ? `lookup('${key}')`
    : `lookup('${key}', { 'default_value' => ${value} })`;
}

/** Entries as signatures, by name. */
export function signaturesOfEntries(
  entries: readonly CatalogueEntry[],
): ReadonlyMap<string, Signature> {
  return new Map(
    entries.map(({ parameters, ...entry }) => [
      entry.name,
      { ...entry, parameters: new Map(Object.entries(parameters).map(parameterOf)) },
    ]),
  );
}

function parameterOf([name, row]: readonly [string, ParameterRow]): readonly [string, Parameter] {
  const [type, value, doc] = row;
  return [
    name,
    {
      name,
      ...(type === "Any" ? {} : { type }),
      ...(value === undefined ? {} : { default: value }),
      ...(doc === undefined ? {} : { doc }),
    },
  ];
}
