import type { Secret } from "../base/secret.ts";

/** An application credential, named by its id, or by its name and whose it is. */
export type ApplicationCredential =
  | { readonly id: string; readonly secret: Secret }
  | {
      readonly name: string;
      /** The user's name. */
      readonly user: string;
      /** The id of the user's domain; `default` at Wikimedia. */
      readonly domain: string;
      readonly secret: Secret;
    };

/** What it takes to be let into one project's ENC. */
export interface EncCredential {
  /** With or without the final `/v3`. */
  readonly keystoneUrl: string;
  readonly applicationCredential: ApplicationCredential;
  /** Undefined where the catalogue has one region. */
  readonly region: string | undefined;
  /** Which of the catalogue's endpoints to use: `public`, `internal` or `admin`. */
  readonly interface: string;
  /** The ENC's address where it is not to be looked up in Keystone's catalogue. */
  readonly encUrl: string | undefined;
}
