import type { CommandOption } from "./command.ts";

/** Allows a resolved secret to go to the ENC. */
export const publishSecretOption: CommandOption = {
  flags: "--publish-secret <parameter>",
  description: "let this parameter's secret go to the ENC, which is public",
  repeatable: true,
};

/** The parameters that `--publish-secret` names. */
export function publishedParameters(options: Readonly<Record<string, unknown>>): readonly string[] {
  return (options["publishSecret"] as readonly string[] | undefined) ?? [];
}
