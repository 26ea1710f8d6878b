import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadCredential } from "../../../cli/site/clouds.ts";
import type { Context } from "../../../cli/site/site.ts";
import { worldOf } from "./world-of.ts";

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "kaskctl-clouds-")));
});

afterEach(() => rm(folder, { recursive: true }));

function contextOf(changes: Partial<Context> = {}): Context {
  return {
    name: "beta",
    project: "p",
    projectName: "p",
    domain: "d",
    registry: "r",
    registryUrl: "https://r",
    cloud: "beta-cloud",
    keystoneUrl: undefined,
    encUrl: undefined,
    cloudsFile: undefined,
    ssh: { jump: undefined, user: undefined, transport: "openssh", configFile: undefined },
    protected: false,
    ...changes,
  };
}

async function write(name: string, text: string, mode = 0o600): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

const complete = `clouds:
  beta-cloud:
    auth_type: v3applicationcredential
    region_name: eqiad1-r
    interface: public
    auth:
      auth_url: https://openstack.example.org:25000/v3/
      application_credential_id: 12e45
      application_credential_secret: hunter2
      project_name: left-over
`;

function load(context: Partial<Context> = {}, env: Record<string, string> = {}) {
  return loadCredential(
    contextOf(context),
    worldOf(folder, { HOME: join(folder, "home"), ...env }),
  );
}

describe("a credential", () => {
  test("is read from clouds.yaml, and keeps an id that looks like a number", async () => {
    const path = await write("clouds.yaml", complete);
    const credential = await load();
    expect(credential).toMatchObject({
      keystoneUrl: "https://openstack.example.org:25000/v3",
      applicationCredential: { id: "12e45" },
      region: "eqiad1-r",
      interface: "public",
      encUrl: undefined,
      origin: `cloud beta-cloud of ${path}`,
      droppedScope: ["project_name"],
    });
    expect(credential.secret.reveal()).toBe("hunter2");
    expect(JSON.stringify(credential)).not.toContain("hunter2");
  });

  test("has secure.yaml merged over it", async () => {
    await write("clouds.yaml", complete.replace("hunter2", '""'), 0o644);
    await write(
      "home/.config/openstack/secure.yaml",
      "clouds: { beta-cloud: { auth: { application_credential_secret: hunter3 } } }\n",
    );
    expect((await load()).secret.reveal()).toBe("hunter3");
  });

  test.each([
    ["clouds.yaml", {}],
    ["clouds.yml", {}],
    ["home/.config/openstack/clouds.yaml", {}],
    ["xdg/openstack/clouds.json", { XDG_CONFIG_HOME: "xdg" }],
    ["elsewhere.yaml", { OS_CLIENT_CONFIG_FILE: "elsewhere.yaml" }],
  ])("is found in %s", async (name, variables) => {
    await write(name, complete);
    const env = Object.fromEntries(
      Object.entries(variables).map(([key, value]) => [key, join(folder, value)]),
    );
    expect((await load({}, env)).origin).toContain(join(folder, name));
  });

  test("of OS_CLOUD wins over the context's", async () => {
    await write("clouds.yaml", complete.replaceAll("beta-cloud", "other"));
    expect((await load({}, { OS_CLOUD: "other" })).origin).toContain("cloud other");
  });

  test("of OS_* variables wins over the context's, without their scope", async () => {
    await write("clouds.yaml", complete);
    const credential = await load(
      { keystoneUrl: "http://127.0.0.1:5000", encUrl: "http://127.0.0.1:1/v1/p" },
      {
        OS_AUTH_URL: "https://ignored.example.org",
        OS_APPLICATION_CREDENTIAL_NAME: "kaskctl",
        OS_APPLICATION_CREDENTIAL_SECRET: "hunter4",
        OS_USERNAME: "alice",
        OS_PROJECT_ID: "left-over",
      },
    );
    expect(credential).toMatchObject({
      keystoneUrl: "http://127.0.0.1:5000",
      encUrl: "http://127.0.0.1:1/v1/p",
      applicationCredential: {
        name: "kaskctl",
        user: { name: "alice", domain: { id: "default" } },
      },
      droppedScope: ["project_id"],
    });
    expect(credential.secret.reveal()).toBe("hunter4");
  });

  test("of the context's own clouds file wins over left-over variables", async () => {
    const cloudsFile = await write("sandbox/clouds.yaml", complete);
    const credential = await load(
      { cloudsFile },
      {
        OS_CLOUD: "live",
        OS_APPLICATION_CREDENTIAL_ID: "live",
        OS_APPLICATION_CREDENTIAL_SECRET: "live",
        OS_CLIENT_SECURE_FILE: "/nonexistent",
      },
    );
    expect(credential.origin).toBe(`cloud beta-cloud of ${cloudsFile}`);
  });

  test.each([0o640, 0o604, 0o644, 0o620])("in a file of mode %o is refused", async (mode) => {
    const path = await write("clouds.yaml", complete, mode);
    await expect(load()).rejects.toMatchObject({
      code: "clouds-invalid",
      message: expect.stringContaining(path),
      hint: `Close it with \`chmod 600 ${path}\`.`,
    });
  });
});

describe("without a usable credential, the error says so", () => {
  const without = (line: string) => complete.replace(new RegExp(`.*${line}.*\n`), "");
  const cases: readonly [string, string | undefined, Record<string, string>, RegExp][] = [
    ["no file", undefined, {}, /needs the cloud beta-cloud, but there is no clouds.yaml/],
    ["no entry", complete.replace("beta-cloud", "beta-clout"), {}, /no cloud beta-cloud in/],
    ["no secret", without("credential_secret"), {}, /lacks application_credential_secret/],
    ["no id", without("credential_id"), {}, /lacks application_credential_id/],
    ["no URL", without("auth_url"), {}, /lacks a usable auth_url/],
    ["odd interface", complete.replace("public", "hunter2"), {}, /lacks a usable interface/],
    ["an empty entry", "clouds:\n  beta-cloud:\n", {}, /no application credential/],
    [
      "a password",
      "clouds: {beta-cloud: {auth: {username: u, password: hunter2}}}",
      {},
      /passwords/,
    ],
    ["broken YAML", `clouds: { a: *hunter2 }`, {}, /clouds.yaml:1:15: not valid YAML/],
    ["more broken YAML", `clouds:\n  a: b\n  "hunter2`, {}, /clouds.yaml:\d+:\d+: not valid YAML/],
    ["a missing configured file", undefined, { OS_CLIENT_CONFIG_FILE: "x.yaml" }, /no clouds file/],
    [
      "a name without its user",
      undefined,
      { OS_APPLICATION_CREDENTIAL_NAME: "n" },
      /lacks the user/,
    ],
  ];
  test.each(cases)("%s", async (_, text, env, message) => {
    if (text !== undefined) await write("clouds.yaml", text);
    const error = (await load({}, env).catch((caught: unknown) => caught)) as Error;
    expect(error).toMatchObject({ code: "clouds-invalid", hint: expect.any(String) });
    expect(error.message).toMatch(message);
    expect(error.cause).toBeUndefined();
    expect(`${error.message} ${String(error)}`).not.toContain("hunter2");
  });

  test("not even a name of one", async () => {
    const loading = loadCredential(contextOf({ cloud: undefined }), worldOf(folder));
    await expect(loading).rejects.toMatchObject({
      code: "clouds-invalid",
      message: "Context beta has no credential.",
    });
  });
});
