import type { Rule } from "../rule.ts";

/** See `kaskctl rules lint/unused-suppression`. What applies suppressions finds it: `suppress.ts`. */
export const rule: Rule = {
  id: "lint/unused-suppression",
  severity: "warning",
  summary: "A comment silences a rule that has no finding there.",
  why: "The mistake is gone, or the comment moved away from it. Left in place, it silences the next mistake, which is a new one.",
  bad: {
    target: "tree",
    text: "profile::base::port: 8080 # kaskctl-disable-line yaml/duplicate-key -- both are read\n",
  },
  good: { target: "tree", text: "profile::base::port: 8080\n" },
  source: "kaskctl, docs/reference/rules.md",
  since: "0.1.0",
  targets: ["horizon", "tree"],
  fix: { safety: "safe", does: "Removes the comment, or the rules in it that are not needed." },
};
