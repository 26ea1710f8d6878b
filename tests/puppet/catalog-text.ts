import type { CatalogResource } from "../support/puppet-catalog.ts";

/** What a catalog changes on a host, one line for each resource, a file's content indented below it. */
export function catalogLines(resources: readonly CatalogResource[]): readonly string[] {
  return resources.flatMap((resource) => {
    const describe = describers[resource.type];
    return describe === undefined ? [] : [describe(resource)];
  });
}

const describers: Readonly<Record<string, (resource: CatalogResource) => string>> = {
  File: fileText,
  Exec: ({ title }) => `exec ${title}`,
  Package: ({ title, parameters }) => `package ${title} ${parameters["ensure"]}`,
  Service: ({ title, parameters: { ensure, enable } }) =>
    `service ${title} ${ensure}${enable === undefined ? "" : ` enable=${enable}`}`,
};

function fileText({ title, parameters }: CatalogResource): string {
  const { ensure, mode, owner, group, content, show_diff: showDiff } = parameters;
  if (ensure === "absent") return `absent ${title}`;
  const isDirectory = ensure === "directory";
  const note = showDiff === false ? " (its diff is not shown)" : "";
  const head = `${isDirectory ? "folder" : "file"} ${mode} ${owner}:${group} ${title}${note}`;
  return isDirectory ? head : [head, ...contentLines(String(content))].join("\n");
}

/** Of a unit only what differs from service to service. */
function contentLines(content: string): readonly string[] {
  const lines = content.split("\n");
  const last = lines.pop();
  const shown = lines.filter((line) => !everyUnit.has(line)).map((line) => `  | ${line}`);
  return last === "" ? shown : [...shown, `  | ${last}`, "  (no newline at the end)"];
}

/** The lines that stand in the unit of every service. */
const everyUnit: ReadonlySet<string> = new Set([
  "",
  "[Unit]",
  "After=docker.service",
  "BindsTo=docker.service",
  "[Service]",
  "ExecStartPre=-docker stop %n",
  "ExecStartPre=-docker rm %n",
  "Restart=always",
  "RestartSec=10s",
  "NotifyAccess=all",
  "TimeoutStartSec=120",
  "TimeoutStopSec=15",
  "[Install]",
  "WantedBy=multi-user.target",
]);

/** Puppet's words, without where the modules lie on this machine and on which line. */
export function errorText(message: string): string {
  return message
    .replace(/\(file: \S*?\/puppet\/modules\/(\S+?)(?:, line: \d+)?(?:, column: \d+)?\)/gu, "($1)")
    .replace(/'[^']*\/answer\.yaml'/gu, "'answer.yaml'")
    .replace(/ on node \S+$/u, "");
}
