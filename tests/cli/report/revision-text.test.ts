import { loadAll } from "js-yaml";
import { describe, expect, test } from "vitest";
import { formatRevisions, revisionJson } from "../../../cli/report/revision-text.ts";

const empty = { prefix: "a", text: undefined, roles: [] };
const open = { prefix: "b", text: "key: 1", roles: ["role::x", "role::y"] };
const closed = { prefix: "c", text: "key: 2\n", roles: [] };

describe("what the ENC holds", () => {
  test("is the text as it is stored, below its name and roles", () => {
    expect(formatRevisions([closed])).toBe("# prefix c\n# roles: none\nkey: 2\n");
    expect(formatRevisions([open])).toBe("# prefix b\n# roles: role::x, role::y\nkey: 1\n");
    expect(formatRevisions([empty])).toBe("# prefix a\n# roles: none\n# no Hiera text\n");
  });

  test("of several prefixes is several documents, also where a text has no last line end", () => {
    expect(loadAll(formatRevisions([open, closed]))).toEqual([{ key: 1 }, { key: 2 }]);
  });

  test("is exact in JSON, and null where there is none", () => {
    expect([open, empty].map(revisionJson)).toEqual([open, { ...empty, text: null }]);
  });
});
