import { count } from "../base/count.ts";
import type { Change, ChangeLayer, Plan } from "../deploy/plan.ts";
import { ansiColours, type Colours, noColours } from "./colours.ts";
import { escapeControl } from "./escape-control.ts";
import {
  areSameChanges,
  areStacked,
  type ChangeGroup,
  changeCounts,
  changeMarks,
  changeName,
  changeValues,
  groupChanges,
  pathText,
  wholeFileText,
} from "./plan-changes.ts";
import { planJson } from "./plan-json.ts";
import { rawDiff, rawSideBySide } from "./raw-diff.ts";

/** The words of `--diff`. */
export const diffStyles = ["text", "structured", "json", "side-by-side"] as const;

/** A word of {@link diffStyles}. */
export type DiffStyle = (typeof diffStyles)[number];

/** How a plan is shown. */
export interface PlanTextOptions {
  /** `text`: by layer and path; `structured`: one line for each change, nothing left out. */
  readonly style: DiffStyle;
  /** Whether `text` shows the stored text line by line as well. */
  readonly verbose: boolean;
  readonly color: boolean;
  /** Columns, for `side-by-side`. */
  readonly width: number;
}

/** A plan for a person; secrets in it are digests already. It ends with a newline. */
export function formatPlan(plan: Plan, options: PlanTextOptions): string {
  if (options.style === "json") return `${JSON.stringify(planJson(plan).changes, undefined, 2)}\n`;
  const colours = options.color ? ansiColours : noColours;
  const blocks = [header(plan, colours), ...bodyOf(plan, options, colours)];
  return `${[...blocks, ...notesOf(plan, colours), planSummary(plan)].join("\n\n")}\n`;
}

/** "Plan: 1 prefix, 1 host, 1 restart." or "No changes. …" */
export function planSummary(plan: Plan): string {
  const prefixes = plan.prefixes.filter(({ changed }) => changed).length;
  const hosts = count(plan.hosts.length, "host");
  if (prefixes === 0) {
    const names = plan.prefixes.length === 1 ? "The prefix holds" : "The prefixes hold";
    return `No changes. ${names} this already, for ${hosts}.`;
  }
  const restarts = plan.hosts.filter((host) => host.restarts).length;
  const where = prefixes === 1 ? "1 prefix" : `${prefixes} prefixes`;
  return `Plan: ${changeCounts(plan.changes)}; ${where}, ${hosts}, ${count(restarts, "restart")}.`;
}

function header(plan: Plan, colours: Colours): string {
  const bases = plan.prefixes.map(({ prefix, base }) => {
    const held = base.text === undefined ? "absent" : `sha256:${base.sha256.slice(0, 12)}`;
    return `base  ${escapeControl(prefix)}  ${held}`;
  });
  const title = `Plan ${plan.id} for ${plan.service}`;
  return [`${colours.bold(title)}  context ${plan.context}`, ...bases].join("\n");
}

function bodyOf(plan: Plan, options: PlanTextOptions, colours: Colours): readonly string[] {
  const changed = plan.prefixes.filter((prefix) => prefix.changed);
  if (options.style === "side-by-side") {
    return changed.map((prefix) => rawSideBySide(prefix, options.width, colours));
  }
  if (options.style === "structured") return plan.changes.length === 0 ? [] : [flat(plan, colours)];
  const texts = options.verbose ? changed.map((prefix) => rawDiff(prefix, colours)) : [];
  return [...texts, ...layerBlocks(plan, colours), ...hostBlock(plan)];
}

function flat({ changes }: Plan, colours: Colours): string {
  return changes
    .map((change) => {
      const { layer, op, path } = change;
      const text = `${changeMarks[op]} ${escapeControl(pathText(path))}: ${valuesOf(change).join(" → ")}`;
      return `${layer.padEnd(9)}  ${paintOf(change, colours)(text)}${placesOf(change, colours)}`;
    })
    .join("\n");
}

const titles: Readonly<Record<ChangeLayer, (plan: Plan) => string>> = {
  raw: ({ prefixes }) => `text of ${prefixes.map(({ prefix }) => prefix).join(", ")}`,
  effective: () => "what Puppet sees",
  rendered: () => "files on the hosts",
};

function layerBlocks(plan: Plan, colours: Colours): readonly string[] {
  const raw = plan.changes.filter(({ layer }) => layer === "raw");
  return (Object.keys(titles) as ChangeLayer[]).flatMap((layer) => {
    const changes = plan.changes.filter((change) => change.layer === layer);
    if (changes.length === 0) return [];
    const title = colours.bold(escapeControl(titles[layer](plan)));
    const head = `${title}  ${colours.dim(count(changes.length, "change"))}`;
    if (layer === "effective" && areSameChanges(changes, raw)) {
      return [`${head}\n  the same as in the text`];
    }
    return [
      `${head}\n${groupChanges(changes)
        .flatMap((group) => groupLines(group, colours))
        .join("\n")}`,
    ];
  });
}

/** A file that comes or goes as a whole is counted, not listed. */
function groupLines(
  { head, changes, wholeFile }: ChangeGroup,
  colours: Colours,
): readonly string[] {
  const lines =
    wholeFile === undefined
      ? changes.map((change) => changeLine(change, colours))
      : [
          `${paintOf(wholeFile, colours)(`  ${wholeFileText(wholeFile, changes.length)}`)}${placesOf(wholeFile, colours)}`,
        ];
  return [`  ${escapeControl(head)}`, ...lines];
}

function paintOf({ op }: Change, colours: Colours): (text: string) => string {
  return { add: colours.green, remove: colours.red, replace: colours.yellow }[op];
}

function placesOf({ on }: Change, colours: Colours): string {
  return on === undefined ? "" : colours.dim(`  (${escapeControl(on.join(", "))})`);
}

function changeLine(change: Change, colours: Colours): string {
  const name = escapeControl(changeName(change));
  const values = valuesOf(change);
  const shown = areStacked(values)
    ? `\n      - ${values[0]}\n      + ${values[1]}`
    : ` ${values.join(" → ")}`;
  const text = name === "" ? shown : ` ${name}:${shown}`;
  return `${paintOf(change, colours)(`  ${changeMarks[change.op]}${text}`)}${placesOf(change, colours)}`;
}

/** A terminal has no room for a certificate. */
function valuesOf(change: Change): readonly string[] {
  return changeValues(change).map((value) =>
    escapeControl(value.length > 400 ? `${value.slice(0, 400)}…` : value),
  );
}

function hostBlock({ hosts }: Plan): readonly string[] {
  if (hosts.length === 0) return [];
  const lines = hosts.map(({ fqdn, image, restarts }) => {
    const what = image === undefined ? "no container" : image;
    return escapeControl(`  ${fqdn}  ${what}${restarts ? "  restarts" : ""}`);
  });
  return [["hosts", ...lines].join("\n")];
}

function notesOf({ notes = [] }: Plan, colours: Colours): readonly string[] {
  if (notes.length === 0) return [];
  return [notes.map((note) => `${colours.yellow("!")} ${escapeControl(note)}`).join("\n")];
}
