import type { EncRevision } from "../enc/enc.ts";

/**
 * What the ENC holds of prefixes: each text as stored, after its name and roles as comments. Several
 * are documents of one YAML stream.
 */
export function formatRevisions(revisions: readonly EncRevision[]): string {
  return revisions.map(formatRevision).join("---\n");
}

function formatRevision({ prefix, text, roles }: EncRevision): string {
  const rolesLine = roles.length === 0 ? "# roles: none" : `# roles: ${roles.join(", ")}`;
  return `# prefix ${prefix}\n${rolesLine}\n${text === undefined ? "# no Hiera text\n" : closed(text)}`;
}

/** Horizon keeps a text without a last line end, and the next one would then stand in its last line. */
function closed(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** One prefix as `pull --json` lists it; its text is exactly what is stored. */
export function revisionJson({ prefix, text, roles }: EncRevision) {
  return { prefix, text: text ?? null, roles };
}
