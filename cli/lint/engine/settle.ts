import type { Finding, Profile, Rule, Severity } from "../rule.ts";
import { ruleUrl } from "../rule-url.ts";
import { suppress } from "../silence/suppress.ts";
import { byPlace } from "./place-findings.ts";
import {
  type Decision,
  decide,
  type Level,
  type LintSettings,
  type Override,
  overridesFor,
  type TextPlace,
} from "./severity-for.ts";
import type { PlacedFinding, TextResult } from "./text-result.ts";
import { withoutExplained } from "./yield-to.ts";

/** Who decides about severities, and how much is shown. */
export interface Judgement {
  /** The rules that saw all that there is to find of theirs in the text, by id. */
  readonly sure: ReadonlyMap<string, Rule>;
  /** By rule id; it wins over everything that the site says. */
  readonly severities: ReadonlyMap<string, Level>;
  readonly settings: LintSettings;
  readonly profile: Profile;
}

/** What is shown of a text, and what was not shown, by whose word. */
export interface SettledText {
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  /** The overrides that are about the text, where their rules saw all that there is to find. */
  readonly overrides: readonly Override[];
  /** Those about the text that changed something. */
  readonly usedOverrides: ReadonlySet<Override>;
}

/**
 * Decides what is shown of a text's findings, `more` among them. A rule whose findings are off,
 * silenced or too light to show still knows a cause better than another: whoever lives with a mistake
 * does not want it told in other words.
 */
export function settle(
  { file, findings: own, suppressions }: TextResult,
  more: readonly PlacedFinding[],
  place: TextPlace,
  judgement: Judgement,
): SettledText {
  const isClean = own.length === 0 && more.length === 0 && suppressions.length === 0;
  if (isClean && judgement.settings.overrides.length === 0) return clean;
  const judge = new Judge(place, judgement);
  const all = more.length === 0 ? own : [...own, ...more].sort(byPlace);
  const on = withoutExplained(all).filter(({ rule }) => !judge.isOff(rule));
  const { findings, count, unused } = suppress(on, suppressions, judgement.sure);
  const left = unused.length === 0 ? findings : [...findings, ...unused].sort(byPlace);
  return judge.settled(
    left.flatMap((finding) => judge.show(finding, file) ?? []),
    count,
  );
}

const clean: SettledText = {
  findings: [],
  suppressed: 0,
  overrides: [],
  usedOverrides: new Set(),
};

/** Decides about the rules of one text, each once. */
class Judge {
  readonly #judgement: Judgement;
  readonly #overrides: readonly Override[];
  readonly #used = new Set<Override>();
  readonly #decisions = new Map<string, Decision | undefined>();

  constructor(place: TextPlace, judgement: Judgement) {
    this.#judgement = judgement;
    this.#overrides = overridesFor(place, judgement.settings);
  }

  isOff(rule: string): boolean {
    return this.#decide(rule)?.level === "off";
  }

  /** The finding as reporters see it; undefined for what the profile leaves out. */
  show(finding: PlacedFinding, file: string): Finding | undefined {
    const { span: _span, yieldsTo: _yieldsTo, outweighs: _outweighs, ...shown } = finding;
    const level = this.#decide(finding.rule)?.level;
    if (level === "off") return undefined;
    if (level === undefined && this.#isTooLight(finding.severity)) return undefined;
    return { ...shown, severity: level ?? finding.severity, file, url: ruleUrl(finding.rule) };
  }

  settled(findings: readonly Finding[], suppressed: number): SettledText {
    const { sure } = this.#judgement;
    const overrides = this.#overrides.filter(({ rules }) =>
      Object.keys(rules).every((rule) => sure.has(rule)),
    );
    return { findings, suppressed, overrides, usedOverrides: this.#used };
  }

  #isTooLight(severity: Severity): boolean {
    return severity === "info" && this.#judgement.profile === "recommended";
  }

  /** Only asked for rules with a finding: so an override that decides is one that is used. */
  #decide(rule: string): Decision | undefined {
    if (this.#decisions.has(rule)) return this.#decisions.get(rule);
    const { severities, settings } = this.#judgement;
    const bySite = decide(rule, this.#overrides, settings);
    // Also where the command line has the last word this time.
    if (bySite?.override !== undefined) this.#used.add(bySite.override);
    const asked = severities.get(rule);
    const decision = asked === undefined ? bySite : { level: asked };
    this.#decisions.set(rule, decision);
    return decision;
  }
}
