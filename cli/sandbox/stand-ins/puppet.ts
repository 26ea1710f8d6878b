import { runAgent } from "../puppet/agent.ts";
import { settingPath } from "../puppet/files.ts";
import { disable, enable } from "../puppet/locks.ts";
import { puppetVersion } from "../puppet/summary.ts";
import type { StandIn, StandInContext } from "./stand-in.ts";

/** `puppet config print NAMES`, `puppet agent [--disable MSG|--enable|--test|…]`, `puppet --version`. */
export const puppet: StandIn = async ([verb, ...args], context) => {
  if (verb === "--version") {
    // Whoever reports what ran here shall see that it was not Puppet.
    context.stdout.write(`${puppetVersion}-emulated\n`);
    return 0;
  }
  if (verb === "config" && args[0] === "print") return printSettings(args.slice(1), context);
  if (verb === "agent") return agent(args, context);
  context.stderr.write(`Error: Unknown Puppet subcommand '${verb ?? ""}'\n`);
  return 1;
};

/** One setting is printed bare, several with their names. */
function printSettings(args: readonly string[], { instance, stdout }: StandInContext): number {
  const names = args.filter((arg) => !arg.startsWith("-"));
  const others: Readonly<Record<string, string>> = {
    certname: instance.fqdn,
    server: `puppet.${instance.project}.${instance.domain}`,
    environment: "production",
  };
  for (const name of names) {
    const value = settingPath(instance.root, name) ?? others[name] ?? "";
    stdout.write(names.length === 1 ? `${value}\n` : `${name} = ${value}\n`);
  }
  return 0;
}

async function agent(args: readonly string[], context: StandInContext): Promise<number> {
  const { root } = context.instance;
  const disabling = args.indexOf("--disable");
  if (disabling >= 0) {
    disable(root, args[disabling + 1] ?? "reason not specified");
    return 0;
  }
  if (args.includes("--enable")) {
    enable(root);
    return 0;
  }
  const isTest = args.includes("--test") || args.includes("-t");
  const verbose = isTest || args.includes("--verbose");
  return runAgent(context, {
    verbose,
    detailedExitCodes: isTest || args.includes("--detailed-exitcodes"),
  });
}
