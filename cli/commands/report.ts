import { resolve } from "node:path";
import { writeOutputFile } from "../base/files.ts";
import { stateFolder } from "../base/state-folder.ts";
import type { Command } from "./command.ts";

export const reportCommand: Command = {
  name: "report",
  summary: "show the report of a past deploy again",
  args: [{ name: "[id]", description: "the deploy's id (default: the latest)" }],
  options: [
    { flags: "--html <file>", description: "write it as one self-contained page of mode 0600" },
  ],
  examples: [
    { line: "kaskctl report", does: "shows the latest deploy" },
    { line: "kaskctl report --html report.html", does: "writes it as a page" },
  ],

  async run([id], options, { world, globals, terminal }) {
    const { loadReport } = await import("../deploy/report-store.ts");
    const report = await loadReport(stateFolder(world), id === undefined ? undefined : String(id));
    if (typeof options["html"] === "string") {
      const { formatDeployHtml } = await import("../report/deploy-html.ts");
      const path = resolve(world.cwd, options["html"]);
      await writeOutputFile(path, formatDeployHtml(report), 0o600);
      world.progress(`wrote ${path}`);
    }
    const { formatDeployJson } = await import("../report/deploy-json.ts");
    const { formatDeploy } = await import("../report/deploy-text.ts");
    terminal.print(globals.json ? formatDeployJson(report) : formatDeploy(report, terminal));
    return 0;
  },
};
