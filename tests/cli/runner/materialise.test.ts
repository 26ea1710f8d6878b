import { describe, expect, test } from "vitest";
import { dockerRunWords } from "../../../cli/runner/docker-run-words.ts";
import { materialise } from "../../../cli/runner/materialise.ts";
import { serviceDefinitions } from "../../../cli/runner/service-definitions.ts";
import { unitCommands } from "../../../cli/runner/unit-commands.ts";

const title = "mediawiki-services-kask";
const sample = {
  namespace: "wikimedia",
  port: 8080,
  version: "v1.0.10",
  override_cmd: `./kask --config /etc/${title}/config.yaml`,
  config: { base_uri: "/sessions/v1", cassandra: { hosts: ["a.example"] }, default_ttl: 86400 },
};

function rendered(change: object = {}) {
  const [definition] = serviceDefinitions({ [title]: { ...sample, ...change } }).definitions;
  if (!definition) throw new Error("the definition does not compile");
  return materialise(definition);
}

function file(change: object, path: string) {
  return rendered(change).files.find((one) => one.path === path);
}

function run(change: object = {}) {
  const unit = file(change, `/lib/systemd/system/${title}.service`)?.content ?? "";
  return dockerRunWords(unitCommands(unit, `${title}.service`).start?.words ?? []);
}

describe("what Puppet makes of a definition", () => {
  test("is an image of Wikimedia's registry", () => {
    expect(rendered().image).toBe(
      "docker-registry.wikimedia.org/wikimedia/mediawiki-services-kask:v1.0.10",
    );
    expect(rendered({ namespace: undefined }).image).toBe(
      `docker-registry.wikimedia.org/${title}:v1.0.10`,
    );
    expect(rendered({ namespace: "" }).image).toBe(
      `docker-registry.wikimedia.org//${title}:v1.0.10`,
    );
  });

  test("is a configuration for everybody and an environment for root", () => {
    expect(rendered().folders).toEqual([{ path: `/etc/${title}`, mode: 0o755 }]);
    expect(file({}, `/etc/${title}/config.yaml`)).toEqual({
      path: `/etc/${title}/config.yaml`,
      mode: 0o444,
      showDiff: true,
      content:
        '---\nbase_uri: "/sessions/v1"\ncassandra:\n  hosts:\n  - a.example\ndefault_ttl: 86400\n',
    });
    expect(file({ environment: { A: "x y", B: 1 } }, `/etc/${title}/env`)).toEqual({
      path: `/etc/${title}/env`,
      mode: 0o440,
      showDiff: false,
      content: "A=x y\nB=1\n",
    });
  });

  test("is a unit that stops, removes and runs the container of its own name", () => {
    const unit = file({}, rendered().unitPath)?.content ?? "";
    expect(unit.split("\n").filter((line) => line.startsWith("Exec"))).toEqual([
      "ExecStartPre=-docker stop %n",
      "ExecStartPre=-docker rm %n",
      `ExecStart=/usr/bin/docker run --rm=true --env-file /etc/${title}/env -p 8080:8080 ` +
        `-v /etc/${title}/:/etc/${title} --name %n ${rendered().image} ${sample.override_cmd}`,
    ]);
    expect(unit).toContain("\nRestart=always\nRestartSec=10s\n");
  });

  test("pulls at each start only for the tag latest", () => {
    const unit = file({ version: "latest" }, rendered().unitPath)?.content ?? "";
    const { before } = unitCommands(unit, rendered().unit);
    expect(before.map(({ words, mayFail }) => [words.join(" "), mayFail])).toEqual([
      [`docker stop ${title}.service`, true],
      [`docker rm ${title}.service`, true],
      [`/usr/bin/docker pull ${rendered({ version: "latest" }).image}`, false],
    ]);
  });

  test("has no configuration file where a volume brings it", () => {
    expect(file({ volume: true }, `/etc/${title}/config.yaml`)).toBeUndefined();
    expect(run({ volume: true })?.volumes).toEqual([{ source: title, target: `/etc/${title}` }]);
  });

  test("has the unit that its title names with a type", () => {
    const [definition] = serviceDefinitions({ "kask.timer": sample }).definitions;
    expect(definition && materialise(definition)).toMatchObject({
      unit: "kask.timer",
      unitPath: "/lib/systemd/system/kask.timer",
    });
  });

  test("is nothing where it is absent", () => {
    const { files, folders, unit } = rendered({ ensure: "absent" });
    expect([files, folders, unit]).toEqual([[], [], `${title}.service`]);
  });
});

describe("the words of the container", () => {
  test("come back from the unit", () => {
    expect(run({ runtime: "runsc", bind_mounts: { "/srv/a": "/b" } })).toEqual({
      name: `${title}.service`,
      image: rendered().image,
      command: ["./kask", "--config", `/etc/${title}/config.yaml`],
      envFile: `/etc/${title}/env`,
      published: [{ hostPort: 8080, containerPort: 8080 }],
      hostNetwork: false,
      runtime: "runsc",
      volumes: [
        { source: `/etc/${title}/`, target: `/etc/${title}` },
        { source: "/srv/a", target: "/b" },
      ],
    });
  });

  test("publish no port in the host's network", () => {
    expect(run({ host_network: true })).toMatchObject({ hostNetwork: true, published: [] });
  });

  test.each([
    ["-c 'a b' \"c d\" e\\ f", ["-c", "a b", "c d", "e f"]],
    [`100%% %N $$HOME $\{HOME}x $HOME a\\x41`, ["100%", title, "$HOME", "x", "aA"]],
    ["''", [""]],
    ["", []],
  ])("are split as systemd splits %j", (command, words) => {
    expect(run({ override_cmd: command })?.command).toEqual(words);
  });

  test("are nothing where the line runs no container", () => {
    expect(dockerRunWords(["/bin/true"])).toBeUndefined();
    expect(dockerRunWords(["docker", "run", "--rm=true"])).toBeUndefined();
  });
});
