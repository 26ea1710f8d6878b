import { expect, test } from "vitest";
import { formatRequirements, requirementsJson } from "../../../cli/report/requirements-text.ts";
import type { Requirement } from "../../../cli/sandbox/box/requirements.ts";

const here: Requirement = { need: "root", isMet: true, found: "user id 0" };
const away: Requirement = {
  ...{ need: "dockerd", isMet: false, found: "not found", package: "docker.io" },
};
const small: Requirement = {
  ...{ need: "5 GB of disk at /box", isMet: false, found: "0.1 GB free", remedy: "Name another." },
};
const install = "apt-get install -y --no-install-recommends docker.io";
const lacking = { all: [here, away, small], missing: [away, small], install };

test("what a machine lacks stands beside what it has, with what brings it", () => {
  expect(formatRequirements(lacking)).toBe(`ok       root                  user id 0
MISSING  dockerd               not found
MISSING  5 GB of disk at /box  0.1 GB free

A box cannot be raised here.
Name another.
Install what is missing, as root:
  ${install}
`);
  expect(requirementsJson(lacking)).toMatchObject({ ok: false, install });
});

test("a machine that has all is told so", () => {
  const text = formatRequirements({ all: [here], missing: [] });
  expect(text).toBe("ok       root  user id 0\n\nA box can be raised here.\n");
});
