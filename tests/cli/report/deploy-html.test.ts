import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { type Browser, chromium } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import type { DeployReport } from "../../../cli/deploy/deploy-report.ts";
import { formatDeployHtml } from "../../../cli/report/deploy-html.ts";
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

/** Every tag of a page, with its attributes but without their values. */
function skeleton(page: string): readonly string[] {
  const body = page.slice(page.indexOf("</style>"));
  return [...body.matchAll(/<[^>]*>/gu)].map(([tag]) => tag.replaceAll(/"[^"]*"/gu, '""'));
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
    expect(page).toContain("changed on a.example, b.example");
    expect(page).toContain(notes[0]);
    expect(formatDeployHtml({ ...doneReport, plan: { ...plan, changes: [], notes } })).toContain(
      notes[0],
    );
  });

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
    const plain = skeleton(formatDeployHtml(tainted(failedReport, "x")));
    fc.assert(
      fc.property(hostile, (text) => {
        // One line and no link, as the plain one has: those two may change the page's shape.
        const oneLine = text.replaceAll(/[\r\n]/gu, " ").replace(/^https?:/u, "") || "x";
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
      for (const report of [doneReport, failedReport]) {
        expect(await look(browser, report, width, scheme)).toEqual({
          complaints: [],
          requests: [],
          overflow: 0,
          faint: [],
        });
      }
    }
  });
});

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
  const seen = await page.evaluate<{ overflow: number; faint: string[] }>(measure);
  await page.close();
  return { complaints, requests, ...seen };
}

/** Runs in the page: how far it is too wide, and which texts have a contrast below 4.5. */
const measure = `(() => {
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
  return { overflow: root.scrollWidth - root.clientWidth, faint };
})()`;
