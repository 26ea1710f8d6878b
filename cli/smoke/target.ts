import { Agent } from "undici";
import { KaskctlError } from "../base/errors.ts";
import { materialise } from "../runner/materialise.ts";
import type { ServiceDefinition } from "../runner/service-docker.ts";
import type { Transport } from "../ssh/transport.ts";
import type { SmokeTarget } from "./check.ts";

/**
 * Where Kask serves values when its configuration does not say.
 * @see mediawiki-services-kask/config.go, NewConfig
 */
const defaultBaseUri = "/v1/";

/**
 * A Kask by its address: `http://127.0.0.1:8080/sessions/v1/`; without a path Kask's default is
 * meant.
 * @throws {KaskctlError} wrong-use
 */
export function targetFromUrl(url: string): SmokeTarget {
  const parsed = URL.parse(url);
  const found = parsed === null ? "not a URL" : mistakeIn(parsed);
  if (parsed === null || found !== undefined) {
    throw new KaskctlError(
      "wrong-use",
      `Cannot smoke-test ${JSON.stringify(url)}: it is ${found}.`,
      {
        hint: "Give http://HOST:PORT/BASE/URI/, as in http://127.0.0.1:8080/sessions/v1/.",
      },
    );
  }
  const path = parsed.pathname === "/" ? defaultBaseUri : parsed.pathname;
  return {
    origin: parsed.origin,
    baseUri: withSlashes(path),
    dispatcher: undefined,
    host: undefined,
  };
}

/** A target with the tunnel that leads to it. */
export interface OpenTarget {
  readonly target: SmokeTarget;
  close(): Promise<void>;
}

/** What is needed to reach the Kask of a host. */
export interface HostTarget {
  readonly fqdn: string;
  readonly service: ServiceDefinition;
  /** The registry that Puppet prepends to the image's name. */
  readonly registry: string;
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/**
 * The Kask of a host, reached through a tunnel, so that no port needs to be open.
 * @throws {KaskctlError} host-unreachable, host-key, host-auth
 */
export async function targetFromHost(options: HostTarget): Promise<OpenTarget> {
  const { fqdn, service, registry, transport, signal } = options;
  const tunnel = await transport.openTunnel(fqdn, service.port);
  const dispatcher = new Agent({
    connections: 1,
    connect: { socketPath: tunnel.socketPath, servername: fqdn },
  });
  const baseUri = service.config["base_uri"];
  return {
    target: {
      origin: `${hasTls(service) ? "https" : "http"}://127.0.0.1:${service.port}`,
      baseUri: typeof baseUri === "string" ? withSlashes(baseUri) : defaultBaseUri,
      dispatcher,
      host: {
        fqdn,
        service,
        rendered: materialise(service, registry),
        typedWords: transport.typedWords(fqdn),
        run: (command) => transport.run(fqdn, command, { signal }),
      },
    },
    async close() {
      await dispatcher.destroy();
      await tunnel.close();
    },
  };
}

function hasTls({ config }: ServiceDefinition): boolean {
  const tls = config["tls"];
  return tls instanceof Object && "cert" in tls && Boolean(tls.cert);
}

function mistakeIn({ protocol, username, search, hash }: URL): string | undefined {
  if (protocol !== "http:" && protocol !== "https:") return "neither http nor https";
  if (username !== "") return "a URL with a password, which Kask does not know";
  if (search !== "" || hash !== "") return "a URL with a query or a fragment";
  return undefined;
}

/** As Kask itself adds what is missing. */
function withSlashes(path: string): string {
  return `/${path}/`.replace(/^\/+/u, "/").replace(/\/+$/u, "/");
}
