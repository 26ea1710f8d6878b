import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lintText } from "../../../cli/lint/lint.ts";
import { rules } from "../../../cli/lint/rules/index.ts";

const sample = readFileSync(new URL("sample-hiera.yaml", import.meta.url), "utf8");

const service = "profile::docker::runner::service_defs.mediawiki-services-kask";

test("the sample has two warnings and two infos, and no error", () => {
  const found = lintText({
    text: sample,
    file: "x.yaml",
    target: "horizon",
    rules,
    profile: "strict",
  }).map(({ rule, severity, line, column, path }) => ({
    rule,
    severity,
    place: `${line}:${column}`,
    path: path.join("."),
  }));
  expect(found).toEqual([
    {
      rule: "service/obsolete-key",
      severity: "warning",
      place: "5:1",
      path: "profile::docker::engine::version",
    },
    {
      rule: "service/kask-base-uri",
      severity: "info",
      place: "9:17",
      path: `${service}.config.base_uri`,
    },
    {
      rule: "secret/default-credentials",
      severity: "warning",
      place: "12:21",
      path: `${service}.config.cassandra.authentication.password`,
    },
    {
      rule: "service/config-path",
      severity: "info",
      place: "24:19",
      path: `${service}.override_cmd`,
    },
  ]);
});
