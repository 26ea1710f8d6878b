import { pathToFileURL } from "node:url";
import type { Finding, Place, Rule, Severity } from "../lint/rule.ts";
import { escapeControl } from "./escape-control.ts";
import { lintFingerprints } from "./lint-fingerprints.ts";
import type { LintReport } from "./lint-report.ts";
import { reportUri } from "./report-path.ts";
import { shownText } from "./rules-text.ts";
import { shownEdits } from "./shown-edits.ts";

const schema =
  "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json";

/** Where relative URIs start; GitHub and most viewers know this name. */
const uriBaseId = "%SRCROOT%";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  info: "note",
};

/** Findings as SARIF 2.1.0, for GitHub code scanning and SARIF viewers. */
export function formatLintSarif(report: LintReport): string {
  return `${JSON.stringify(sarifLog(report), undefined, 2)}\n`;
}

function sarifLog(report: LintReport) {
  const ruleIndexes = new Map(report.rules.map(({ id }, index) => [id, index]));
  const fingerprints = lintFingerprints(report);
  const found = new Set(report.findings.map(({ rule }) => rule));
  const placesIn = placesByFile(report);
  return {
    $schema: schema,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "kaskctl",
            semanticVersion: report.version,
            rules: report.rules.map((rule) => ({
              ...reportingDescriptor(rule),
              ...(found.has(rule.id) ? explanation(rule) : {}),
            })),
          },
        },
        automationDetails: { id: "kaskctl-lint/" },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [uriBaseId]: { uri: `${pathToFileURL(report.cwd).href}/` } },
        invocations: [{ executionSuccessful: true }],
        results: report.findings.map((finding, index) => ({
          ruleId: finding.rule,
          ruleIndex: ruleIndexes.get(finding.rule) ?? -1,
          partialFingerprints: { "kaskctlFinding/v1": fingerprints[index] ?? "" },
          ...result(finding, report, placesIn),
        })),
      },
    ],
  };
}

function reportingDescriptor(rule: Rule) {
  const [family = ""] = rule.id.split("/");
  return {
    id: rule.id,
    name: rule.id.replaceAll(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.summary },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: [family, ...rule.targets], precision: "high" },
  };
}

/** Of the rules with findings only: those of all rules are longer than most reports. */
function explanation(rule: Rule) {
  const [bad, good] = [shownText(rule.bad), shownText(rule.good)];
  return {
    fullDescription: { text: rule.why },
    help: {
      text: `${rule.why}\n\nBad:\n${bad}\nGood:\n${good}`,
      markdown: `${rule.why}\n\nBad:\n\n${fenced(bad)}\n\nGood:\n\n${fenced(good)}\n`,
    },
  };
}

function fenced(text: string): string {
  return `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;
}

/** Gives the place of an offset in a file's text; undefined where the text is gone. */
type PlacesIn = (file: string) => ReturnType<LintReport["placesOf"]> | undefined;

/** The lines of a text are counted once, however many fixes it has. */
function placesByFile({ sourceOf, placesOf }: LintReport): PlacesIn {
  const known = new Map<string, ReturnType<PlacesIn>>();
  return (file) => {
    if (known.has(file)) return known.get(file);
    const source = sourceOf(file);
    const placeOf = source === undefined ? undefined : placesOf(source);
    known.set(file, placeOf);
    return placeOf;
  };
}

function result(finding: Finding, report: LintReport, placesIn: PlacesIn) {
  const { severity, message, help, path, related = [] } = finding;
  const artifactLocation = locationOf(reportUri(finding.file, report.cwd));
  return {
    level: levels[severity],
    message: { text: escapeControl(help === undefined ? message : `${message} ${help}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation,
          region: regionOf(finding),
        },
        ...(path.length === 0
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: path.join("/"), kind: "member" }] }),
      },
    ],
    ...relatedLocations(related, artifactLocation),
    ...fixes(finding, placesIn, artifactLocation),
  };
}

function relatedLocations(related: readonly Place[], artifactLocation: object) {
  if (related.length === 0) return {};
  const locations = related.map((place, id) => ({
    id,
    physicalLocation: { artifactLocation, region: regionOf(place) },
  }));
  return { relatedLocations: locations };
}

function regionOf({ line, column, endLine, endColumn }: Place) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function locationOf(uri: string) {
  return uri.startsWith("file:") ? { uri } : { uri, uriBaseId };
}

/** A fix whose edits may hold a secret is left out: SARIF knows no fix without its text. */
function fixes(finding: Finding, placesIn: PlacesIn, artifactLocation: object) {
  const { fix, file } = finding;
  const edits = shownEdits(finding);
  if (fix === undefined || edits === undefined) return {};
  const placeOf = placesIn(file);
  if (placeOf === undefined) return {};
  const replacements = edits.map(({ start, end, text }) => {
    const from = placeOf(start);
    const to = placeOf(end);
    return {
      deletedRegion: {
        startLine: from.line,
        startColumn: from.column,
        endLine: to.line,
        endColumn: to.column,
      },
      insertedContent: { text },
    };
  });
  const caution = fix.safety === "safe" ? "" : " This may change what Puppet gets.";
  const description = { text: `${escapeControl(fix.title)}${caution}` };
  return { fixes: [{ description, artifactChanges: [{ artifactLocation, replacements }] }] };
}
