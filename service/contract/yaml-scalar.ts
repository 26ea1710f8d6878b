/**
 * A number or a boolean of a YAML text, with its writing: Go's decoder gives the text where a string is
 * wanted, so that the password `0123` stays what it is.
 * @see go-yaml/yaml v2, decode.go, scalar
 */
export class YamlScalar {
  readonly text: string;
  readonly value: number | boolean;

  constructor(text: string, value: number | boolean) {
    this.text = text;
    this.value = value;
  }
}

/** The value of a scalar; anything else is given as it is. */
export function plainValue(found: unknown): unknown {
  return found instanceof YamlScalar ? found.value : found;
}
