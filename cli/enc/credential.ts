import type { Secret } from "../base/secret.ts";

/** Which application credential: by its id, or by its name and whose it is. */
type ApplicationCredential =
  | { readonly id: string }
  | {
      readonly name: string;
      readonly user:
        | { readonly id: string }
        | {
            readonly name: string;
            readonly domain: { readonly id: string } | { readonly name: string };
          };
    };

/** What it takes to be let into one project's ENC. */
export interface EncCredential {
  /** With or without the final `/v3`. */
  readonly keystoneUrl: string;
  readonly applicationCredential: ApplicationCredential;
  readonly secret: Secret;
  /** Undefined where the catalog has one region. */
  readonly region: string | undefined;
  /** Which of the catalog's endpoints to use: `public`, `internal` or `admin`. */
  readonly interface: string;
  /** The ENC's address where it is not to be looked up in Keystone's catalog. */
  readonly encUrl: string | undefined;
}
