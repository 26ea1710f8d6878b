import { describe, expect, test } from "vitest";

/** A running ENC to examine, and what is known of it. */
export interface ExaminedEnc {
  /** The origin, before `/v1`. */
  readonly baseUrl: string;
  readonly project: string;
  /** Of a member of `project`. */
  readonly memberToken: string;
  /** Of somebody who may only read `project`; undefined where there is none. */
  readonly readerToken: string | undefined;
  /** Of a member of another project; undefined where there is none. */
  readonly strangerToken: string | undefined;
  /** A beginning for prefixes that nobody else uses. */
  readonly prefix: string;
}

interface Ask {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly accept?: string | undefined;
  readonly type?: string;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly json: unknown;
}

/**
 * What Horizon's ENC promises, oddities included; asked over HTTP. It leaves nothing behind.
 * @see operations-puppet/modules/openstack/files/puppet/master/encapi/puppet-enc.py
 */
export function encPromises(open: () => Promise<ExaminedEnc>): void {
  const json = "application/json";
  const yaml = "application/x-yaml";

  async function within(use: (enc: ExaminedEnc, ask: Asker) => Promise<void>): Promise<void> {
    const enc = await open();
    const ask = asker(enc);
    try {
      await use(enc, ask);
    } finally {
      const { json: listed } = await ask("prefix");
      for (const name of (listed as { prefixes: string[] }).prefixes) {
        if (name.startsWith(enc.prefix)) await ask(`prefix/${name}`, { method: "DELETE" });
      }
    }
  }

  describe("prefixes", () => {
    test("an unknown prefix is 404 with the word notfound", () =>
      within(async ({ prefix }, ask) => {
        for (const part of ["hiera", "roles"]) {
          const answer = await ask(`prefix/${prefix}-none/${part}`);
          expect(answer).toMatchObject({ status: 404, json: { error: "notfound" } });
        }
        const gone = await ask(`prefix/${prefix}-none`, { method: "DELETE" });
        expect(gone).toMatchObject({ status: 404, json: { error: "notfound" } });
      }));

    test("a POST of Hiera creates the prefix and keeps the text byte for byte", () =>
      within(async ({ prefix }, ask) => {
        const text = "# a comment\nb: 1\na: 'x'   \n";
        const posted = await ask(`prefix/${prefix}/hiera`, { method: "POST", body: text });
        expect(posted).toMatchObject({ status: 200, json: { status: "ok" } });
        expect((await ask(`prefix/${prefix}/hiera`)).json).toEqual({ hiera: text });
        expect((await ask("prefix")).json).toMatchObject({
          prefixes: expect.arrayContaining([prefix]),
        });
      }));

    test.each([
      ["no YAML", "a: b: c", "Unable to parse input provided as YAML"],
      ["two documents", "a: 1\n---\nb: 2\n", "Unable to parse input provided as YAML"],
      ["a list", "- a\n", "Provided YAML should be a dictionary"],
      ["nothing", "", "Provided YAML should be a dictionary"],
      ["null", "~\n", "Provided YAML should be a dictionary"],
      ["a scalar", "text\n", "Provided YAML should be a dictionary"],
    ])("Hiera that is %s is refused", (_what, body, error) =>
      within(async ({ prefix }, ask) => {
        const answer = await ask(`prefix/${prefix}/hiera`, { method: "POST", body });
        expect(answer).toMatchObject({ status: 400, json: { error } });
        expect((await ask(`prefix/${prefix}/hiera`)).status).toBe(404);
      }),
    );

    test("a duplicate key is taken without a word, and the last one wins", () =>
      within(async ({ prefix }, ask) => {
        await ask(`prefix/${prefix}/hiera`, { method: "POST", body: "a: 1\na: 2\n" });
        expect((await ask(`node/${prefix}.example`)).text).toMatch(/^ {2}a: 2$/m);
      }));

    test("a form-encoded body arrives empty", () =>
      within(async ({ prefix }, ask) => {
        const type = "application/x-www-form-urlencoded";
        const answer = await ask(`prefix/${prefix}/hiera`, {
          method: "POST",
          body: "a: 1\n",
          type,
        });
        expect(answer.json).toEqual({ error: "Provided YAML should be a dictionary" });
      }));

    test("any other content type is taken as it is", () =>
      within(async ({ prefix }, ask) => {
        for (const type of ["text/plain", json, yaml]) {
          const answer = await ask(`prefix/${prefix}/hiera`, {
            method: "POST",
            body: "a: 1\n",
            type,
          });
          expect(answer.status).toBe(200);
        }
      }));

    test("a body over 1 MiB is refused before the ENC sees it", () =>
      within(async ({ prefix }, ask) => {
        const body = `a: ${"x".repeat(1024 * 1024)}\n`;
        expect((await ask(`prefix/${prefix}/hiera`, { method: "POST", body })).status).toBe(413);
      }));

    test("an answer carries no version to compare with", () =>
      within(async ({ baseUrl, project, memberToken }) => {
        const response = await fetch(`${baseUrl}/v1/${project}/prefix`, {
          headers: { accept: json, "x-auth-token": memberToken },
        });
        await response.arrayBuffer();
        expect(response.headers.get("etag")).toBeNull();
      }));

    test("the old top-level domain is rewritten to the new one", () =>
      within(async ({ prefix }, ask) => {
        const old = `${prefix}.p.eqiad.wmflabs`;
        await ask(`prefix/${old}/hiera`, { method: "POST", body: "a: 1\n" });
        const listed = (await ask("prefix")).json as { prefixes: string[] };
        expect(listed.prefixes).toContain(`${prefix}.p.eqiad1.wikimedia.cloud`);
        expect(listed.prefixes).not.toContain(old);
        expect((await ask(`prefix/${old}/hiera`)).json).toEqual({ hiera: "a: 1\n" });
      }));

    test("DELETE takes text and roles with it", () =>
      within(async ({ prefix }, ask) => {
        await ask(`prefix/${prefix}/hiera`, { method: "POST", body: "a: 1\n" });
        await ask(`prefix/${prefix}/roles`, { method: "POST", body: "[role::a]" });
        const deleted = await ask(`prefix/${prefix}`, { method: "DELETE" });
        expect(deleted).toMatchObject({ status: 200, json: { status: "ok" } });
        expect((await ask(`prefix/${prefix}/hiera`)).status).toBe(404);
        expect((await ask(`prefix/${prefix}/roles`)).status).toBe(404);
      }));
  });

  describe("roles", () => {
    test("a POST replaces the whole list", () =>
      within(async ({ prefix }, ask) => {
        await ask(`prefix/${prefix}/roles`, { method: "POST", body: "[role::a, role::b]" });
        await ask(`prefix/${prefix}/roles`, { method: "POST", body: "- role::c\n" });
        expect((await ask(`prefix/${prefix}/roles`)).json).toEqual({ roles: ["role::c"] });
      }));

    test("an empty list creates the prefix, whose roles are then 404", () =>
      within(async ({ prefix }, ask) => {
        expect((await ask(`prefix/${prefix}/roles`, { method: "POST", body: "[]" })).status).toBe(
          200,
        );
        expect((await ask(`prefix/${prefix}/roles`)).status).toBe(404);
        expect(((await ask("prefix")).json as { prefixes: string[] }).prefixes).toContain(prefix);
      }));

    test.each([
      ["a: 1\n", "Provided YAML should be a list"],
      ["a: b: c", "Unable to parse input provided as YAML"],
    ])("%j is refused", (body, error) =>
      within(async ({ prefix }, ask) => {
        const answer = await ask(`prefix/${prefix}/roles`, { method: "POST", body });
        expect(answer).toMatchObject({ status: 400, json: { error } });
      }),
    );

    test("GET of a prefix's path asks which prefixes have a role of that name", () =>
      within(async ({ prefix, project }, ask) => {
        const role = `role::${prefix.replaceAll("-", "_")}`;
        await ask(`prefix/${prefix}/roles`, { method: "POST", body: `[${role}]` });
        expect((await ask(`prefix/${role}`)).json).toEqual({ prefixes: [prefix] });
        expect((await ask(`prefix/${prefix}`)).json).toEqual({ prefixes: [] });
        expect((await ask(`../prefix/${role}`)).json).toEqual({
          [project]: { prefixes: [prefix] },
        });
        expect((await ask("../roles")).json).toMatchObject({
          roles: expect.arrayContaining([role]),
        });
        expect((await ask("../projects")).json).toMatchObject({
          projects: expect.arrayContaining([project]),
        });
      }));
  });

  describe("prefixes by id", () => {
    test("POST creates one with 200, and refuses it the second time", () =>
      within(async ({ prefix }, ask) => {
        const body = JSON.stringify({ prefix });
        const first = await ask("prefix", { method: "POST", body, type: json });
        expect(first).toMatchObject({ status: 200, json: { prefix, hiera: {}, roles: [] } });
        const second = await ask("prefix", { method: "POST", body, type: json });
        expect(second).toMatchObject({ status: 400, json: { error: "prefix already exists" } });
      }));

    test("PUT replaces what it names, writes sorted YAML, and leaves the rest", () =>
      within(async ({ prefix }, ask) => {
        await ask(`prefix/${prefix}/roles`, { method: "POST", body: "[role::b, role::a]" });
        const id = await idOf(ask, prefix);
        const body = JSON.stringify({ hiera: { b: [1], a: "yes" }, message: "why" });
        const put = await ask(`prefix/id/${id}`, { method: "PUT", body, type: json });
        const view = { id, prefix, hiera: { a: "yes", b: [1] }, roles: ["role::a", "role::b"] };
        expect(put).toMatchObject({ status: 200, json: view });
        expect((await ask(`prefix/id/${id}`)).json).toEqual(view);
        expect((await ask(`prefix/${prefix}/hiera`)).json).toEqual({
          hiera: "a: 'yes'\nb:\n- 1\n",
        });
      }));

    test("PUT refuses Hiera that is no mapping, and a body that is not sent as JSON", () =>
      within(async ({ prefix }, ask) => {
        await ask(`prefix/${prefix}/roles`, { method: "POST", body: "[]" });
        const path = `prefix/id/${await idOf(ask, prefix)}`;
        const list = await ask(path, { method: "PUT", body: '{"hiera":[]}', type: json });
        expect(list.json).toEqual({ error: "Provided YAML should be a dictionary" });
        const untyped = await ask(path, { method: "PUT", body: '{"hiera":{}}', type: yaml });
        expect([400, 415]).toContain(untyped.status);
        expect(untyped.type).toContain("text/html");
      }));

    test("an unknown id is 404", () =>
      within(async (_enc, ask) => {
        const none = { status: 404, json: { error: "notfound" } };
        expect(await ask("prefix/id/999999999")).toMatchObject(none);
        const put = { method: "PUT", body: "{}", type: json };
        expect(await ask("prefix/id/999999999", put)).toMatchObject(none);
      }));

    test("a prefix may be called id", () =>
      within(async (_enc, ask) => {
        expect((await ask("prefix/id/hiera")).json).toEqual({ error: "notfound" });
      }));
  });

  describe("what is accepted", () => {
    test.each([undefined, "*/*", "text/html"])("Accept %s is 400 in HTML", (accept) =>
      within(async (_enc, ask) => {
        const answer = await ask("prefix", { accept });
        expect(answer.status).toBe(400);
        expect(answer.type).toContain("text/html");
        expect(answer.text).toContain("unsupported Accept header");
      }),
    );

    test("a write with a bad Accept is done, and answers 400", () =>
      within(async ({ prefix }, ask) => {
        const written = { method: "POST", body: "a: 1\n", accept: "*/*" };
        expect((await ask(`prefix/${prefix}/hiera`, written)).status).toBe(400);
        expect((await ask(`prefix/${prefix}/hiera`)).json).toEqual({ hiera: "a: 1\n" });
      }));

    test("YAML is answered to who accepts only that", () =>
      within(async ({ prefix }, ask) => {
        await ask(`prefix/${prefix}/roles`, { method: "POST", body: "[role::a]" });
        const answer = await ask(`prefix/${prefix}/roles`, { accept: yaml });
        expect(answer).toMatchObject({ status: 200, text: "roles:\n- role::a\n" });
        expect(answer.type).toContain(yaml);
      }));

    test("healthz asks for no token, but for an Accept", () =>
      within(async (_enc, ask) => {
        const anonymous = { token: undefined };
        expect(await ask("../healthz", anonymous)).toMatchObject({
          status: 200,
          json: { status: "ok" },
        });
        expect((await ask("../healthz", { ...anonymous, accept: undefined })).status).toBe(400);
      }));
  });

  describe("who may do what", () => {
    const unauthorised = {
      code: 401,
      title: "Unauthorized",
      message: "The request you have made requires authentication.",
    };

    test.each([undefined, "no-such-token"])("the token %s is 401 in JSON", (token) =>
      within(async (_enc, ask) => {
        const answer = await ask("prefix", { token, accept: "*/*" });
        expect(answer).toMatchObject({ status: 401, json: unauthorised });
      }),
    );

    test("a token of another project is 403", ({ skip }) =>
      within(async ({ strangerToken, prefix }, ask) => {
        if (strangerToken === undefined) return skip("no token of another project is given");
        const token = strangerToken;
        const forbidden = { status: 403, json: { error: "403 Forbidden Invalid project id." } };
        expect(await ask("prefix", { token, accept: "*/*" })).toMatchObject(forbidden);
        const write = { method: "POST", body: "a: 1\n", token };
        expect(await ask(`prefix/${prefix}/hiera`, write)).toMatchObject(forbidden);
      }));

    test("a reader reads, and is refused every write", ({ skip }) =>
      within(async ({ readerToken, prefix }, ask) => {
        if (readerToken === undefined) return skip("no token of a reader is given");
        const token = readerToken;
        expect((await ask("prefix", { token })).status).toBe(200);
        const writes: readonly (readonly [string, Ask])[] = [
          [`prefix/${prefix}/hiera`, { method: "POST", body: "a: 1\n" }],
          [`prefix/${prefix}/roles`, { method: "POST", body: "[]" }],
          ["prefix", { method: "POST", body: JSON.stringify({ prefix }), type: json }],
          ["prefix/id/1", { method: "PUT", body: "{}", type: json }],
          [`prefix/${prefix}`, { method: "DELETE" }],
        ];
        for (const [path, write] of writes) {
          expect(await ask(path, { ...write, token })).toMatchObject({
            status: 403,
            json: { error: "403 Forbidden Forbidden." },
          });
        }
        expect((await ask(`prefix/${prefix}/hiera`)).status).toBe(404);
      }));

    test("a project is deleted only with a token of the project admin", () =>
      within(async ({ project }, ask) => {
        const answer = await ask(`../admin/project/${project}`, { method: "DELETE" });
        expect(answer.status).toBe(403);
      }));
  });

  describe("the node view", () => {
    test("needs no token, speaks YAML whatever is accepted, and knows no unknown host", () =>
      within(async ({ prefix }, ask) => {
        const node = await ask(`node/${prefix}.example`, { token: undefined, accept: json });
        expect(node.status).toBe(200);
        expect(node.type).toContain(yaml);
      }));

    test("merges shorter prefixes under longer ones, whole keys at a time", () =>
      within(async ({ prefix }, ask) => {
        const post = (name: string, body: string) =>
          ask(`prefix/${name}/hiera`, { method: "POST", body });
        await post(`${prefix}-host`, "kask: {port: 2}\nhost: 1\n");
        await post(prefix, "kask: {port: 1, ttl: 1}\nshort: 1\n");
        await post(`${prefix}-other`, "other: 1\n");
        const { text } = await ask(`node/${prefix}-host01.p.example`);
        expect(text).toMatch(/^ {2}kask:\n {4}port: 2\n(?! {4})/m);
        expect(text).toMatch(/^ {2}short: 1$/m);
        expect(text).toMatch(/^ {2}host: 1$/m);
        expect(text).not.toContain("other");
      }));

    test("has the roles of all that match", () =>
      within(async ({ prefix }, ask) => {
        await ask(`prefix/${prefix}/roles`, { method: "POST", body: "[role::a, role::b]" });
        await ask(`prefix/${prefix}-x/roles`, { method: "POST", body: "[role::b, role::c]" });
        const { text } = await ask(`node/${prefix}-x.example`);
        for (const role of ["role::a", "role::b", "role::c"]) {
          expect(text.split(`- ${role}\n`)).toHaveLength(2);
        }
      }));

    test("takes _ and % in a prefix for SQL's wildcards", () =>
      within(async ({ prefix }, ask) => {
        await ask(`prefix/${prefix}_x/hiera`, { method: "POST", body: "one: 1\n" });
        await ask(`prefix/${encodeURIComponent(`${prefix}%z`)}/hiera`, {
          method: "POST",
          body: "any: 1\n",
        });
        const { text } = await ask(`node/${prefix}-xyz.example`);
        expect(text).toMatch(/^ {2}one: 1$/m);
        expect(text).toMatch(/^ {2}any: 1$/m);
        expect((await ask(`node/${prefix}xz.example`)).text).not.toContain("one: 1");
      }));
  });
}

