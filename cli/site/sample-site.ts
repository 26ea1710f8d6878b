/** What `init` asks for, or takes as flags. */
export interface NewSite {
  /** The project id. */
  readonly project: string;
  readonly service: string;
  readonly template: string;
  /** At least one; short names or FQDNs. */
  readonly hosts: readonly string[];
}

const schemaLine = `# kaskctl.yaml: which services run where. \`kaskctl schema site\` prints its JSON Schema.`;

const contextLines = (project: string) => `context: beta
contexts:
  beta:
    cloud: ${project}               # entry of clouds.yaml that holds the application credential
    project: ${project}             # project id, as in the ENC's URLs
    # project_name: ${project}      # as in host names; default: the id
    # domain: eqiad1.wikimedia.cloud
    # registry: docker-registry.wikimedia.org
    ssh:
      jump: eqiad1.bastion.wmcloud.org
      # user: alice                        # default: as your ssh_config says
    # protected: true                      # the context's name must be typed before anything changes`;

/** The text of a commented `kaskctl.yaml`; names that YAML would read as something else are quoted. */
export function newSiteText(site: NewSite): string {
  const hosts = site.hosts.map(quoteWhereNeeded).join(", ");
  return `${schemaLine}

${contextLines(quoteWhereNeeded(site.project))}

services:
  ${quoteWhereNeeded(site.service)}:
    template: ${quoteWhereNeeded(site.template)}   # \`kaskctl templates\` lists them
    hosts: [${hosts}]   # short names get .<project_name>.<domain>
    # prefix: deployment-sessionstore      # the ENC prefix that holds the text; default: each host's FQDN
    roles: [role::beta::cassandra, role::beta::docker_services]
${valueLines(site)}
    # endpoints: { eqiad: "http://…", codfw: "http://…" }   # for checks between data centres
`;
}

/**
 * The tutorial's site: the documented sample configuration of the beta session store. Rendering it
 * with `docker_engine_version` set gives the sample's data.
 */
export const sampleSiteText = `${schemaLine}
# This is the documented sample configuration of the beta session store.

${contextLines("deployment-prep")}

services:
  sessionstore:
    template: sessionstore
    # The documentation's steps name the instance deployment-sessionstore04 and its sample names
    # deployment-sessionstore02. Kask and its Cassandra live on one host, so we use 02 for both.
    hosts: [deployment-sessionstore02]
    # prefix: deployment-sessionstore      # would give the text to every host whose name starts so
    roles: [role::beta::cassandra, role::beta::docker_services]
    values:
      version: v1.0.10                     # the tag of the Docker image
      port: 8080                           # the port on the host; Kask listens on the same one
      keyspace: sessions
      table: values
      default_ttl: 86400                   # seconds
      base_uri: /sessions/v1
      service_name: sessions
      # Cassandra's own default, as in the sample; lint warns about it. On a real host write
      # { hiera: sessionstore_cassandra_password } and keep the value on the puppetserver.
      cassandra_username: cassandra
      cassandra_password: cassandra
`;

/** The templates of a Kask have a password, which must not become Cassandra's own default. */
function valueLines({ template, service }: NewSite): string {
  if (template !== "sessionstore" && template !== "echostore") {
    return "    values: {}   # `kaskctl templates NAME` shows a template's parameters";
  }
  return `    values:
      version: v1.0.10
      # The ENC shows every text to anyone, so a secret is looked up on the puppetserver instead.
      cassandra_password: { hiera: ${hieraKey(service)} }`;
}

function quoteWhereNeeded(name: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9._/-]*$/.test(name) && !/^(true|false|null)$/i.test(name);
  return isPlain ? name : JSON.stringify(name);
}

function hieraKey(service: string): string {
  return `${service.replace(/[^A-Za-z0-9_]/g, "_")}_cassandra_password`;
}
