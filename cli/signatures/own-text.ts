/** The same text, without the long one that it may have been cut from and would keep in memory. */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}
