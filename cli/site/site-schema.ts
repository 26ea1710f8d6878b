import { lintSchema } from "./lint-schema.ts";

/** A host name: labels of letters, digits and inner hyphens, joined by dots. */
const hostName =
  "^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$";
const plainName = "^[A-Za-z0-9_][A-Za-z0-9._-]*$";
const httpUrl = "^https?://[^\\s/?#]+[^\\s?#]*$";
/** `registry:5000` or `docker-registry.wikimedia.org`, as in an image reference. */
const registryName = "^[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?$";
const roleName = "^[a-z][a-z0-9_]*(::[a-z][a-z0-9_]*)*$";

const text = (title: string, description: string, pattern?: string) =>
  ({ type: "string", minLength: 1, title, description, ...(pattern && { pattern }) }) as const;

const sshSchema = {
  type: "object",
  additionalProperties: false,
  description: "How hosts are reached.",
  properties: {
    jump: text(
      "a host name, with `user@` and `:port` where needed",
      "The bastion to go through.",
      "^[^\\s-][^\\s]*$",
    ),
    user: text(
      "a login name",
      "The login name on hosts and bastion.",
      "^[A-Za-z0-9_][A-Za-z0-9_.-]*$",
    ),
    transport: {
      enum: ["openssh", "ssh2"],
      default: "openssh",
      description: "`openssh` runs the ssh of this machine; `ssh2` needs none.",
    },
    config: text("a path", "An ssh_config file, relative to this file, in place of your own."),
  },
};

const contextSchema = {
  type: "object",
  additionalProperties: false,
  required: ["project"],
  description: "A cloud project and the ways into it.",
  properties: {
    cloud: text("a name", "The entry of clouds.yaml that holds the credential."),
    keystone: text(
      "an http or https URL",
      "Keystone's URL, in place of the one in clouds.yaml.",
      httpUrl,
    ),
    enc: text(
      "an http or https URL",
      "The ENC's URL with project id, in place of the one that Keystone's catalog names.",
      httpUrl,
    ),
    project: text("a project id", "The project id, as in the ENC's URLs.", plainName),
    project_name: text(
      "a project name",
      "The project name, as in host names; the id where it is left out.",
      plainName,
    ),
    domain: {
      ...text("a domain name", "What host names end in, after the project.", hostName),
      default: "eqiad1.wikimedia.cloud",
    },
    registry: {
      ...text("a registry name", "The registry in image references.", registryName),
      default: "docker-registry.wikimedia.org",
    },
    registry_url: text(
      "an http or https URL",
      "Where to ask for image tags, when not https://<registry>.",
      httpUrl,
    ),
    clouds_file: text(
      "a path",
      "A clouds.yaml, relative to this file. It wins over OS_* variables.",
    ),
    ssh: sshSchema,
    protected: {
      type: "boolean",
      default: false,
      description: "Whether the context's name must be typed before anything changes.",
    },
  },
};

const serviceSchema = {
  type: "object",
  additionalProperties: false,
  required: ["template", "hosts"],
  description: "A service on hosts of the project.",
  properties: {
    template: text(
      "a template",
      "A folder name in hiera-templates/, or a path relative to this file.",
    ),
    hosts: {
      type: "array",
      minItems: 1,
      uniqueItems: true,
      items: text("a host name", "A short name or an FQDN.", hostName),
      description: "Instances that run the service. Short names get .<project_name>.<domain>.",
    },
    prefix: text(
      "an ENC prefix, or _",
      "The ENC prefix whose Hiera text this is; `_` is the whole project. Left out: each host's FQDN.",
      "^[^\\s/]+$",
    ),
    roles: {
      type: "array",
      uniqueItems: true,
      items: text("a Puppet class name", "A role.", roleName),
      description: "Puppet roles of the hosts.",
    },
    values: { type: "object", description: "Values of the template's parameters." },
    endpoints: {
      type: "object",
      description: "Data centre to URL, for checks between data centres.",
      additionalProperties: text("an http or https URL", "A URL.", httpUrl),
    },
  },
};

/** The JSON Schema of `kaskctl.yaml`; a `title` completes "expected …" in messages. */
export const siteSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "kaskctl.yaml",
  description: "The site file of kaskctl: cloud projects, and the services on them.",
  type: "object",
  additionalProperties: false,
  anyOf: [{ required: ["contexts"] }, { required: ["lint"] }],
  properties: {
    context: text(
      "a name",
      "The context that is used unless --context or KASKCTL_CONTEXT names one.",
    ),
    contexts: {
      type: "object",
      minProperties: 1,
      description: "Contexts by name.",
      additionalProperties: contextSchema,
    },
    services: {
      type: "object",
      description: "Services by name.",
      propertyNames: {
        type: "string",
        pattern: plainName,
        title: "a name of letters, digits, `.`, `_` and `-`",
      },
      additionalProperties: serviceSchema,
    },
    lint: lintSchema,
  },
};
