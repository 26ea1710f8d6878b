import type { PolicyName } from "./emulator-access.ts";

/** A request as the ENC's handlers see it. */
export interface EncCall {
  /** Of the path; an absent one is empty. */
  readonly param: (name: string) => string;
  readonly hasQuery: (name: string) => boolean;
  readonly header: (name: string) => string | undefined;
  /** Empty where Flask would have taken it for a form. */
  readonly body: Buffer;
  readonly userId: string;
}

/** An answer before it is put into words that the request accepts. */
export type EncAnswer =
  | { readonly status: number; readonly value: unknown }
  /** Always YAML, whatever is accepted. */
  | { readonly status: number; readonly yaml: string }
  /** Flask's own refusals. */
  | { readonly status: number; readonly html: string };

/** A route of the ENC. */
export interface EncRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** In find-my-way's words; `:project` is what the token is checked against. */
  readonly path: string;
  /** `anyone` asks for no token; the rest checks it first. */
  readonly policy: PolicyName | "anyone";
  /** The project that the token must be for, where it is not `:project`. */
  readonly project?: string;
  readonly handle: (call: EncCall) => EncAnswer | Promise<EncAnswer>;
}

/** What handlers answer most. */
export const ok: EncAnswer = { status: 200, value: { status: "ok" } };

/** The ENC's word for a row that is not there. */
export const notFound: EncAnswer = { status: 404, value: { error: "notfound" } };

/** A 400 in the ENC's own words. */
export function badRequest(error: string): EncAnswer {
  return { status: 400, value: { error } };
}
