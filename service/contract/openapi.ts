import { httpExamples } from "./http-examples.ts";
import { type ProblemName, problems } from "./problems.ts";

const exampleKey = "KASK:K:INTEGRATION_TEST_KEY";

/**
 * The OpenAPI 3 document of a Kask under `baseUri`, as plain data. Its `x-amples` are what
 * Wikimedia's service-checker asks.
 * @see mediawiki-services-kask/openapi.yaml
 */
export function openapiDocument(
  baseUri: string,
  version: string,
): Readonly<Record<string, unknown>> {
  return {
    openapi: "3.0.2",
    info: {
      title: "kask",
      description: "A key-value store for opaque values, replicated between data centres.",
      version,
    },
    paths: {
      [`${baseUri}{key}`]: {
        parameters: [
          {
            name: "key",
            in: "path",
            description: "The key of a value; it holds no slash.",
            required: true,
            schema: { type: "string" },
          },
        ],
        get: getOperation(),
        post: postOperation(),
        delete: deleteOperation(),
      },
    },
    components: { responses: responses(), schemas: { Problem: problemSchema() } },
  };
}

function getOperation(): object {
  return {
    description: "Gives the value of a key.",
    responses: {
      "200": { description: "The value's bytes.", content: octets() },
      ...refer("bad_request", "not_authorized", "not_found", "server_error"),
    },
    "x-monitor": true,
    "x-amples": [ample("read")],
  };
}

function postOperation(): object {
  return {
    description: "Stores a value under a key, for the time that Kask is configured with.",
    requestBody: { required: true, content: octets() },
    responses: {
      "201": { description: "Stored." },
      ...refer("bad_request", "not_authorized", "server_error"),
    },
    "x-monitor": true,
    "x-amples": [ample("store")],
  };
}

function deleteOperation(): object {
  return {
    description: "Deletes the value of a key, in every data centre. A missing key is no error.",
    responses: {
      "204": { description: "There is no value any more." },
      ...refer("bad_request", "not_authorized", "server_error"),
    },
  };
}

/** An example in the shape that service-checker reads. */
function ample(id: string): object {
  const example = httpExamples.find((candidate) => candidate.id === id);
  if (example === undefined) throw new Error(`there is no HTTP example ${id}`);
  const { title, request, response } = example;
  const { "content-length": _, ...headers } = response.headers;
  return {
    title,
    request: {
      params: { key: exampleKey },
      ...(request.headers && { headers: request.headers }),
      ...(request.body !== undefined && { body: request.body }),
    },
    // Absent headers vanish in JSON; an empty body is none.
    response: { status: response.status, headers, ...(response.body && { body: response.body }) },
  };
}

function octets(): object {
  return { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
}

function refer(...names: readonly ProblemName[]): object {
  return Object.fromEntries(
    names.map((name) => [
      String(problems[name].status),
      { $ref: `#/components/responses/${name}` },
    ]),
  );
}

function responses(): object {
  return Object.fromEntries(
    Object.entries(problems).map(([name, { title }]) => [
      name,
      {
        description: title,
        content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}

function problemSchema(): object {
  const text = { type: "string" };
  return {
    type: "object",
    required: ["type", "title", "detail", "instance"],
    properties: { type: text, title: text, detail: text, instance: text },
  };
}

/**
 * Puts the base URI into the text of a Kask's `openapi.yaml`, which is a Go template; a dash inside
 * the braces swallows the white space beside them.
 * @see mediawiki-services-kask/http.go, OpenAPI
 */
export function fillOpenapiTemplate(text: string, baseUri: string): string {
  return text.replace(/(?:\s*\{\{-\s+|\{\{\s*)\.BaseURI(?:\s+-\}\}\s*|\s*\}\})/g, () => baseUri);
}
