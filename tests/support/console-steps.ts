import { missingLines } from "./pattern.ts";
import type { Ended } from "./programs.ts";

/** A command of a page, with what is shown below it. */
export interface ConsoleStep {
  readonly command: string;
  readonly shown: readonly string[];
}

/** Commands of `console` blocks with the output that is shown below each. */
export function consoleSteps(page: string): readonly ConsoleStep[] {
  const blocks = [...page.matchAll(/```console\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");
  return blocks
    .flatMap((block) => block.split(/^\$ /m).slice(1))
    .map((step) => {
      const [command = "", ...shown] = step.trimEnd().split("\n");
      return { command, shown };
    });
}

const marker = "=== step";

/** One script, because a step may change the shell's environment; what goes on in the background ends with it. */
export function scriptOf(steps: readonly ConsoleStep[]): string {
  const lines = steps.map(({ command }, index) => {
    const run = command.endsWith("&") ? command : `${command} || echo "exit code $?"`;
    // An output may lack its last newline.
    return `printf '\\n${marker} ${index}\\n'\n${run}\n`;
  });
  return `trap 'kill $(jobs -p) 2> /dev/null' EXIT\n${lines.join("")}`;
}

/** One text for each step that failed or did not print what is shown. */
export function problemsOf(
  steps: readonly ConsoleStep[],
  { stdout, stderr }: Ended,
): readonly string[] {
  const outputs = stdout.split(new RegExp(`^${marker} \\d+\\n`, "m")).slice(1);
  return steps.flatMap(({ command, shown }, index) => {
    const output = outputs[index] ?? "";
    const missing = missingLines(shown, output);
    const failed = /^exit code \d+$/m.exec(output)?.[0];
    if (missing.length === 0 && !failed) return [];
    return [
      `$ ${command}: ${failed ?? "exit code 0"}, not shown: ${missing.join(" / ")}\n${output}${stderr}`,
    ];
  });
}
