/**
 * HTTP: what all routes share, below Node's server and above their answers.
 *
 * Takes  Node's request and response, and where the request leads.
 * Gives  bodies read up to a limit, answers in one write with Go's order of headers.
 * Never  decides what is answered, and never asks a store.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Address } from "../contract/paths.ts";

/** One request on its way to an answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly address: Address;
  /** Of the store that it leads to, where the process has several; else empty. */
  readonly storeName: string;
  /** Whether the server was asked to stop: the connection ends with this answer. */
  readonly isStopping: () => boolean;
  /** The length of the answer's body, once it was sent. */
  sentBytes?: number;
}
