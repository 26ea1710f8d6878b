import { count } from "../base/count.ts";
import type { Change } from "../deploy/plan.ts";

/** Changes below one head: the file, or the class's key and the service in it. */
export interface ChangeGroup {
  readonly head: string;
  readonly changes: readonly Change[];
  /** The change of the first line, where a file of several lines comes or goes as a whole. */
  readonly wholeFile: Change | undefined;
}

/** The changes of one layer in groups, as every report lists them. */
export function groupChanges(changes: readonly Change[]): readonly ChangeGroup[] {
  const groups = Map.groupBy(changes, (change) => headOf(change).join("."));
  return [...groups].map(([head, group]) => ({
    head,
    changes: group,
    wholeFile: isWholeFile(group) ? group[0] : undefined,
  }));
}

/** Most often Puppet sees just what is written, and to say it twice would hide what differs. */
export function areSameChanges(changes: readonly Change[], others: readonly Change[]): boolean {
  const bare = (change: Change) => JSON.stringify({ ...change, layer: "", on: undefined });
  return (
    changes.length === others.length &&
    changes.every((change, index) => {
      const other = others[index];
      return other !== undefined && bare(change) === bare(other);
    })
  );
}

/** "1 to add, 0 to change, 2 to remove", as the stored text counts them. */
export function changeCounts(changes: readonly Change[]): string {
  const raw = changes.filter(({ layer }) => layer === "raw");
  const counted = (op: Change["op"]) => raw.filter((change) => change.op === op).length;
  return `${counted("add")} to add, ${counted("replace")} to change, ${counted("remove")} to remove`;
}

/** The sign at the start of a change's line. */
export const changeMarks = { add: "+", remove: "-", replace: "~" } as const;

/** The change of a whole file in a few words: "+ 18 lines". */
export function wholeFileText({ op }: Change, lines: number): string {
  return `${changeMarks[op]} ${count(lines, "line")}`;
}

/** What a change is called below its group's head; empty where the head is all of its path. */
export function changeName(change: Change): string {
  const rest = change.path.slice(headOf(change).length);
  return isLine(change) ? `line ${rest.join("")}` : pathText(rest);
}

/** Keys as they are written in a path: `config.hosts[1]`. */
export function pathText(steps: Change["path"]): string {
  return steps.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** The values that a change's line shows: what comes, what goes, or both in that order. */
export function changeValues({ op, before, after }: Change): readonly string[] {
  if (op === "add") return [valueText(after)];
  return op === "remove" ? [valueText(before)] : [valueText(before), valueText(after)];
}

/** Whether the values are compared more easily below each other than on one line. */
export function areStacked(values: readonly string[]): boolean {
  return values.length > 1 && values.join(" → ").length > 80;
}

function headOf({ layer, path }: Change): Change["path"] {
  return path.slice(0, layer === "rendered" ? 1 : Math.max(1, Math.min(2, path.length - 1)));
}

function isWholeFile(group: readonly Change[]): boolean {
  const [first] = group;
  if (first === undefined || first.op === "replace" || group.length < 2) return false;
  return group.every((change) => isLine(change) && change.op === first.op);
}

function isLine({ layer, path }: Change): boolean {
  return layer === "rendered" && path.length === 2 && typeof path[1] === "number";
}

/** Text as it is where nobody could take it for something else, JSON otherwise. */
function valueText(value: unknown): string {
  if (value === undefined) return "";
  const isPlain =
    typeof value === "string" &&
    /^[^\s[{"'](?:.*\S)?$/.test(value) &&
    !/^(?:true|false|null|~)$/.test(value) &&
    Number.isNaN(Number(value));
  return isPlain ? value : JSON.stringify(value);
}
