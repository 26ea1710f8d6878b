import fc from "fast-check";
import { baseUri, type Draft, draft, type Manner, request } from "./conversation.ts";

/** So that each run asks the same; another seed asks others. */
export const generationSeed = 20_260_801;

const maxRequests = 8;

const method = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("GET", "POST", "DELETE") },
  { weight: 2, arbitrary: fc.constantFrom("PUT", "PATCH", "HEAD", "OPTIONS", "PROPFIND") },
);

/** Few, so that requests meet what others stored; `{key}` is the conversation's own. */
const goodKey = fc.constantFrom("{key}", "{key}a", "{key}%C3%A9", "{key}:*", "{key}%7Bx%7D");

const piece = fc.oneof(
  fc.constantFrom("/", "//", "..", ".", "%2F", "%2e", "?", "?x=1", "#", "%", "%0", "%00", "%ff"),
  fc.constantFrom("%E2%82%AC", "%F0%9F%94%91", "%C0%AF", "%3F", "%23", "%25", "+", ";", ":", "@"),
  fc.constantFrom("sessions", "v1", baseUri, "{key}", "healthz/", "'", "&", "<", '"'),
  fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((n) => String.fromCharCode(n)) }),
);

const target = fc.oneof(
  { weight: 6, arbitrary: goodKey.map((key) => baseUri + key) },
  {
    weight: 2,
    arbitrary: fc.array(piece, { maxLength: 4 }).map((parts) => `${baseUri}{key}${parts.join("")}`),
  },
  {
    weight: 1,
    arbitrary: fc.array(piece, { maxLength: 4 }).map((parts) => `/${parts.join("/")}`),
  },
  { weight: 1, arbitrary: goodKey.map((key) => `http://kask${baseUri}${key}`) },
);

const header = fc.constantFrom(
  "X-Request-ID: 7",
  "Content-Type: application/json",
  "Accept: */*",
  "Cookie: a=b; c=d",
  "X-Empty:",
  "Connection: keep-alive",
  'If-None-Match: "v1"',
  "User-Agent: MediaWiki/1.45",
);

const body = fc.oneof(
  fc.constant(""),
  fc
    .uint8Array({ minLength: 1, maxLength: 300 })
    .map((bytes) => Buffer.from(bytes).toString("latin1")),
  fc.integer({ min: 1, max: 2_000 }).map((length) => "z".repeat(length)),
);

const framing = fc.constantFrom("length", "length", "chunks", "small chunks");

function framed(kind: string, text: string) {
  if (kind === "length" || text === "") return { headers: [], body: text };
  const size = kind === "chunks" ? text.length : 7;
  const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
  const sent = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
  return { headers: ["Transfer-Encoding: chunked"], body: `${sent}0\r\n\r\n` };
}

const anyRequest = fc
  .record({ method, target, headers: fc.array(header, { maxLength: 3 }), body, framing })
  .map(({ target, headers, body, framing, ...asked }) => {
    // Other conversations may name the same key: nobody writes it.
    const isOwn = target.includes(`${baseUri}{key}`);
    const method = isOwn || asked.method !== "POST" ? asked.method : "GET";
    const content = framed(framing, method === "POST" || method === "PUT" ? body : "");
    return {
      line: `${method} ${target}`,
      bytesFor: (key: string) =>
        request(method, target.replaceAll("{key}", key), {
          headers: [...headers, ...content.headers],
          body: content.body,
        }),
    };
  });

const manner = fc.constantFrom<Manner[]>("whole", "whole", "whole", "whole", "half-closed");

const conversation = fc
  .record({
    requests: fc.array(anyRequest, { minLength: 1, maxLength: maxRequests }),
    manner,
  })
  .map(
    ({ requests, manner }): Draft =>
      draft(
        `${manner}: ${requests.map(({ line }) => line).join(", ")}`,
        (key) => requests.map(({ bytesFor }) => bytesFor(key)),
        { requests: requests.length, manner },
      ),
  );

/** So many conversations of one to eight requests, good ones and odd ones mixed. */
export function generatedConversations(count: number): readonly Draft[] {
  return fc.sample(conversation, { seed: generationSeed, numRuns: count });
}
