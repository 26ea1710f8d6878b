import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, onTestFinished } from "vitest";
import { runProcess } from "../support/programs.ts";
import { needs } from "../support/requires.ts";
import { puppetFolder, startTestCloud } from "./support/cloud.ts";

const test = needs("puppet", "stdlib of Puppet");
const certname = "store01.deployment-prep.eqiad1.wikimedia.cloud";
const externalNodes = join(puppetFolder, "bin", "external-nodes");

describe("the data function", () => {
  test("refuses what strict Psych refuses, in any key, with the words of Wikimedia's function", async () => {
    await using cloud = await startTestCloud();
    const texts = {
      "a date": ["day: 2024-01-01", "Tried to load unspecified class: Date"],
      "a symbol": ['address: "::1"', "Tried to load unspecified class: Symbol"],
      "an alias": ["{a: &x [1], b: *x}", "Unknown alias: id001"],
    } as const;
    const client = cloud.enc.client();
    for (const [text, words] of Object.values(texts)) {
      await client.writeHiera("_", text);
      const [catalog] = await cloud.compile({ certname });
      expect(catalog?.error).toContain(
        `Evaluation Error: Error while evaluating a Function Call, Lookup of key 'lookup_options' failed: cloudlib::httpyaml failed ${words}`,
      );
    }
  });
});

describe("external-nodes", () => {
  const run = (config: string, ...words: string[]) =>
    runProcess(externalNodes, ["--config", config, ...words]);

  test("names the roles of all prefixes of an instance, and the ENC they are from", async () => {
    await using cloud = await startTestCloud();
    const client = cloud.enc.client();
    await client.writeRoles("store", ["role::beta::docker_services"]);
    await client.writeRoles(certname, ["role::beta::cassandra"]);
    const { exitCode, stdout } = await run(cloud.encConfig, certname);
    expect({ exitCode, node: load(stdout) }).toEqual({
      exitCode: 0,
      node: {
        classes: ["role::beta::cassandra", "role::beta::docker_services"],
        parameters: {
          enc_url: cloud.enc.emulator.encUrl,
          private_hieradata: cloud.privateHieradata,
        },
      },
    });
  });

  test("leaves it to Hiera to refuse a text", async () => {
    await using cloud = await startTestCloud();
    await cloud.enc.client().writeHiera("_", "{a: &x [2024-01-01], b: *x, c: ':sym'}");
    expect(await run(cloud.encConfig, certname)).toMatchObject({ exitCode: 0, stderr: "" });
  });

  for (const roles of ["!ruby/object:Gem::Requirement {}", "[!ruby/object:Object {}]", "x"]) {
    test(`makes nothing of an answer whose roles are ${roles}`, async () => {
      const server = createServer((_, response) => void response.end(`roles: ${roles}\n`));
      await once(server.listen(0, "127.0.0.1"), "listening");
      onTestFinished(() => void server.close());
      await using cloud = await startTestCloud();
      const { port } = server.address() as AddressInfo;
      await writeFile(cloud.encConfig, `api_endpoint: http://127.0.0.1:${port}`);
      const { exitCode, stdout } = await run(cloud.encConfig, certname);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/: roles is no list of names$/m);
    });
  }

  test("says what it asked whom, and by which file, when it has no answer", async () => {
    await using cloud = await startTestCloud();
    const { encConfig } = cloud;
    expect(await run(encConfig, "localhost")).toMatchObject({
      exitCode: 1,
      stdout: `external-nodes: asking the ENC of localhost, by ${encConfig}: localhost is no HOST.PROJECT.DOMAIN\n`,
    });
    await writeFile(encConfig, "api_endpoint: http://127.0.0.1:1");
    const away = await run(encConfig, certname);
    expect(away.exitCode).toBe(1);
    expect(away.stdout).toMatch(/asking the ENC of store01\..*Failed to open TCP connection/);
    const unreadable = await run("/nowhere.yaml", certname);
    expect(unreadable.stdout).toContain("No such file or directory");
  });
});

test("an ENC that is away fails the catalog before anything of it is compiled", async () => {
  await using cloud = await startTestCloud();
  await writeFile(cloud.encConfig, "api_endpoint: http://127.0.0.1:1");
  const [catalog] = await cloud.compile({ certname });
  expect(catalog?.error).toContain(`Failed to find ${certname} via exec`);
  expect(catalog?.error).toContain(`asking the ENC of ${certname}`);
});
