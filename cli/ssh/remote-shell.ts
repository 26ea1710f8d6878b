import { shellLine } from "./quote.ts";
import type { RemoteCommand } from "./transport.ts";

/** The line for a host's login shell: a `sh` that reads its program on stdin. */
export function remoteLine(command: RemoteCommand): string {
  const shell = shellLine(["sh", "-s", "--", ...command.args]);
  // sudo's refusals are recognised by their English words.
  return command.asRoot ? `LC_ALL=C.UTF-8 sudo -n ${shell}` : shell;
}

/**
 * The program for that `sh`. It says on stdout that it has begun and with which exit code the
 * script ended, since `ssh` exits with 255 for everything. The script is a function, so that a half
 * delivered one never runs, and it cannot read the rest of the program as its input.
 */
export function remoteProgram(command: RemoteCommand, nonce: string): string {
  return `LC_ALL=C.UTF-8
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export LC_ALL PATH
kaskctl_script() {
:
${command.script}
}
printf '%s\\n' ${nonce}:begin
(kaskctl_script "$@") </dev/null
kaskctl_code=$?
printf '\\n%s\\n' "${nonce}:rc=$kaskctl_code"
printf '\\n%s\\n' ${nonce}:end >&2
exit "$kaskctl_code"
`;
}
