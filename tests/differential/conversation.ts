/** What one client sends over one connection. */
export interface Conversation {
  /** As in `c17`; every key that is written begins with {@link keyOf}, so that each row has one origin. */
  readonly id: string;
  readonly title: string;
  /** Complete or not. */
  readonly requests: number;
  readonly sent: Buffer;
  readonly manner: Manner;
}

/**
 * How a client sends and ends: `whole`, and then one request more, whose answer tells that the connection
 * was kept; `byte by byte`, the same with every byte in a packet of its own; `half-closed`, with an end
 * after the last byte; `reset`, without waiting for an answer.
 */
export type Manner = "whole" | "byte by byte" | "half-closed" | "reset";

/** What may differ from a plain conversation. */
export type ConversationOptions = Partial<Pick<Conversation, "requests" | "manner">>;

/** A conversation whose id is still to come. */
export type Draft = (id: string) => Conversation;

/** One whose bytes are made of its key; a text is written as Latin-1, each character a byte. */
export function draft(
  title: string,
  bytesFor: (key: string) => string | readonly (string | Buffer)[],
  { requests = 1, manner = "whole" }: ConversationOptions = {},
): Draft {
  return (id) => {
    const parts = [bytesFor(keyOf(id))].flat();
    const sent = Buffer.concat(
      parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)),
    );
    return { id, title, requests, manner, sent };
  };
}

/** What a conversation's keys begin with. */
export function keyOf(id: string): string {
  return `${id}_`;
}

/** The id of the conversation that wrote a key. */
export function idOf(key: string): string | undefined {
  return /^(c\d+)_/.exec(key)?.[1];
}

/** The base URI of both Kasks. */
export const baseUri = "/sessions/v1/";

/** What may differ from a plain request. */
export interface RequestOptions {
  /** Lines as they are sent, without their ends. */
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly version?: string;
}

/** The bytes of a request; a body brings its `Content-Length`, unless the headers tell otherwise. */
export function request(
  method: string,
  target: string,
  { headers = [], body = "", version = "HTTP/1.1" }: RequestOptions = {},
): string {
  const isFramed = headers.some((line) => /^(content-length|transfer-encoding)/i.test(line));
  const lines = [
    `${method} ${target} ${version}`,
    "Host: kask",
    ...headers,
    ...(body === "" || isFramed ? [] : [`Content-Length: ${body.length}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}
