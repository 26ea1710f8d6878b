import type { EncRevision } from "../enc/enc.ts";

/** What the ENC holds of a prefix: its text as stored, after its name and roles as comments. */
export function formatRevision({ prefix, text, roles }: EncRevision): string {
  const rolesLine = roles.length === 0 ? "# roles: none" : `# roles: ${roles.join(", ")}`;
  return `# prefix ${prefix}\n${rolesLine}\n${text ?? "# no Hiera text\n"}`;
}
