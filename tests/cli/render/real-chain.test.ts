import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { KaskctlError } from "../../../cli/base/errors.ts";
import { fromPlain } from "../../../cli/hiera/plain.ts";
import type { HieraValue } from "../../../cli/hiera/value.ts";
import { renderService } from "../../../cli/render/render.ts";
import { loadTemplate, type Template } from "../../../cli/render/template.ts";
import type { SiteValue } from "../../../cli/site/site.ts";
import { encodeShared, encodeValue, ReferenceYaml } from "../../support/reference-yaml.ts";
import { needs } from "../../support/requires.ts";

/** Pieces on which one of the loaders has its own view. */
const pieces = [
  ..."\0\t\n\r\x07\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ud800é☃😀 :-?,[]{}#&*!|>'\"%@`~=<.0123456789_+eExoNyY",
  ...[
    ": ",
    " #",
    "- ",
    "? ",
    "---",
    "...",
    "<<",
    "%{",
    "%{lookup('k')}",
    "}",
    "\\",
    "::1",
    ":8080",
  ],
  ...["2024-01-01", "2024-1-1", "12:30:45", "1,000", "0755", "0x1f", "0b11", "1e3", "1.10", ".inf"],
  ...[
    "yes",
    "no",
    "on",
    "off",
    "null",
    "true",
    "NaN",
    "T10:00:00Z",
    '"]: {x',
    "!ruby/object:X",
    "\r\n",
  ],
];

const text = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((all) => all.join("")),
  },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom("word", " ", "\n", "  ", ": "), { minLength: 30, maxLength: 60 })
      .map((all) => all.join("")),
  },
);

const anything = fc.letrec<{ value: SiteValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4 }),
  ),
})).value;

const parameterValue: fc.Arbitrary<readonly [name: string, value: SiteValue]> = fc.oneof(
  text.map((value) => ["text", value] as const),
  fc.array(text, { maxLength: 4 }).map((value) => ["list", value] as const),
  fc.dictionary(text, anything, { maxKeys: 4 }).map((value) => ["map", value] as const),
  fc.maxSafeInteger().map((value) => ["number", value] as const),
);

/** A generated value, and the text that render makes of it or its reason not to. */
interface Trial {
  readonly value: readonly [name: string, value: SiteValue];
  readonly outcome: { readonly text: string } | { readonly refusal: string };
}

let template: Template;
const pyyaml = new ReferenceYaml("pyyaml");
const psych = new ReferenceYaml("psych");

beforeAll(async () => {
  template = await loadTemplate("any", join(import.meta.dirname, "fixtures/templates"));
});

afterAll(() => {
  pyyaml.stop();
  psych.stop();
});

async function tryOut(value: Trial["value"]): Promise<Trial> {
  try {
    const { text } = await renderService({
      template,
      hosts: [],
      values: Object.fromEntries([value]),
      sets: [],
      publish: "all",
      resolveSecret: () => Promise.reject(new Error("There is no secret here.")),
    });
    return { value, outcome: { text } };
  } catch (error) {
    if (!(error instanceof KaskctlError) || error.code !== "value-not-representable") throw error;
    return { value, outcome: { refusal: error.message } };
  }
}

/** What the fixture's template makes of one parameter, without a line of render's own. */
function filled([name, value]: Trial["value"]): HieraValue {
  if (name === "text") return fromPlain({ top: value, deep: deep({ inner: value }) });
  if (name === "list") {
    const keys = Object.fromEntries((value as readonly string[]).map((item) => [item, {}]));
    return fromPlain({ deep: deep({ list: value }), keys });
  }
  return fromPlain({ deep: deep(), [name]: value });
}

function deep(...last: readonly object[]): object {
  return { deeper: ["first", ...last] };
}

/** Sent the whole way as a text from Horizon's form, or as data from the ENC on: what Puppet gets. */
async function sendThroughChain(requests: readonly object[]): Promise<readonly string[]> {
  const nodes = await pyyaml.askAll(requests);
  const answers = await psych.askAll(
    nodes.map((node) => ({ text: node.ok ? node.value : "", symbols: false, aliases: false })),
  );
  return answers.map((answer, index) => {
    const node = nodes[index];
    if (node === undefined || !node.ok) return `PyYAML refused it: ${node?.message}`;
    return answer.ok ? sorted(answer.value) : `Psych refused it: ${answer.message}`;
  });
}

/** An encoded value as text, with the pairs of each mapping in one order. */
function sorted(encoded: unknown): string {
  return JSON.stringify(encoded, (key, content: unknown) =>
    key === "map" && Array.isArray(content)
      ? [...content].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : content,
  );
}

/** What the node's answer must hold where the value arrives as it was given. */
function wantedOf({ value }: Trial): string {
  const answer = new Map<string, HieraValue>([
    ["hiera", filled(value)],
    ["roles", []],
  ]);
  return sorted(encodeValue(answer));
}

describe("a value", () => {
  needs("python3-yaml", "ruby")(
    "reaches Puppet unchanged through the real PyYAML and Psych, or is refused because it would not: 10,000 of them",
    async () => {
      const values = fc.sample(parameterValue, { numRuns: 10_000, seed: 20_190_410 });
      const trials = await Promise.all(values.map(tryOut));
      const arrived = await sendThroughChain(
        trials.map(({ value, outcome }) =>
          "text" in outcome
            ? { ask: "node", text: outcome.text }
            : { node: encodeShared(filled(value)) },
        ),
      );
      const wrong = trials.flatMap((trial, index) => {
        const wanted = wantedOf(trial);
        const isSame = arrived[index] === wanted;
        return isSame === "text" in trial.outcome
          ? []
          : [{ ...trial, wanted, arrived: arrived[index] }];
      });
      expect(wrong.slice(0, 3)).toEqual([]);
      const refusals = trials.flatMap(({ outcome }) =>
        "refusal" in outcome ? [outcome.refusal] : [],
      );
      expect(refusals.length).toBeGreaterThan(100);
      for (const refusal of refusals) {
        expect(refusal).toMatch(/\n`(?:text|list|map).*`: the value .*(?:;|remove)/s);
      }
    },
    600_000,
  );
});
