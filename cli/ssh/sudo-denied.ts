const refusal =
  /sudo: (?:a password is required|a terminal is required|.*not found|.*no tty|sorry)|is not in the sudoers|is not allowed to (?:execute|run)|may not run sudo|incorrect password/i;

/** The line in which `sudo -n` refused, or undefined where it did not. */
export function sudoRefusal(stderr: string): string | undefined {
  return stderr
    .split("\n")
    .find((line) => refusal.test(line))
    ?.trim();
}
