import { exitCodes } from "../base/exit-codes.ts";
import type { Answer } from "./check.ts";

/** 1 where any answer is wrong, else 5 where anything could not be asked, else 0. */
export function smokeExitCode(answers: readonly Pick<Answer, "status">[]): number {
  const found = new Set(answers.map(({ status }) => status));
  if (found.has("fail")) return exitCodes.no.code;
  if (found.has("error")) return exitCodes.host.code;
  return exitCodes.done.code;
}
