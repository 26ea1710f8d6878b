/** What kind of value a parameter takes. `list` holds texts, `map` anything under texts. */
export type ParameterType =
  | "string"
  | "integer"
  | "port"
  | "boolean"
  | "enum"
  | "fqdn"
  | "list"
  | "map";

/** A parameter of a template, as its `parameters.yaml` says. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** One sentence or two. */
  readonly description: string;
  /** Plain data; undefined where there is none. */
  readonly default: unknown;
  /** The parameter whose value is the default; declared above this one. */
  readonly defaultFrom: string | undefined;
  /** Whether the keys that it fills are dropped where it is not set. */
  readonly optional: boolean;
  /** Whether its value is shown nowhere but in the rendered text. */
  readonly secret: boolean;
  /** Bounds of an integer or port, both included. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** The choices of an enum. */
  readonly values: readonly string[];
  /** Whether each item of a list must be an FQDN. */
  readonly itemsAreFqdns: boolean;
  /** The parameter that must be set if this one is. */
  readonly with: string | undefined;
}

/** The JSON Schema of `parameters.yaml`. */
export const parametersSchema = {
  type: "object",
  additionalProperties: false,
  required: ["summary", "parameters"],
  properties: {
    summary: { type: "string", minLength: 1 },
    parameters: {
      type: "object",
      propertyNames: {
        type: "string",
        pattern: "^[a-z][a-z0-9_]*$",
        title: "a name of small letters, digits and `_`",
      },
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["type", "description"],
        properties: {
          type: { enum: ["string", "integer", "port", "boolean", "enum", "fqdn", "list", "map"] },
          description: { type: "string", minLength: 1 },
          default: {},
          default_from: { type: "string" },
          optional: { type: "boolean" },
          secret: { type: "boolean" },
          min: { type: "integer" },
          max: { type: "integer" },
          values: { type: "array", minItems: 1, items: { type: "string" } },
          items: { enum: ["string", "fqdn"] },
          with: { type: "string" },
        },
      },
    },
  },
};

/** A parameter as it is written, once the schema holds. */
export interface RawParameter {
  readonly type: ParameterType;
  readonly description: string;
  readonly default?: unknown;
  readonly default_from?: string;
  readonly optional?: boolean;
  readonly secret?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
  readonly items?: "string" | "fqdn";
  readonly with?: string;
}

/** Ports that Puppet lets a service use: `Stdlib::Port::User`. */
const userPorts = { min: 1024, max: 49151 };

/** A parameter with what it leaves out filled in. */
export function buildParameter(name: string, raw: RawParameter): Parameter {
  const ports = raw.type === "port" ? userPorts : undefined;
  return {
    name,
    type: raw.type,
    description: raw.description,
    default: raw.default,
    defaultFrom: raw.default_from,
    optional: raw.optional ?? false,
    secret: raw.secret ?? false,
    min: raw.min ?? ports?.min,
    max: raw.max ?? ports?.max,
    values: raw.values ?? [],
    itemsAreFqdns: raw.items === "fqdn",
    with: raw.with,
  };
}
