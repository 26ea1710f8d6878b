import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { type Browser, chromium } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import type { DeployReport } from "../../../cli/deploy/deploy-report.ts";
import type { Change } from "../../../cli/deploy/plan.ts";
import { formatDeployHtml } from "../../../cli/report/deploy-html.ts";
import { changeValues } from "../../../cli/report/plan-changes.ts";
import { formatAnswer } from "../../../cli/report/smoke-text.ts";
import type { AnswerStatus } from "../../../cli/smoke/check.ts";
import { needs } from "../../support/requires.ts";
import { doneReport, failedReport } from "./sample-report.ts";

/** The same value with every text in it replaced; numbers, signs and statuses stay. */
function withTexts(value: unknown, text: (old: string) => string): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((item) => withTexts(item, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withTexts(item, text)]),
  );
}

/** Words that the types fix, and bytes in hex: nobody but us can choose them. */
const fixed =
  /^(done|failed|skipped|render|lint|plan|push|agent|smoke|pass|fail|error|warn|skip|warning|info|add|remove|replace|raw|effective|rendered|changed|applied-with-failures|[\da-f]{8,12})$/u;

function tainted(report: DeployReport, text: string): DeployReport {
  return withTexts(report, (old) => (fixed.test(old) ? old : text)) as DeployReport;
}

/** Letters that take as much room as a text does where changes are shown. */
function harmless(text: string): string {
  const shown = (after: string) =>
    changeValues({ op: "add", layer: "raw", path: [], after }).join("").length;
  return "x".repeat(shown(text) - shown("x") + 1);
}

