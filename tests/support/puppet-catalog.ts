import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A resource of a catalog; a parameter is text, a number, a flag, or a list of those. */
export interface CatalogResource {
  /** `File`, `Service::Docker` */
  readonly type: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What the ENC says of a node. */
export interface EncAnswer {
  /** YAML with the key `hiera`. */
  readonly answer: string;
  readonly roles: readonly string[];
}

/** What Puppet made of a node, or why it refused. */
export type CatalogAnswer =
  | { readonly resources: readonly CatalogResource[]; readonly error?: undefined }
  | { readonly error: string; readonly resources?: undefined };

/** The project's Puppet code. */
export const puppetFolder: string = fileURLToPath(new URL("../../puppet", import.meta.url));

/** Where Puppet finds the project's modules, and Debian's stdlib. */
export const modulePath: string = [join(puppetFolder, "modules"), "/usr/share/puppet/modules"].join(
  ":",
);

const script = fileURLToPath(new URL("./puppet_catalogs.rb", import.meta.url));
const data = fileURLToPath(new URL("./puppet-data", import.meta.url));

/**
 * Compiles one catalog for each answer, with Puppet's own compiler and the project's modules.
 * @throws {Error} where Puppet itself does not run
 */
export function compileCatalogs(answers: readonly EncAnswer[]): readonly CatalogAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), "kaskctl-catalogs-"));
  try {
    const { stdout, stderr, status } = spawnSync(
      "ruby",
      [script, folder, `${modulePath}:${data}`],
      {
        input: answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""),
        encoding: "utf8",
        maxBuffer: 64 * 2 ** 20,
      },
    );
    if (status !== 0) throw new Error(`ruby ended with ${status}: ${stderr}`);
    const lines = stdout.trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as CatalogAnswer);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
