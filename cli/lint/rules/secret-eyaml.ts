import { pathOf } from "../engine/survey.ts";
import type { Rule } from "../rule.ts";
import { eyamlBlocks } from "../secrets/eyaml.ts";

/** See `kaskctl rules secret/eyaml`. */
export const rule: Rule = {
  id: "secret/eyaml",
  severity: "error",
  summary: "An encrypted value of hiera-eyaml cannot be decrypted.",
  why: "The lookup of that key fails, and the catalog with it; where the end is missing, Puppet sets the encrypted text itself as the password.",
  bad: { target: "tree", text: "profile::app::password: ENC[PKCS7,MIIB\n" },
  good: { target: "tree", text: "profile::app::password: ENC[PKCS7,bm8gc2VjcmV0]\n" },
  source: "voxpupuli/hiera-eyaml, parser/encrypted_tokens.rb; voxpupuli/puppet-syntax, hiera.rb",
  since: "0.1.0",
  targets: ["horizon", "tree"],

  concerns: ({ document }) => document.text.includes("ENC["),

  *check({ survey }) {
    for (const visit of survey.scalars) {
      if (!visit.node.text.includes("ENC[")) continue;
      const blocks = eyamlBlocks(visit.node.text);
      for (const [index, { fault }] of blocks.entries()) {
        if (fault === undefined) continue;
        const place = blocks.length === 1 ? "The block" : `Block ${index + 1} of ${blocks.length}`;
        yield {
          span: visit.node.span,
          path: pathOf(visit),
          message: `${place} ENC[…] ${fault}.`,
          help: "Encrypt the value again with `eyaml encrypt`, and copy the whole block.",
        };
      }
    }
  },
};
