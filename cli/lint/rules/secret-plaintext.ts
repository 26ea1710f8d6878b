import type { ScalarNode } from "../../hiera/document.ts";
import { pathOf, type Visit } from "../engine/survey.ts";
import type { Rule } from "../rule.ts";
import {
  looksRandom,
  mayHoldSecret,
  namesSecret,
  secretShapeOf,
  shortestSecret,
} from "../secrets/secret-shapes.ts";

/** See `kaskctl rules secret/plaintext`. */
export const rule: Rule = {
  id: "secret/plaintext",
  severity: "warning",
  summary: "A password, token or private key is in the text for everybody to read.",
  why: "Horizon's texts are exported to a public git repository, and a tree is one: the secret must be taken for known, and it stays in the history. Told are secrets of a known form, and below a name such as `password` what is as random as a secret: a word, a name (`correcthorsebattery`), a text of less than eight characters (`hunter2`) or of a simple pattern is not, since it may as well name a secret that is elsewhere.",
  bad: { target: "tree", text: "profile::app::db_password: q7Rt2xLw9vKe4nZp\n" },
  good: { target: "tree", text: "profile::app::db_password: '%{lookup(\"app_db_password\")}'\n" },
  source: "gitleaks, config/gitleaks.toml",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  *check({ document, survey }) {
    const { text } = document;
    const hasShape = mayHoldSecret(text);
    if (!hasShape && !anyName.test(text)) return;
    for (const visit of survey.scalars) {
      const what = (hasShape ? secretShapeOf(visit.node.text)?.name : undefined) ?? named(visit);
      if (what === undefined) continue;
      yield {
        span: visit.node.span,
        path: pathOf(visit),
        message: `This looks like ${what} in clear.`,
        help: "Take it from the private hierarchy with %{lookup('KEY')}, and make a new one, since this one is known.",
      };
    }
  },
};

/** One look at a whole text, before any at a key. */
const anyName = /pass|pwd|psk|secret|token|key|credential/iu;

function named({ node, step, key, isKey, parent }: Visit<ScalarNode>): string | undefined {
  if (isKey || node.text.length < shortestSecret) return undefined;
  // An item of a list is told by the list's key.
  const name = key === undefined ? parent?.step : step;
  const isSecret = typeof name === "string" && namesSecret(name) && looksRandom(node.text);
  return isSecret ? "a secret" : undefined;
}
