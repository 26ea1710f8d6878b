import type { Rule } from "../rule.ts";

/** See `kaskctl rules lint/suppression`. The reader of suppressions finds it: `suppressions.ts`. */
export const rule: Rule = {
  id: "lint/suppression",
  severity: "warning",
  summary: "A comment for kaskctl lint is not understood, and silences nothing.",
  why: "The comments are `# kaskctl-disable-line RULE[, RULE] -- reason`, `# kaskctl-disable-next-line …`, `# kaskctl-disable-file …`, and `# kaskctl-disable …` down to `# kaskctl-enable [RULE]`. Whoever wrote the comment believes that a finding is dealt with. A comment without a reason leaves the next reader to guess whether it is still right.",
  bad: {
    target: "tree",
    text: "profile::base::port: 8080 # kaskctl-disable-line yaml/duplicate-key\n",
  },
  good: { target: "tree", text: "profile::base::port: 8080\n" },
  source: "kaskctl, docs/reference/rules.md",
  since: "0.1.0",
  targets: ["horizon", "tree"],
};
