/** A class or define as Puppet's messages name it: `Profile::Docker::Runner`. */
export function resourceName(name: string): string {
  return name
    .split("::")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("::");
}
