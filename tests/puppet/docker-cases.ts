/** A text for a host of `role::beta::docker_services`. */
export interface HieraCase {
  readonly title: string;
  readonly text: string;
}

/** A service without a mistake, and what is added to it. */
const service = (lines = ""): string => runner({ changes: `port: 8190\nversion: v1\n${lines}` });

function runner(services: Readonly<Record<string, string>>): string {
  const entries = Object.entries(services).map(
    ([title, lines]) => `  ${title}:\n${indented(lines)}`,
  );
  return `profile::docker::runner::service_defs:\n${entries.join("")}`;
}

function indented(lines: string): string {
  return lines
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}\n`)
    .join("");
}

/** What the engine is told, beside no service at all. */
const engine = (lines: string): string =>
  `${lines.trimEnd()}\nprofile::docker::runner::service_defs: {}\n`;

const engineKey = "profile::docker::engine";

const withoutService: Readonly<Record<string, string>> = {
  "no key at all": "{}\n",
  "no services": engine(""),
  "an empty value for services": "profile::docker::runner::service_defs:\n",
  "an empty list of services": "profile::docker::runner::service_defs: []\n",
  "a list of services": "profile::docker::runner::service_defs: [{port: 8190, version: v1}]\n",
  "a word for services": "profile::docker::runner::service_defs: changes\n",
  "a number for services": "profile::docker::runner::service_defs: 1\n",
  "a misspelt key for services": "profile::docker::runner::services: {}\n",
};

const engines: Readonly<Record<string, string>> = {
  "settings of the engine": engine(
    `${engineKey}::settings: {log-driver: journald, dns: [172.16.0.1], max: 5, live: true}`,
  ),
  "another storage driver": engine(`${engineKey}::settings: {storage-driver: vfs, a: 1}`),
  "a storage driver without a value": engine(`${engineKey}::settings: {storage-driver: ~}`),
  "a list of settings": engine(`${engineKey}::settings: [a]`),
  "a word for settings": engine(`${engineKey}::settings: overlay2`),
  "an empty value for settings": engine(`${engineKey}::settings:`),
  "another package": engine(`${engineKey}::packagename: docker-ce`),
  "an empty value for the package": engine(`${engineKey}::packagename: ~`),
  "a package without a name": engine(`${engineKey}::packagename: ''`),
  "a number for the package": engine(`${engineKey}::packagename: 20.10`),
  "a list of packages": engine(`${engineKey}::packagename: [docker.io]`),
  "an engine that others keep running": engine(`${engineKey}::declare_service: false`),
  "a word of YAML 1.1 for a flag": engine(`${engineKey}::declare_service: no`),
  "a word in quotes for a flag": engine(`${engineKey}::declare_service: 'false'`),
  "an empty value for a flag": engine(`${engineKey}::declare_service: ~`),
  "no overlay file systems": engine("profile::base::overlayfs: false"),
  "no overlay file systems, and a driver without": engine(
    `profile::base::overlayfs: false\n${engineKey}::settings: {storage-driver: vfs}`,
  ),
  "a version of the engine, which nobody reads": engine(`${engineKey}::version: 18.09.1`),
};

const parameters: Readonly<Record<string, string>> = {
  "port and version alone": service(),
  "the tag latest": runner({ changes: "port: 8190\nversion: latest" }),
  "a version with a space": runner({ changes: "port: 8190\nversion: v1 beta" }),
  "a version that is a number": runner({ changes: "port: 8190\nversion: 1.10" }),
  "a version that is an integer": runner({ changes: "port: 8190\nversion: 8" }),
  "a version that is a date": runner({ changes: "port: 8190\nversion: 2025-03-06" }),
  "a version that begins with a date": runner({
    changes: "port: 8190\nversion: 2025-03-06-075118-production",
  }),
  "a version that is a list": runner({ changes: "port: 8190\nversion: [v1]" }),
  "a version of base 60": runner({ changes: "port: 8190\nversion: 22:22" }),
  "no version": runner({ changes: "port: 8190" }),
  "an empty value for the version": runner({ changes: "port: 8190\nversion:" }),
  "neither port nor version": runner({ changes: "namespace: wikimedia" }),
  "no port": runner({ changes: "version: v1" }),
  "a port of the system": runner({ changes: "port: 80\nversion: v1" }),
  "the lowest port": runner({ changes: "port: 1024\nversion: v1" }),
  "the highest port": runner({ changes: "port: 49151\nversion: v1" }),
  "a port beyond the highest": runner({ changes: "port: 49152\nversion: v1" }),
  "a port in quotes": runner({ changes: "port: '8190'\nversion: v1" }),
  "a port with a point": runner({ changes: "port: 8190.0\nversion: v1" }),
  "a port of base 8": runner({ changes: "port: 017776\nversion: v1" }),
  "a port that Hiera fills in": runner({ changes: `port: "%{facts.port}"\nversion: v1` }),
  "a port of a Symbol": runner({ changes: `port: ":8190"\nversion: v1` }),
  "ensure: present": service("ensure: present"),
  "ensure: absent": service("ensure: absent"),
  "ensure: absent, with a volume": service("ensure: absent\nvolume: true"),
  "ensure: running": service("ensure: running"),
  "ensure: true": service("ensure: true"),
  "ensure without a value": service("ensure: ~"),
  "a namespace": service("namespace: repos/mediawiki/services"),
  "an empty namespace": service("namespace: ''"),
  "a namespace without a value": service("namespace:"),
  "a namespace that is a number": service("namespace: 1"),
  "another image": service("image_name: kask"),
  "an image without a name": service("image_name: ''"),
  "an image that is a list": service("image_name: [kask]"),
  "a config of every type": service(
    'config: {text: /a, number: 8081, point: 1.0, flag: true, nothing: ~, list: [a, "1"], hash: {b: "yes"}, empty: {}}',
  ),
  "a config with lines": service('config:\n  motd: "one\\ntwo\\n"'),
  "a config with a long line": service(`config:\n  motd: ${"word ".repeat(30)}end`),
  "a config that is a list": service("config: [a]"),
  "a config that is a word": service("config: a"),
  "a config without a value": service("config:"),
  "words after the entry point": service(
    "override_cmd: -c '/etc/changes/config.yaml'  --sample 50%%",
  ),
  "words that are a list": service("override_cmd: [-c, /etc/changes/config.yaml]"),
  "words of several lines": service("override_cmd: |\n  -c a\n  -d b"),
  "an environment": service(
    'environment: {B: a b, A: "1", N: 1, F: 1.5, T: yes, "E": "", Q: "a\\"b"}',
  ),
  "an environment with a list": service("environment: {LIST: [a, 1, ~], HASH: {a: 1}, NIL: ~}"),
  "an environment that is a list": service("environment: [A=1]"),
  "an environment that is a word": service("environment: A=1"),
  "a volume": service("volume: true"),
  "a volume, and a config that nobody reads": service("volume: true\nconfig: {a: 1}"),
  "a volume in quotes": service("volume: 'true'"),
  "a volume with a name": service("volume: changes"),
  "the network of the host": service("host_network: true"),
  "the network of the host by its name": service("host_network: host"),
  "another runtime": service("runtime: runsc"),
  "a runtime that is a flag": service("runtime: true"),
  "bind mounts": service("bind_mounts: {/srv/b: /b, /srv/a/: /a}"),
  "bind mounts of the whole host": service("bind_mounts: {/: /host}"),
  "a bind mount from a relative path": service("bind_mounts: {srv/x: /x}"),
  "a bind mount to a relative path": service("bind_mounts: {/srv/x: x}"),
  "a bind mount with options": service("bind_mounts: {/srv/x: '/x:ro'}"),
  "bind mounts that are a list": service("bind_mounts: [/srv/x]"),
  "a bind mount without a target": service("bind_mounts: {/srv/x: ~}"),
  "everything at once": service(
    "ensure: present\nnamespace: wikimedia\nimage_name: cp\nconfig: {a: 1}\noverride_cmd: -v\n" +
      "environment: {A: b}\nhost_network: false\nruntime: runsc\nbind_mounts: {/srv/a: /a}",
  ),
};

const unknown: Readonly<Record<string, string>> = {
  "an unknown parameter": service("bogus: 1"),
  "a misspelt parameter": service("enviroment: {}"),
  "a misspelt and thus missing parameter": runner({ changes: "port: 8190\nverison: v1" }),
  "two unknown parameters": service("bogus: 1\nworse: 2"),
  "a parameter in capitals": service("Volume: true"),
  "a parameter with a dash": service("image-name: kask"),
  "a mistake of each kind": runner({ changes: "port: 80\nbogus: 1" }),
  "a metaparameter": service("noop: true"),
  "a metaparameter with a resource of nobody": service("require: Service[nobody]"),
  "a metaparameter with a word of nobody": service("loglevel: loud"),
  "noop without a flag": service("noop: 5"),
  "a metaparameter of a class": service("stage: main"),
  "a schedule of nobody": service("schedule: nightly"),
  "a relation to a resource": service("require: Service[docker]"),
  "a relation to a list": service("before: ['Service[nobody]']"),
  "a notification of nobody": service("notify: nobody"),
  "a subscription to nobody": service("subscribe: Service[nobody]"),
  "an alias": service("alias: jobs"),
  "an audit": service("audit: all"),
  "an audit of nothing": service("audit: nonsense"),
  "an export": service("export: a"),
  "a consumption": service("consume: a"),
  "a level of the log": service("loglevel: debug"),
  "a tag": service("tag: beta"),
  "a tag with a space": service("tag: be ta"),
  "a tag that is a number": service("tag: 5"),
  "a name that is a number": service("name: 5"),
  "a name that is given again": service("name: others"),
};

const least = "port: 8190\nversion: v1";
const other = "port: 8191\nversion: v2";
const titles: Readonly<Record<string, string>> = {
  "two services": runner({ changes: least, jobs: "port: 8191\nversion: v2\nvolume: true" }),
  "two services on one port": runner({ changes: least, jobs: least }),
  "one of two services with a mistake": runner({ changes: least, jobs: "port: 80\nversion: v2" }),
  "mistakes in both of two services": runner({
    changes: "port: 80\nversion: v1",
    jobs: "port: 81\nversion: v2",
  }),
  "a service of the engine's own name": runner({ docker: least }),
  "a service of that name beside an engine that others keep running": `${engineKey}::declare_service: false\n${runner({ docker: least })}`,
  "a title with a slash": runner({ "a/b": least }),
  "a title with a slash at its end": runner({ "changes/": least }),
  "a title with a space": runner({ "change s": least }),
  "a title with capitals": runner({ Changes: least }),
  "a title with a dot": runner({ "changes.eqiad": least }),
  "a title with the suffix of a service": runner({ "changes.service": least }),
  "a title with the suffix of a timer": runner({ "changes.timer": least }),
  "two titles of one unit": runner({ changes: least, "changes.service": other }),
  "a title that is the file of another": runner({ changes: least, "changes/env": other }),
  "two titles of one folder": runner({ changes: least, "changes/": other }),
  "a title below the engine's folder": runner({ "docker/daemon.json": least }),
  "the engine's own name with a slash": runner({ "docker/": least }),
  "a title that is a number with a point": runner({ "1.5": least }),
  "a number in quotes for a title": runner({ "'7'": least }),
  "a title that is a number": runner({ 7: least }),
  "a title that is a flag": runner({ yes: least }),
  "an empty title": runner({ '""': least }),
  "a title that is nothing": runner({ "~": least }),
  "a title with a colon": runner({ '"a::b"': least }),
  "a title that Hiera fills in": runner({ '"c-%{facts.networking.ip}"': least }),
  "a service without parameters": runner({ changes: "{}" }),
  "a service without a value": "profile::docker::runner::service_defs:\n  changes:\n",
  "a service that is a list": runner({ changes: "[8190]" }),
  "a service that is a word": runner({ changes: "v1" }),
};

/** A sample's Kask, as Horizon has it. */
const kask = runner({
  "mediawiki-services-kask": `namespace: wikimedia
port: 8080
version: v1.0.10
override_cmd: ./kask --config /etc/mediawiki-services-kask/config.yaml
config:
  base_uri: /sessions/v1
  cassandra: {hosts: [sessionstore01.example.org], keyspace: kask, table: values}
  default_ttl: 86400
  listen_address: 0.0.0.0
  listen_port: 8080
  service_name: sessions`,
});

/** Every text of the table, in the order of the table. */
export const hieraCases: readonly HieraCase[] = Object.entries({
  "a Kask of beta": kask,
  ...withoutService,
  ...engines,
  ...parameters,
  ...unknown,
  ...titles,
}).map(([title, text]) => ({ title, text }));
