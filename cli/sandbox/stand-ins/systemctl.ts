import { ask, type StandIn, type StandInContext, splitOptions, valuesOf } from "./stand-in.ts";

const usage = "Unknown command verb, or one that the sandbox does not have.";

/**
 * `systemctl start|stop|restart|reload-or-restart|is-active|is-failed|is-enabled|show|status|enable|daemon-reload`.
 * @see systemctl(1)
 */
export const systemctl: StandIn = async (args, context) => {
  const { options, words } = splitOptions(args, ["-p", "--property", "-n"]);
  const [verb = "", ...names] = words;
  const units = names.map((name) => (/\.\w+$/.test(name) ? name : `${name}.service`));
  switch (verb) {
    case "start":
    case "stop":
    case "restart":
      return carryOut(verb, units, context);
    case "reload-or-restart":
    case "try-restart":
      return carryOut("restart", units, context);
    case "daemon-reload":
      return carryOut("daemon-reload", [""], context);
    case "enable":
    case "disable":
    case "reset-failed":
      return 0;
    case "is-active":
    case "is-failed":
    case "is-enabled":
      return tell(verb, units, context);
    case "show":
      return show(units, valuesOf(options, "-p", "--property"), isBare(options), context);
    case "status":
      return status(units, context);
    default:
      context.stderr.write(`${usage}\n`);
      return 1;
  }
};

function isBare(options: readonly (readonly [string, string])[]): boolean {
  return options.some(([name]) => name === "--value");
}

async function carryOut(
  verb: "start" | "stop" | "restart" | "daemon-reload",
  units: readonly string[],
  context: StandInContext,
): Promise<number> {
  let exitCode = 0;
  for (const unit of units) {
    try {
      await ask(context, { ask: "systemctl", verb, unit });
    } catch (error) {
      context.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      exitCode = 5;
    }
  }
  return exitCode;
}

type Properties = Readonly<Record<string, string>>;

async function propertiesOf(context: StandInContext, unit: string): Promise<Properties> {
  return (await ask(context, { ask: "properties", unit })) as Properties;
}

async function tell(
  verb: "is-active" | "is-failed" | "is-enabled",
  units: readonly string[],
  context: StandInContext,
): Promise<number> {
  const property = verb === "is-enabled" ? "UnitFileState" : "ActiveState";
  const wanted = { "is-active": "active", "is-failed": "failed", "is-enabled": "enabled" }[verb];
  let hits = 0;
  for (const unit of units) {
    const value = (await propertiesOf(context, unit))[property] ?? "";
    context.stdout.write(`${value}\n`);
    if (value === wanted) hits += 1;
  }
  if (hits > 0) return 0;
  return verb === "is-active" ? 3 : 1;
}

async function show(
  units: readonly string[],
  asked: readonly string[],
  bare: boolean,
  context: StandInContext,
): Promise<number> {
  const names = asked.flatMap((list) => list.split(","));
  const blocks: string[] = [];
  for (const unit of units) {
    const properties = await propertiesOf(context, unit);
    const lines = Object.entries(properties)
      .filter(([name]) => names.length === 0 || names.includes(name))
      .map(([name, value]) => `${bare ? value : `${name}=${value}`}\n`);
    blocks.push(lines.join(""));
  }
  context.stdout.write(blocks.join("\n"));
  return 0;
}

async function status(units: readonly string[], context: StandInContext): Promise<number> {
  for (const unit of units) {
    const it = await propertiesOf(context, unit);
    if (it["LoadState"] === "not-found") {
      context.stderr.write(`Unit ${unit} could not be found.\n`);
      return 4;
    }
    context.stdout.write(
      [
        `● ${unit} - ${it["Description"]}`,
        `     Loaded: ${it["LoadState"]} (${it["FragmentPath"]}; ${it["UnitFileState"]})`,
        `     Active: ${it["ActiveState"]} (${it["SubState"]}) since ${it["ActiveEnterTimestamp"]}`,
        `   Main PID: ${it["MainPID"]}`,
        "",
      ].join("\n"),
    );
    if (it["ActiveState"] !== "active") return 3;
  }
  return 0;
}
