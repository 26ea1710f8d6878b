import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { World } from "../../base/world.ts";
import type { BoxPlace } from "./place.ts";
import { startProgram, untilReady } from "./program.ts";
import { makeEnvironment, type PuppetServerInput, puppetPaths } from "./puppet-environment.ts";

/** Puppet's own port, which agents ask unless told otherwise. */
export const puppetPort = 8140;

/** Debian's files for a puppetserver; the box copies what it can use of them. */
const debianFolder = "/etc/puppet/puppetserver";

/**
 * Starts a puppetserver with a certificate authority of its own, on the box's bridge.
 * @throws {KaskctlError} sandbox-failed where it does not come up, interrupted
 */
export async function startPuppetServer(
  input: PuppetServerInput,
  place: BoxPlace,
  world: World,
): Promise<void> {
  await writeServerFiles(input, place);
  const program = startProgram("puppetserver", serverWords(place), place, world);
  // A new authority and the first compile take half a minute on two cores, and more beside other work.
  await untilReady(program, (signal) => isRunning(place, signal), { ...world, timeoutMs: 600_000 });
}

async function writeServerFiles(input: PuppetServerInput, place: BoxPlace): Promise<void> {
  const paths = puppetPaths(place);
  const folders = [paths.config, paths.services, paths.settings, paths.variable, paths.run];
  for (const folder of [...folders, paths.log, paths.gems]) {
    await mkdir(folder, { recursive: true });
  }
  const externalNodes = await makeEnvironment(input, place);
  for (const name of ["auth.conf", "web-routes.conf"]) {
    await copyFile(join(debianFolder, "conf.d", name), join(paths.config, name));
  }
  await copyFile(join(debianFolder, "services.d", "ca.cfg"), join(paths.services, "ca.cfg"));
  const services = await readFile(join(debianFolder, "services.d", "bootstrap.cfg"), "utf8");
  // It would look for news outside.
  const local = services.split("\n").filter((line) => !line.includes("analytics"));
  await writeFile(join(paths.services, "bootstrap.cfg"), local.join("\n"));
  // JSON is HOCON.
  await writeFile(join(paths.config, "box.conf"), JSON.stringify(serverSettings(place)));
  await writeFile(join(paths.settings, "puppet.conf"), puppetConf(externalNodes, place));
  await writeFile(paths.autosign, input.fqdns.map((fqdn) => `${fqdn}\n`).join(""));
  await writeFile(join(paths.settings, "hiera.yaml"), '{"version": 5, "hierarchy": []}\n');
  await writeFile(paths.logback, logback(join(paths.log, "puppetserver.log")));
  await writeFile(join(paths.run, "restart"), "0");
}

function serverSettings(place: BoxPlace): object {
  const paths = puppetPaths(place);
  return {
    global: { "logging-config": paths.logback },
    product: { "check-for-updates": false },
    "certificate-authority": { "allow-subject-alt-names": true },
    "http-client": {},
    profiler: { enabled: false },
    metrics: {
      "server-id": "localhost",
      registries: { puppetserver: { reporters: { jmx: { enabled: false } } } },
      "metrics-webservice": { jolokia: { enabled: false } },
    },
    "jruby-puppet": {
      "ruby-load-path": ["/usr/lib/puppetserver/ruby/vendor_ruby"],
      "gem-home": paths.gems,
      "gem-path": [paths.gems, "/usr/lib/puppetserver/vendored-jruby-gems"],
      "server-conf-dir": paths.settings,
      "server-code-dir": paths.code,
      "server-var-dir": paths.variable,
      "server-run-dir": paths.run,
      "server-log-dir": paths.log,
      "max-active-instances": 1,
    },
    webserver: {
      "client-auth": "want",
      "ssl-host": place.gateway,
      "ssl-port": puppetPort,
      // A request that puts something keeps its connection as long as this, 30 s unless said.
      "idle-timeout-milliseconds": 1500,
    },
  };
}

/** Its keys live as long as the box. Of 4096 bits, as Puppet would have them, Java takes 5 to 25 s to make the two. */
const keyBits = 2048;

function puppetConf(externalNodes: string, place: BoxPlace): string {
  const paths = puppetPaths(place);
  const names = ["puppet", "localhost", `IP:${place.gateway}`, "IP:127.0.0.1"];
  return `[main]
ssldir = ${paths.certificates}
certname = puppet
server = ${place.gateway}
serverport = ${puppetPort}
environmentpath = ${paths.environments}
hiera_config = ${join(paths.settings, "hiera.yaml")}
keylength = ${keyBits}
[server]
cadir = ${paths.authority}
vardir = ${paths.variable}
logdir = ${paths.log}
rundir = ${paths.run}
dns_alt_names = ${names.join()}
autosign = ${paths.autosign}
environment_timeout = 0
node_terminus = exec
external_nodes = ${externalNodes}
reports = store
`;
}

function logback(file: string): string {
  return `<configuration>
  <appender name="file" class="ch.qos.logback.core.FileAppender">
    <file>${file}</file>
    <encoder><pattern>%d %-5p [%c{2}] %m%n</pattern></encoder>
  </appender>
  <root level="info"><appender-ref ref="file"/></root>
</configuration>
`;
}

function serverWords(place: BoxPlace): readonly [string, ...string[]] {
  const paths = puppetPaths(place);
  return [
    "java",
    ...["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC"],
    // For so short a life compiling less is faster: 25 s until it answers, not 31, and half the time a run.
    ...["-XX:TieredStopAtLevel=1", "-Djruby.compile.mode=OFF"],
    // Else Java leaves a file in /tmp when it is killed.
    ...["-XX:+PerfDisableSharedMem", `-Djava.io.tmpdir=${place.temporary}`],
    "-Djruby.logger.class=com.puppetlabs.jruby_utils.jruby.Slf4jLogger",
    ...["-Djruby.lib=/usr/share/jruby/lib", "-jar", "/usr/share/puppetserver/puppetserver.jar"],
    ...["--config", paths.config, "--bootstrap-config", paths.services],
    ...["--restart-file", join(paths.run, "restart")],
  ];
}

async function isRunning(place: BoxPlace, signal: AbortSignal): Promise<boolean> {
  const certificate = join(puppetPaths(place).certificates, "certs", "ca.pem");
  const ca = await readFile(certificate, "utf8").catch(() => undefined);
  if (ca === undefined) return false;
  const url = `https://${place.gateway}:${puppetPort}/status/v1/simple`;
  return new Promise((resolve) => {
    const request = get(url, { ca, signal, agent: false }, (response) => {
      text(response).then(
        (answer) => resolve(answer === "running"),
        () => resolve(false),
      );
    });
    request.once("error", () => resolve(false));
  });
}
