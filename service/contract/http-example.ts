/** A request and the answer that Kask gives to it. */
export interface HttpExample {
  /** The answer hoped for, as a name. */
  readonly id: string;
  /** A sentence about the behaviour. */
  readonly title: string;
  /** What the key holds before the request; undefined is nothing. */
  readonly stored?: string;
  readonly request: {
    readonly method: string;
    /** Its holes are those of {@link fillExample}. */
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly response: HttpExampleResponse;
  /** Whether Kask's metrics count the request. */
  readonly counted: boolean;
  readonly source: string;
}

/** What an answer must be. */
export interface HttpExampleResponse {
  readonly status: number;
  /** In lower case; `undefined` is a header that must be absent. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** With holes as in the request; undefined: not looked at. */
  readonly body?: string;
}

/** The value that examples store. */
export const exampleValue = "KASK:V:INTEGRATION_TEST_VALUE";

/**
 * Fills the holes of an example's text: `{base}` is the base URI with both slashes,
 * `{baseWithoutSlash}` the same without the last one, `{escapedBase}` the same with a percent
 * escape in it, `{key}` the key.
 */
export function fillExample(text: string, baseUri: string, key: string): string {
  const first = baseUri.charCodeAt(1).toString(16);
  return text
    .replaceAll("{base}", baseUri)
    .replaceAll("{baseWithoutSlash}", baseUri.slice(0, -1))
    .replaceAll("{escapedBase}", `/%${first}${baseUri.slice(2)}`)
    .replaceAll("{key}", key);
}
