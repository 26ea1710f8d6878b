/**
 * Base: what every room may lean on.
 *
 * Takes  nothing of ours.
 * Gives  errors with codes, exit codes, secrets that hide themselves, and the world as a value.
 * Never  knows what a Hiera text, an ENC or a host is.
 */
import type { ExitCodeName } from "./exit-codes.ts";

interface Fault {
  readonly exit: ExitCodeName;
  readonly summary: string;
}

/** Every way in which kaskctl can fail to do what it was asked, by code. */
export const faults = {
  "wrong-use": {
    exit: "wrongUse",
    summary: "A flag, an argument or a combination of them is not understood.",
  },
  "unknown-service": { exit: "wrongUse", summary: "The site file has no service of that name." },
  "unknown-context": { exit: "wrongUse", summary: "The site file has no context of that name." },
  "unknown-template": { exit: "wrongUse", summary: "There is no template of that name." },
  "unknown-parameter": { exit: "wrongUse", summary: "The template has no parameter of that name." },
  "unknown-rule": { exit: "wrongUse", summary: "There is no lint rule of that id." },
  "unknown-check": { exit: "wrongUse", summary: "There is no smoke check of that id." },
  "needs-confirmation": {
    exit: "wrongUse",
    summary: "A change must be confirmed, and nobody can be asked: say --yes.",
  },
  "file-unreadable": { exit: "yourFile", summary: "A file is missing or cannot be read." },
  "file-unwritable": { exit: "yourFile", summary: "A file cannot be written." },
  "site-missing": { exit: "yourFile", summary: "No kaskctl.yaml here or in a folder above." },
  "site-invalid": { exit: "yourFile", summary: "The site file has mistakes." },
  "template-invalid": {
    exit: "yourFile",
    summary: "A template or its parameters file has mistakes.",
  },
  "value-invalid": {
    exit: "yourFile",
    summary: "A template parameter has a value of a wrong type.",
  },
  "value-not-representable": {
    exit: "yourFile",
    summary: "A value would not come back unchanged from the ENC and Puppet's YAML loader.",
  },
  "code-missing": { exit: "yourFile", summary: "A folder holds no Puppet code." },
  "signatures-invalid": {
    exit: "yourFile",
    summary: "A file of signatures is damaged, or of another version.",
  },
  "git-missing": { exit: "yourFile", summary: "There is no `git` program on this machine." },
  "git-failed": { exit: "yourFile", summary: "Git could not say what changed." },
  "clone-failed": { exit: "host", summary: "Git could not clone a repository." },
  "secret-unavailable": { exit: "yourFile", summary: "A referenced secret cannot be had." },
  "secret-published": {
    exit: "no",
    summary: "A resolved secret would be pushed to the ENC, which is public.",
  },
  "clouds-invalid": {
    exit: "yourFile",
    summary: "clouds.yaml lacks the entry, or the entry is not usable.",
  },
  findings: { exit: "no", summary: "Lint found something at or above --fail-on." },
  "baseline-invalid": {
    exit: "yourFile",
    summary: "A file of known findings is damaged, or of another version.",
  },
  "plan-unreadable": {
    exit: "yourFile",
    summary: "A plan file is missing, damaged, or of another version.",
  },
  "plan-stale": { exit: "conflict", summary: "The ENC changed after the plan was made." },
  "plan-expired": { exit: "conflict", summary: "The plan is older than it may be." },
  "image-tag-missing": { exit: "no", summary: "The registry does not have the image tag." },
  "registry-unreachable": { exit: "host", summary: "The image registry did not answer." },
  "keystone-refused": { exit: "enc", summary: "Keystone refused the credential." },
  "keystone-unreachable": { exit: "enc", summary: "Keystone did not answer." },
  "enc-refused": { exit: "enc", summary: "The ENC refused a request." },
  "enc-unreachable": { exit: "enc", summary: "The ENC did not answer." },
  "enc-read-back-differs": {
    exit: "conflict",
    summary: "What the ENC holds after the write is not what was written.",
  },
  "host-unreachable": { exit: "host", summary: "A host could not be reached." },
  "host-key": { exit: "host", summary: "A host key is unknown or has changed." },
  "host-auth": { exit: "host", summary: "A host refused the login." },
  "host-lost": { exit: "host", summary: "The connection to a host was lost." },
  "host-timeout": { exit: "host", summary: "A command on a host did not end in time." },
  "host-command-failed": { exit: "host", summary: "A command on a host ended with an error." },
  "sudo-denied": { exit: "agent", summary: "A host refused sudo." },
  "ssh-missing": { exit: "yourFile", summary: "There is no `ssh` program on this machine." },
  "ssh-config-invalid": {
    exit: "yourFile",
    summary: "The ssh_config has mistakes, or words that the transport does not take.",
  },
  "agent-failed": { exit: "agent", summary: "A Puppet run did not end well." },
  "agent-disabled": { exit: "conflict", summary: "Puppet is disabled on a host." },
  "cassandra-unreachable": { exit: "host", summary: "No node of Cassandra answered." },
  "cassandra-refused": { exit: "host", summary: "Cassandra refused a login or a statement." },
  "cassandra-incomplete": {
    exit: "host",
    summary: "Cassandra has fewer nodes than the Hiera text names.",
  },
  "schema-differs": {
    exit: "no",
    summary: "Cassandra has the keyspace or the table in another shape.",
  },
  "schema-elsewhere": {
    exit: "conflict",
    summary: "Another keyspace of Cassandra holds a table of Kask's shape.",
  },
  "checks-failed": { exit: "no", summary: "A smoke check got a wrong answer." },
  "checks-not-asked": { exit: "host", summary: "A smoke check could not be asked." },
  "not-confirmed": { exit: "no", summary: "The change was not confirmed; nothing was changed." },
  "unknown-run": { exit: "wrongUse", summary: "No Puppet run or smoke run of that id is known." },
  "unknown-report": { exit: "wrongUse", summary: "There is no report of that id." },
  "sandbox-exists": { exit: "wrongUse", summary: "A sandbox already lives in that folder." },
  "sandbox-missing": { exit: "wrongUse", summary: "No sandbox lives in that folder." },
  "box-not-possible": {
    exit: "yourFile",
    summary: "This machine lacks something that a box needs, or something is in its way.",
  },
  "sandbox-failed": { exit: "bug", summary: "The sandbox did not come up." },
  interrupted: { exit: "interrupted", summary: "Stopped by Ctrl-C or SIGTERM." },
} as const satisfies Record<string, Fault>;

/** A code of {@link faults}. */
export type FaultCode = keyof typeof faults;

/** What an error may carry beside its message. */
export interface KaskctlErrorOptions {
  /** What the user may try next, as one sentence. */
  readonly hint?: string;
  /** The FQDN of the host it happened on. */
  readonly host?: string;
  readonly cause?: unknown;
}

/**
 * A thing that could not be done. Its message says what was being done, where, and what was found
 * instead of what; its hint says what to try. It never holds a secret or a session key.
 */
export class KaskctlError extends Error {
  readonly code: FaultCode;
  readonly hint: string | undefined;
  readonly host: string | undefined;

  constructor(code: FaultCode, message: string, options: KaskctlErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "KaskctlError";
    this.code = code;
    this.hint = options.hint;
    this.host = options.host;
  }
}
