import { expect, test } from "vitest";
import { lintJson } from "../../../cli/report/lint-json.ts";

test("the JSON of lint has the members of the reference and no others", () => {
  const finding = {
    rule: "yaml/syntax",
    severity: "error",
    file: "<stdin>",
    line: 1,
    column: 2,
    endLine: 3,
    endColumn: 4,
    message: "m",
    help: "h",
    path: ["a", 0],
    url: "u",
  } as const;
  expect(lintJson([finding], { files: 1, errors: 1, warnings: 0, infos: 0 })).toStrictEqual({
    schema_version: 1,
    findings: [
      {
        rule: "yaml/syntax",
        severity: "error",
        file: "<stdin>",
        line: 1,
        column: 2,
        end_line: 3,
        end_column: 4,
        message: "m",
        path: ["a", 0],
        url: "u",
      },
    ],
    summary: { files: 1, errors: 1, warnings: 0, infos: 0 },
  });
});
