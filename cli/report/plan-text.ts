import type { Change, ChangeLayer, Plan } from "../deploy/plan.ts";
import { ansiColours, type Colours, noColours } from "./colours.ts";
import { count } from "./count.ts";
import { escapeControl } from "./escape-control.ts";
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
  return `Plan: ${changeCounts(plan)}; ${where}, ${hosts}, ${count(restarts, "restart")}.`;
}

function changeCounts(plan: Plan): string {
  const raw = plan.changes.filter(({ layer }) => layer === "raw");
  const counted = (op: Change["op"]) => raw.filter((change) => change.op === op).length;
  return `${counted("add")} to add, ${counted("replace")} to change, ${counted("remove")} to remove`;
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
      const text = `${marks[op]} ${escapeControl(pathText(path))}: ${valuesText(change)}`;
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
    if (layer === "effective" && areSame(changes, raw)) {
      return [`${head}\n  the same as in the text`];
    }
    return [`${head}\n${changeLines(changes, colours).join("\n")}`];
  });
}

/** Most often Puppet sees just what is written, and to say it twice would hide what differs. */
function areSame(changes: readonly Change[], others: readonly Change[]): boolean {
  const bare = (change: Change) => JSON.stringify({ ...change, layer: "", on: undefined });
  return (
    changes.length === others.length &&
    changes.every((change, index) => {
      const other = others[index];
      return other !== undefined && bare(change) === bare(other);
    })
  );
}

/** Changes below one head, the first steps of their paths, are shown under it. */
function changeLines(changes: readonly Change[], colours: Colours): readonly string[] {
  const groups = Map.groupBy(changes, (change) => headOf(change).join("."));
  return [...groups].flatMap(([head, group]) => [
    `  ${escapeControl(head)}`,
    ...groupLines(group, colours),
  ]);
}

/** A file that comes or goes as a whole is counted, not listed. */
function groupLines(group: readonly Change[], colours: Colours): readonly string[] {
  const [first] = group;
  const isWhole = group.every((change) => isLine(change) && change.op === first?.op);
  if (first && isWhole && first.op !== "replace" && group.length > 1) {
    return [
      `${paintOf(first, colours)(`  ${marks[first.op]} ${count(group.length, "line")}`)}${placesOf(first, colours)}`,
    ];
  }
  return group.map((change) =>
    changeLine(change, change.path.slice(headOf(change).length), colours),
  );
}

/** The file; or the class's key and the service in it. */
function headOf({ layer, path }: Change): Change["path"] {
  return path.slice(0, layer === "rendered" ? 1 : Math.max(1, Math.min(2, path.length - 1)));
}

function isLine({ layer, path }: Change): boolean {
  return layer === "rendered" && path.length === 2 && typeof path[1] === "number";
}

function pathText(steps: readonly (string | number)[]): string {
  return steps.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

const marks = { add: "+", remove: "-", replace: "~" } as const;

function paintOf({ op }: Change, colours: Colours): (text: string) => string {
  return { add: colours.green, remove: colours.red, replace: colours.yellow }[op];
}

function placesOf({ on }: Change, colours: Colours): string {
  return on === undefined ? "" : colours.dim(`  (${escapeControl(on.join(", "))})`);
}

function changeLine(change: Change, rest: Change["path"], colours: Colours): string {
  const name = isLine(change) ? `line ${rest.join("")}` : escapeControl(pathText(rest));
  const values = valuesText(change);
  // Two long values are compared more easily below each other.
  const isLong = change.op === "replace" && values.length > 80;
  const shown = isLong
    ? `\n      - ${valueText(change.before)}\n      + ${valueText(change.after)}`
    : ` ${values}`;
  const text = name === "" ? shown : ` ${name}:${shown}`;
  return `${paintOf(change, colours)(`  ${marks[change.op]}${text}`)}${placesOf(change, colours)}`;
}

function valuesText({ op, before, after }: Change): string {
  if (op === "add") return valueText(after);
  if (op === "remove") return valueText(before);
  return `${valueText(before)} → ${valueText(after)}`;
}

/** Text as it is where nobody could take it for something else, JSON otherwise. */
function valueText(value: unknown): string {
  if (value === undefined) return "";
  const isPlain =
    typeof value === "string" &&
    /^[^\s[{"'](?:.*\S)?$/.test(value) &&
    !/^(?:true|false|null|~)$/.test(value) &&
    Number.isNaN(Number(value));
  const text = isPlain ? value : JSON.stringify(value);
  return escapeControl(text.length > 400 ? `${text.slice(0, 400)}…` : text);
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