/** Every tag of a page, with its attributes but without their values. */
function skeleton(page: string): readonly string[] {
  const body = page.slice(page.indexOf("</style>"));
  return [...body.matchAll(/<[^>]*>/gu)].map(([tag]) => tag.replaceAll(/"[^"]*"/gu, '""'));
}

function pageOfChanges(changes: readonly Change[]): string {
  const { plan } = doneReport;
  if (plan === undefined) throw new Error("the sample has no plan");
  return formatDeployHtml({ ...doneReport, plan: { ...plan, changes } });
}

/** The lines of text in a section of the page. */
function linesOf(page: string, section: string): readonly string[] {
  const [, body = ""] = page.split(`<section id="${section}"`);
  return (body.split("</section>")[0] ?? "")
    .replace(/^[^>]*>/u, "")
    .replaceAll(/<\/?(?:p|li|ul|pre|summary|details|div)\b[^>]*>/gu, "\n")
    .replaceAll(/<[^>]*>/gu, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

describe("the page of a deploy", () => {
  test("says where each change happens, and what would surprise", () => {
    const { plan } = doneReport;
    if (plan === undefined) throw new Error("the sample has no plan");
    const [change] = plan.changes;
    if (change === undefined) throw new Error("the sample has no change");
    const role = {
      ...change,
      of: "role",
      path: ["roles"],
      on: ["a.example", "b.example"],
    } as const;
    const notes = ["On a.example the key x comes from the longer prefix a."];
    const page = formatDeployHtml({ ...doneReport, plan: { ...plan, changes: [role], notes } });
    expect(page).toContain("(a.example, b.example)");
    expect(page).toContain(notes[0]);
    expect(formatDeployHtml({ ...doneReport, plan: { ...plan, changes: [], notes } })).toContain(
      notes[0],
    );
  });

  test("lists changes below the key or file they are in, as the plan does in text", () => {
    const path = ["profile::a", "kask"];
    const page = pageOfChanges([
      { op: "replace", layer: "raw", path: [...path, "version"], before: "v1", after: "v2" },
      { op: "add", layer: "raw", path: [...path, "hosts", 0], after: "<1>" },
      { op: "remove", layer: "raw", path: ["other"], before: 5 },
    ]);
    expect(linesOf(page, "changes")).toEqual([
      "Changes 1 to add, 1 to change, 1 to remove",
      "Stored text of the prefix 3 changes",
      "profile::a.kask",
      "~ version: v1 → v2",
      "+ hosts[0]: &lt;1&gt;",
      "other",
      "- 5",
    ]);
  });

  test("shows two long values below each other", () => {
    const [before, after] = ["a".repeat(60), "b".repeat(60)];
    const page = pageOfChanges([{ op: "replace", layer: "raw", path: ["key"], before, after }]);
    expect(linesOf(page, "changes").slice(-3)).toEqual(["~", `- ${before}`, `+ ${after}`]);
  });

  test("says once what Puppet sees just as it is written", () => {
    const raw = { op: "add", layer: "raw", path: ["key"], after: "value" } as const;
    const same = linesOf(pageOfChanges([raw, { ...raw, layer: "effective" }]), "changes");
    expect(same.slice(-2)).toEqual(["+ value", "What Puppet sees the same as in the text"]);
    const other = { ...raw, layer: "effective", after: "another" } as const;
    expect(linesOf(pageOfChanges([raw, other]), "changes")).toContain("+ another");
  });

  test("counts the lines of a new file, and has them below the count", () => {
    const file = "/lib/systemd/system/kask.service";
    const changes = ["[Unit]", "", "After=<x>"].map(
      (after, index) => ({ op: "add", layer: "rendered", path: [file, index + 1], after }) as const,
    );
    const page = pageOfChanges(changes);
    expect(linesOf(page, "changes").slice(2)).toEqual([
      file,
      "+ 3 lines",
      "[Unit]",
      "After=&lt;x&gt;",
    ]);
    expect(page).toContain("[Unit]\n\nAfter=&lt;x&gt;</pre></details>");
  });

  test.each<AnswerStatus>(["pass", "fail", "error", "warn", "skip"])(
    "has the sign of text for a check's %s",
    (status) => {
      const answer = { id: "x", host: undefined, status, seconds: 0, asks: "?", actual: "why" };
      const [row] = linesOf(formatDeployHtml({ ...doneReport, smoke: [answer] }), "checks").slice(
        1,
      );
      expect(row).toBe(`${formatAnswer(answer, { color: false }).slice(0, 1)}${status}`);
    },
  );

  test("cannot be given markup by any value of the report", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.string({ unit: fc.constantFrom("<", ">", '"', "'", "&", "/", "=", "`", "a", "-", "!") }),
      fc.constantFrom(
        "</pre><script>alert(1)</script>",
        '" onmouseover="alert(1)',
        "<!--",
        "]]>",
        "javascript:alert(1)",
        "\u202e<b>",
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        // One line, no link and as long as the plain one: these may change the page's shape.
        const oneLine = text.replaceAll(/[\r\n]/gu, " ").replace(/^https?:/u, "") || "x";
        const plain = skeleton(formatDeployHtml(tainted(failedReport, harmless(oneLine))));
        const page = formatDeployHtml(tainted(failedReport, oneLine));
        expect(skeleton(page).filter((tag) => !/^<\/?(?:pre|br)\b/u.test(tag))).toEqual(
          plain.filter((tag) => !/^<\/?(?:pre|br)\b/u.test(tag)),
        );
        expect(page).not.toMatch(/<script|<img|<iframe/iu);
      }),
    );
  });

  test("links only to the web", () => {
    const [finding] = doneReport.findings;
    if (finding === undefined) throw new Error("the sample has no finding");
    const page = formatDeployHtml({
      ...doneReport,
      findings: [{ ...finding, url: "javascript:alert(1)" }],
    });
    expect(page).not.toContain('href="javascript');
    expect(formatDeployHtml(doneReport)).toContain('href="https://example.org/rules/');
  });

  test("shows no code of a finding about a secret, and the plan's text in place of the true one", () => {
    const shown = { base: undefined, next: "password: digest:1f4a\n" };
    const { plan } = doneReport;
    if (plan === undefined) throw new Error("the sample has no plan");
    const page = formatDeployHtml({
      ...doneReport,
      plan: { ...plan, prefixes: plan.prefixes.map((prefix) => ({ ...prefix, shown })) },
    });
    expect(page).toContain("password: digest:1f4a");
    expect(page).not.toContain("password: cassandra");
  });

  test.each([
    ["done", doneReport, ["Done", "41 s", "v1.0.9", "v1.0.10", "everybody knows", "5 passed"]],
    [
      "failed",
      failedReport,
      ["Failed at smoke", "Why it stopped", "Service[mediawiki-services-kask]", "00000080  80 81"],
    ],
  ] as const)("says what happened: %s", (_title, report, texts) => {
    const page = formatDeployHtml(report);
    for (const text of texts) expect(page).toContain(text);
  });

  test("says so where there is nothing to show", () => {
    const page = formatDeployHtml({
      ...doneReport,
      text: undefined,
      plan: undefined,
      findings: [],
      agent: [],
      smoke: [],
    });
    for (const text of ["Nothing was found", "The agent was not run", "Kask was not asked"]) {
      expect(page).toContain(text);
    }
  });
});

