import { dumpAsPyyaml } from "../../hiera/pyyaml-dump.ts";
import { loadAsPyyaml } from "../../hiera/pyyaml-load.ts";
import type { Rule } from "../rule.ts";

/** See `kaskctl rules hiera/horizon-size`. */
export const rule: Rule = {
  id: "hiera/horizon-size",
  severity: "warning",
  summary: "A text is, or soon will be, too long for the ENC's database.",
  why: "The ENC keeps a text in a column of 65,535 bytes. A longer one is refused or cut off, and a cut text is no YAML: then no key of any prefix reaches the hosts.",
  bad: {
    target: "horizon",
    text: `motd: '${"x".repeat(60_000)}'\n`,
    shown: "motd: 'xxxxxxxx…' # and so on, 60,000 characters\n",
  },
  good: { target: "horizon", text: "motd: x\n" },
  source:
    "operations-puppet, modules/openstack/files/puppet/master/encapi/schema.sql, hiera_data TEXT",
  since: "0.1.0",
  targets: ["horizon"],

  *check({ document, root }) {
    if (root === undefined || document.text.length < neverTooLong) return;
    const loaded = loadAsPyyaml(document);
    if (!loaded.ok) return;
    // PyYAML writes nothing but ASCII.
    const sizeBytes = dumpAsPyyaml(loaded.value).length;
    if (sizeBytes < warnBytes) return;
    const isTooLong = sizeBytes > mostBytes;
    yield {
      span: { start: 0, end: 0 },
      severity: isTooLong ? "error" : "warning",
      message: `The text takes ${thousands(sizeBytes)} of ${thousands(mostBytes)} bytes in the ENC.`,
      help: "Give some keys to a longer prefix, or to a host.",
    };
  },
};

/** MySQL's TEXT. */
const mostBytes = 65_535;
const warnBytes = 56_000;
/** PyYAML makes at most ten bytes of one UTF-16 unit, and hardly ever more than two. */
const neverTooLong = 5_600;

function thousands(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/gu, ",");
}
