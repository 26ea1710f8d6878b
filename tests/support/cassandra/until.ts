import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks again and again, ten times a second or with longer pauses, until the answer is yes.
 * @throws {Error} with the complaint, when it still is no at the deadline
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  timeoutMs: number,
  complaint: () => string,
  pauseMs = 100,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(complaint());
    await delay(pauseMs);
  }
}
