import { dump } from "js-yaml";
import { writeFileAtomically } from "../base/files.ts";
import { sshUser } from "./ssh-server.ts";
import { type RunningInstance, type SandboxRequest, sandboxPaths } from "./state.ts";

/** An instance with its public host key in OpenSSH's format. */
export type RaisedInstance = RunningInstance & { readonly hostKey: string };

/** What the files for the user tell of. */
export interface SiteFilesInput {
  readonly request: SandboxRequest;
  readonly keystoneUrl: string;
  readonly encUrl: string;
  readonly registryUrl: string;
  readonly credential: { readonly id: string; readonly secret: string };
  readonly instances: readonly RaisedInstance[];
  /** The private key that may log in, in OpenSSH's format. */
  readonly identity: string;
}

/** What a puppetserver would keep to itself: in a box, what a new Cassandra's first account has. */
function cassandraPassword({ box }: SandboxRequest): string {
  return box ? "cassandra" : "sandbox-only-not-a-secret";
}

/** Writes the files with which kaskctl, OpenStack's clients and `ssh` find the sandbox. */
export async function writeSiteFiles(dir: string, input: SiteFilesInput): Promise<void> {
  const paths = sandboxPaths(dir);
  await writeFileAtomically(paths.identity, input.identity, 0o600);
  await writeFileAtomically(paths.knownHosts, knownHosts(input), 0o600);
  await writeFileAtomically(paths.sshConfig, sshConfig(dir, input), 0o600);
  await writeFileAtomically(paths.clouds, clouds(input), 0o600);
  await writeFileAtomically(paths.privateHiera, privateHiera(input), 0o600);
  await writeFileAtomically(paths.site, siteFile(input), 0o644);
}

function siteFile({ request, keystoneUrl, encUrl, registryUrl }: SiteFilesInput): string {
  const { project, domain, hosts, transport, box } = request;
  // Each Kask reads and writes in its own data centre: what the other has is a moment older.
  const ownDataCentre = box && hosts.length > 1 ? { local_dc: "%{::site}" } : {};
  return `# Written by \`kaskctl sandbox up\`; \`kaskctl sandbox down\` removes it.\n${dump({
    context: "beta",
    contexts: {
      beta: {
        cloud: project,
        clouds_file: "./clouds.yaml",
        keystone: keystoneUrl,
        enc: encUrl,
        project,
        project_name: project,
        domain,
        registry: "docker-registry.wikimedia.org",
        registry_url: registryUrl,
        ssh: { config: "./ssh_config", ...(transport === "ssh2" ? { transport } : {}) },
      },
    },
    services: {
      sessionstore: {
        template: "sessionstore",
        hosts,
        prefix: "deployment-sessionstore",
        roles: ["role::beta::cassandra", "role::beta::docker_services"],
        values: {
          version: "v1.0.10",
          cassandra_password: { hiera: "sessionstore_cassandra_password" },
          ...ownDataCentre,
        },
      },
    },
  })}`;
}

function clouds({ request, keystoneUrl, credential }: SiteFilesInput): string {
  return dump({
    clouds: {
      [request.project]: {
        auth_type: "v3applicationcredential",
        region_name: "eqiad1-r",
        auth: {
          auth_url: keystoneUrl,
          application_credential_id: credential.id,
          application_credential_secret: credential.secret,
        },
      },
    },
  });
}

function privateHiera({ request }: SiteFilesInput): string {
  const password = cassandraPassword(request);
  return `# What only the puppetserver may know.\n${dump({
    sessionstore_cassandra_password: password,
    echostore_cassandra_password: password,
  })}`;
}

function knownHosts({ instances }: SiteFilesInput): string {
  return instances.map(({ fqdn, hostKey }) => `${fqdn} ${hostKey}\n`).join("");
}

function sshConfig(dir: string, { instances }: SiteFilesInput): string {
  const paths = sandboxPaths(dir);
  const hosts = instances.flatMap(({ name, fqdn, address, sshPort }) => [
    `Host ${fqdn} ${name}`,
    `  HostName ${address}`,
    `  Port ${sshPort}`,
    `  HostKeyAlias ${fqdn}`,
    `  User ${sshUser}`,
    `  IdentityFile ${quote(paths.identity)}`,
    "  IdentitiesOnly yes",
    "  IdentityAgent none",
    `  UserKnownHostsFile ${quote(paths.knownHosts)}`,
    "  GlobalKnownHostsFile none",
    "  StrictHostKeyChecking yes",
    "  UpdateHostKeys no",
    "  PasswordAuthentication no",
    "",
  ]);
  return hosts.join("\n");
}

/** Quotes a path for `ssh_config`, where `%` begins a token. */
function quote(path: string): string {
  return `"${path.replaceAll("%", "%%")}"`;
}
