/**
 * Render: a template and values in, a Hiera text out.
 *
 * Takes  a Template, the hosts and values of a service, words of `--set`.
 * Gives  the text that Horizon would store, its data and its document.
 * Never  pastes a value into text, resolves a secret that may not be published, or prints.
 */
import type { HieraDocument } from "../hiera/document.ts";
import { parseHiera } from "../hiera/parse-hiera.ts";
import { dumpAsPyyaml } from "../hiera/pyyaml-dump.ts";
import type { HieraMap } from "../hiera/value.ts";
import { chooseValues, type ValueSources } from "./choose-values.ts";
import { fillTemplate } from "./fill.ts";
import { findParameter } from "./parse-set.ts";
import { refuseUnrepresentable } from "./representable.ts";
import {
  type Publish,
  resolveValues,
  type SecretResolver,
  secretParameters,
} from "./resolve-values.ts";

/** What to render. */
export interface RenderRequest extends ValueSources {
  /** `all` for a text that stays with the user; else the parameters named by `--publish-secret`. */
  readonly publish: Publish;
  readonly resolveSecret: SecretResolver;
}

/** A rendered Hiera config. */
export interface Rendered {
  /** As PyYAML dumps it, which is how Horizon stores it. */
  readonly text: string;
  readonly data: HieraMap;
  readonly document: HieraDocument;
  /** Parameters whose `env`, `file` or `cmd` secret is in the text. */
  readonly resolvedSecrets: readonly string[];
  /** Where in the data a secret stands, whether resolved or written in the site file. */
  readonly secretPaths: readonly (readonly (string | number)[])[];
}

/**
 * The Hiera text of a service. It holds every value as given, or there is no text.
 * @throws {KaskctlError} wrong-use, unknown-parameter, value-invalid, value-not-representable,
 * secret-published, and what `resolveSecret` throws
 */
export async function renderService(request: RenderRequest): Promise<Rendered> {
  const { template, publish } = request;
  const chosen = chooseValues(request);
  if (publish !== "all") for (const name of publish) findParameter(name, template);
  const values = await resolveValues(chosen, publish, request.resolveSecret);
  const filled = fillTemplate(template.data, values);
  const resolvedSecrets = secretParameters(chosen);
  const declared = [...template.parameters.values()].filter(({ secret }) => secret);
  const secrets = new Set([...resolvedSecrets, ...declared.map(({ name }) => name)]);
  refuseUnrepresentable(filled, template.name, secrets);
  const text = dumpAsPyyaml(filled.data);
  return {
    text,
    data: filled.data,
    document: parseHiera(text),
    resolvedSecrets,
    secretPaths: filled.holes
      .filter(({ parameter }) => secrets.has(parameter))
      .map(({ path }) => path),
  };
}
