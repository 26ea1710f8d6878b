import { askHost } from "./ask-host.ts";
import type { TargetHost } from "./check.ts";
import { CouldNotAsk } from "./could-not-ask.ts";
import { lastLogLines } from "./host-commands.ts";

const mostLines = 30;

/**
 * The last lines of the service's log, not masked; none without a host. The log only helps to
 * explain: that it is not to be had must not hide what it explains.
 */
export async function lastLog(host: TargetHost | undefined): Promise<readonly string[]> {
  if (host === undefined) return [];
  try {
    const { stdout } = await askHost(host, lastLogLines(host.rendered.unit));
    return stdout
      .split("\n")
      .filter((line) => line.trim() !== "")
      .slice(-mostLines);
  } catch (error) {
    if (error instanceof CouldNotAsk) return [];
    throw error;
  }
}
