import { expect, test } from "vitest";
import { prefixMatches } from "../../../cli/enc/prefix-match.ts";

const fqdn = "deployment-sessionstore02.deployment-prep.eqiad1.wikimedia.cloud";

test.each([
  ["_", true],
  ["", true],
  ["deployment-", true],
  ["deployment-sessionstore", true],
  ["deployment-sessionstore0", true],
  [fqdn, true],
  ["sessionstore", false],
  ["deployment-sessionstore03", false],
  [`${fqdn}.`, false],
  ["deployment_sessionstore", true],
  ["%sessionstore", true],
  ["deployment%prep", true],
  ["deployment\\_sessionstore", false],
  ["deployment-sessionstore02\\.", true],
  ["deployment.", false],
  [".*", false],
  ["(", false],
])("the prefix %j reaches the host: %s", (prefix, reaches) => {
  expect(prefixMatches(prefix, fqdn)).toBe(reaches);
});
