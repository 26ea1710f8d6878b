import { KaskctlError } from "../base/errors.ts";
import type { World } from "../base/world.ts";
import type { Enc } from "../enc/enc.ts";
import { loadMapping } from "../hiera/load-mapping.ts";
import { type LintOptions, lintText } from "../lint/lint.ts";
import type { Finding, Severity } from "../lint/rule.ts";
import { rules } from "../lint/rules/index.ts";
import { failing } from "../lint/summarise.ts";
import { materialise } from "../runner/materialise.ts";
import type { Context, Service, Site } from "../site/site.ts";
import { hostFactsOf } from "./host-facts.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import { checkImage } from "./registry.ts";
import type { RenderedOfSite } from "./render-of-site.ts";
import { servicesOfData } from "./services-of-data.ts";

/** What a plan of a service of the site is made of. */
export interface PlanOfSiteRequest {
  readonly site: Site;
  readonly service: Service;
  readonly rendered: RenderedOfSite;
  readonly findings: readonly Finding[];
  readonly enc: Enc;
  readonly world: World;
}

/** What `kaskctl lint` knows beside the text: the site's `lint`, and signatures. */
export type LintChoices = Pick<LintOptions, "settings" | "signatures">;

/** What lint says of the text that a service would push, on the hosts that it would go to. */
export function lintRendered(
  service: Service,
  { text }: RenderedOfSite,
  context: Context,
  choices: LintChoices = {},
): readonly Finding[] {
  const [prefix] = service.prefixes;
  const file = `${service.name} (rendered)`;
  const host = hostFactsOf(service, context);
  return lintText({
    ...choices,
    text,
    file,
    target: "horizon",
    rules,
    host,
    ...(prefix && { prefix }),
  });
}

/**
 * Stops before a text with findings goes anywhere.
 * @throws {KaskctlError} findings
 */
export function refuseFindings(findings: readonly Finding[], failOn: Severity): void {
  const [first, ...others] = failing(findings, failOn);
  if (!first) return;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  throw new KaskctlError(
    "findings",
    `Lint refuses ${first.file}, line ${first.line}: ${first.message} [${first.rule}]${more}`,
    {
      hint: `${first.help ?? "Correct the values or the template."} kaskctl rules ${first.rule} explains.`,
    },
  );
}

/**
 * What pushing the rendered text would change.
 * @throws {KaskctlError} what the ENC throws
 */
export function planOfSite(request: PlanOfSiteRequest): Promise<Plan> {
  const { site, service, rendered, findings, enc, world } = request;
  const { text: renderedText, secrets } = rendered;
  return makePlan({ site, service, renderedText, findings, enc, clock: world.clock, secrets });
}

/**
 * Asks the registry for every image that the plan's texts name: Puppet does not notice a tag that
 * is not there.
 * @throws {KaskctlError} image-tag-missing, registry-unreachable, value-invalid
 */
export async function checkImages(
  { prefixes }: Plan,
  { registry, registryUrl }: Context,
  world: World,
): Promise<void> {
  const services = prefixes.flatMap(({ next }) =>
    servicesOfData(loadMapping(next.text) ?? new Map()),
  );
  const images = new Set(services.map((service) => materialise(service, registry).image));
  for (const image of images) await checkImage({ registryUrl, image, world });
}
