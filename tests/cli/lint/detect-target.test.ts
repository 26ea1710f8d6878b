import { expect, test } from "vitest";
import { detectTarget } from "../../../cli/lint/detect-target.ts";

test.each([
  ["/p/hieradata/common.yaml", [], "tree"],
  ["hieradata", [], "tree"],
  ["/p/data/common.yaml", ["/p"], "tree"],
  ["/p/data/common.yaml", ["/"], "tree"],
  ["/p/data/common.yaml", ["/p/da"], "horizon"],
  ["/p/my-hieradata/common.yaml", [], "horizon"],
  ["sessionstore.yaml", [], "horizon"],
] as const)("%s, with hiera.yaml in %j, is read from %s", (path, folders, target) => {
  expect(detectTarget(path, folders)).toBe(target);
});
