import { randomBytes } from "node:crypto";

/** A name for a deploy or a smoke run that no other has: what it is about, then eight hex digits. */
export function newId(about: string): string {
  return `${about.replace(/[^\w.-]/g, "-").slice(0, 40)}-${randomBytes(4).toString("hex")}`;
}
