import type { Instance } from "../instance.ts";

/** What Facter and Wikimedia's realm.pp know of an instance. Legacy facts stand at the top, as in Puppet 7. */
export function factsOf({
  name,
  fqdn,
  project,
  domain,
}: Instance): Readonly<Record<string, unknown>> {
  const networking = { fqdn, hostname: name, domain: `${project}.${domain}`, ip: "127.0.0.1" };
  const os = { family: "Debian", name: "Debian", distro: { codename: "bullseye" } };
  const variables = {
    realm: "labs",
    site: "eqiad",
    wmcs_project: project,
    wmcs_deployment: "eqiad1",
    labsproject: project,
    trusted: { certname: fqdn, hostname: name, domain: networking.domain },
  };
  const facts = {
    fqdn,
    hostname: name,
    domain: networking.domain,
    ipaddress: networking.ip,
    networking,
    os,
    kernel: "Linux",
    processorcount: 2,
  };
  return { ...variables, ...facts, facts };
}