describe("the page in a browser", () => {
  const cases = [1280, 390].flatMap((width) =>
    (["light", "dark"] as const).map((scheme) => ({ width, scheme })),
  );

  needs("chromium")("fits, is quiet, asks for nothing and can be read", async () => {
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox"],
    });
    onTestFinished(() => browser.close());
    for (const { width, scheme } of cases) {
      for (const report of [doneReport, failedReport, longReport()]) {
        expect(await look(browser, report, width, scheme)).toEqual({
          complaints: [],
          requests: [],
          overflow: 0,
          faint: [],
          hidden: [],
          broken: [],
        });
      }
    }
  });
});

/** A report whose texts are too long for a phone's line, with tokens at every place of it. */
function longReport(): DeployReport {
  const { plan, findings, smoke } = doneReport;
  if (plan === undefined) throw new Error("the sample has no plan");
  const token = "%{lookup('some_key')}";
  const texts = Array.from({ length: 30 }, (_, index) => `${"a".repeat(index + 1)} ${token}.`);
  const change = { op: "add", layer: "raw", path: ["k".repeat(90), "l".repeat(90), "m"] } as const;
  return {
    ...doneReport,
    findings: findings.flatMap((finding) => texts.map((help) => ({ ...finding, help }))),
    plan: { ...plan, changes: texts.map((after) => ({ ...change, after })) },
    smoke: smoke.map((answer) => ({ ...answer, id: `${answer.id}-${"x".repeat(40)}` })),
  };
}

async function look(
  browser: Browser,
  report: DeployReport,
  width: number,
  colorScheme: "light" | "dark",
) {
  const folder = await mkdtemp(join(tmpdir(), "kaskctl-page-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "report.html");
  await writeFile(file, formatDeployHtml(report));
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const complaints: string[] = [];
  const requests: string[] = [];
  const address = pathToFileURL(file).href;
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:"))
      requests.push(request.url());
  });
  await page.goto(address);
  const seen = await page.evaluate<Seen>(measure);
  await page.close();
  return { complaints, requests, ...seen };
}

interface Seen {
  readonly overflow: number;
  readonly faint: readonly string[];
  readonly hidden: readonly string[];
  readonly broken: readonly string[];
}

/**
 * Runs in the page, with all of it opened: how far it is too wide, which texts have a contrast below
 * 4.5, which figures and changes are cut off, and which tokens are broken over two lines.
 */
const measure = `(() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const backOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const back = channels(getComputedStyle(at).backgroundColor);
      if (back[3] === undefined || back[3] > 0) return back;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest(".unseen")) continue;
    const pair = [luminance(channels(getComputedStyle(element).color)), luminance(backOf(element))];
    const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (contrast < 4.5) faint.push(element.className + " " + contrast.toFixed(2));
  }
  const root = document.documentElement;
  const texts = (elements) => [...elements].map((element) => element.textContent);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isCut = (element) =>
    element.getBoundingClientRect().right > root.clientWidth || element.scrollWidth > element.clientWidth + 1;
  return {
    overflow: root.scrollWidth - root.clientWidth,
    faint,
    hidden: texts(all("tbody td, tbody th, .diff, .diff > *").filter(isCut)),
    broken: texts(all(".token").filter((token) => token.getClientRects().length !== 1)),
  };
})()`;
