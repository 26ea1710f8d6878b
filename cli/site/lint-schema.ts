const severity = {
  enum: ["off", "info", "warning", "error"],
  description: "What the rule's findings count as.",
} as const;

const texts = (title: string, description: string) =>
  ({
    type: "array",
    minItems: 1,
    uniqueItems: true,
    items: { type: "string", minLength: 1, title },
    description,
  }) as const;

const rules = (description: string) =>
  ({ type: "object", description, additionalProperties: severity }) as const;

const overrideSchema = {
  type: "object",
  additionalProperties: false,
  required: ["rules", "reason"],
  description: "A change of severities for some texts.",
  properties: {
    paths: texts("a glob", "Globs of file paths, relative to this file: `*`, `**`, `?`, `{a,b}`."),
    prefixes: texts("an ENC prefix", "ENC prefixes that the text is for."),
    projects: texts("a project id", "Project ids that the text is for."),
    rules: rules("Rule ids, and what their findings count as there."),
    reason: {
      type: "string",
      minLength: 1,
      title: "a reason",
      description: "Why, for whoever reads this file next.",
    },
  },
} as const;

/** The JSON Schema of the site file's `lint`. */
export const lintSchema = {
  type: "object",
  additionalProperties: false,
  description: "What `kaskctl lint` shows. A file may hold nothing else.",
  properties: {
    profile: {
      enum: ["recommended", "strict"],
      default: "recommended",
      description:
        "`recommended` shows errors, warnings, and the infos of rules that are set to `info` here; `strict` shows all infos.",
    },
    rules: rules("Rule ids, and what their findings count as: off, info, warning or error."),
    keys: texts(
      "a Hiera key",
      "Keys that something outside of the known Puppet code reads; with `::*` at the end, all below.",
    ),
    overrides: {
      type: "array",
      items: overrideSchema,
      description:
        "Severities for some texts: each has `rules`, a `reason`, and `paths` (globs, relative to this file), `prefixes` or `projects`, of which all that are given must fit. Of several the last one counts. It silences texts in Horizon, where comments do not survive.",
    },
  },
} as const;