type Asker = (path: string, ask?: Ask) => Promise<Answer>;

/** Paths are below `/v1/<project>/`; `../` leaves the project. */
function asker({ baseUrl, project, memberToken }: ExaminedEnc): Asker {
  return async (path, ask = {}) => {
    const { body, method = "GET" } = ask;
    const url = path.startsWith("../") ? `/v1/${path.slice(3)}` : `/v1/${project}/${path}`;
    const headers = headersOf({ token: memberToken, accept: "application/json", ...ask });
    const response = await fetch(`${baseUrl}${url}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    return { status: response.status, type, text, json: parse(text) };
  };
}

function headersOf({ accept, token, body, type = "application/x-yaml" }: Ask): Headers {
  const headers = new Headers();
  // fetch sends "*/*" where there is none, which the ENC takes for the same.
  if (accept !== undefined) headers.set("accept", accept);
  if (token !== undefined) headers.set("x-auth-token", token);
  if (body !== undefined) headers.set("content-type", type);
  return headers;
}

async function idOf(ask: Asker, prefix: string): Promise<number> {
  const { json } = await ask("prefix?detailed");
  const rows = (json as { prefixes: { id: number; prefix: string }[] }).prefixes;
  return rows.find((row) => row.prefix === prefix)?.id ?? -1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
