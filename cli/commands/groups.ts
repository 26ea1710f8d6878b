/** What each word that only holds other commands is for. */
export const groups: Readonly<Record<string, string>> = {
  agent: "run the Puppet agent on hosts, detached, and judge it by its run summary",
  sandbox: "a beta cluster on this machine: Keystone, ENC, instances with SSH, registry",
  signatures: "what Puppet code declares: class parameters and data types to lint with",
  schema: "Cassandra's keyspace and table, through SSH; the JSON Schema of kaskctl.yaml",
};
