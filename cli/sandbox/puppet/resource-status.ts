/** What became of one resource of the catalog. */
export interface ResourceStatus {
  /** `File[/etc/mediawiki-services-kask/config.yaml]` */
  readonly resource: string;
  /** Its manifest, as on a puppetserver of Wikimedia's. */
  readonly file: string;
  readonly outcome: "unchanged" | "changed" | "failed" | "skipped";
  /** Whether a refresh restarted it. */
  readonly restarted: boolean;
  /** One for each property that was brought, or not brought, to its wanted state. */
  readonly events: readonly { readonly status: "success" | "failure"; readonly message: string }[];
  readonly seconds: number;
}
