/**
 * Smoke: questions to a running Kask, answers out.
 *
 * Takes  a target (a URL, and where there is one the host behind it) and the checks to ask.
 * Gives  one Answer per check and host.
 * Never  leaves a key behind, uses a key that could be a session's, or prints.
 */
import type { Dispatcher } from "undici";
import type { World } from "../base/world.ts";
import type { RenderedService, ServiceDefinition } from "../runner/service-docker.ts";
import type { Outcome, RemoteCommand } from "../ssh/transport.ts";

/** `fail`: the answer is wrong. `error`: it could not be asked. */
export type AnswerStatus = "pass" | "fail" | "error" | "warn" | "skip";

/** What one check found on one target. */
export interface Answer {
  readonly id: string;
  readonly host: string | undefined;
  readonly status: AnswerStatus;
  readonly seconds: number;
  /** The question, as a sentence. */
  readonly asks: string;
  readonly expected?: string;
  readonly actual?: string;
  /** The `curl` line that asks again. */
  readonly repeat?: string;
  /** Figures and texts for people and machines: latencies by operation in milliseconds, versions. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What a check says; id, host, seconds and question are added by the runner. */
export type Verdict = Pick<Answer, "status" | "expected" | "actual" | "repeat" | "data">;

/** The machine behind a target: asked over SSH. */
export interface TargetHost {
  readonly fqdn: string;
  /** What Puppet was told to run there. */
  readonly service: ServiceDefinition;
  /** What Puppet makes of it there. */
  readonly rendered: RenderedService;
  /** By which a person gives its shell a line. */
  readonly typedWords: readonly string[];
  run(command: RemoteCommand): Promise<Outcome>;
}

/** A running Kask. */
export interface SmokeTarget {
  /** Where Kask listens, without its base URI: `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** With leading and trailing slash: `/sessions/v1/`. */
  readonly baseUri: string;
  /** How to get there where it is not by the network: a tunnel's socket. */
  readonly dispatcher: Dispatcher | undefined;
  readonly host: TargetHost | undefined;
}

/** A smoke check: a plain annotated object, one per file; its page and `checks` grow from it. */
export interface Check {
  readonly id: string;
  /** The question, as a sentence that ends with a question mark. */
  readonly asks: string;
  /** What goes wrong for people when the answer is no. */
  readonly why: string;
  /** Project, file and symbol of what it mirrors. */
  readonly source: string;
  readonly since: string;
  /** `http` is asked of every target, `host` only where there is a host behind it. */
  readonly layer: "http" | "host";
  /** Whether it writes keys; such checks are left out by `--read-only`. */
  readonly writes: boolean;
  run(session: SmokeSession): Promise<Verdict>;
}

/** What a check may use: requests, keys of its own, the host. */
export interface SmokeSession {
  readonly target: SmokeTarget;
  readonly world: World;
  /** Whether nothing may be written: the target serves somebody. */
  readonly readOnly: boolean;
  /** How long a service must have stayed the same to count as stable. */
  readonly windowMs: number;
  /** A new key of this run, journalled before it is written and deleted at the end. */
  newKey(): string;
  /**
   * Asks Kask. `path` begins with a slash and is sent as it is. A GET or DELETE that the network
   * lost is asked once more, and the answer of the check says so; a POST never is.
   * @throws {CouldNotAsk} there was no answer
   */
  request(method: string, path: string, body?: Uint8Array): Promise<SmokeResponse>;
}

/** An HTTP answer, read to its end. */
export interface SmokeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly durationMs: number;
  /** The `X-Request-ID` that was sent. */
  readonly requestId: string;
}

/** A smoke run over one target or several, as it is reported. */
export interface SmokeReport {
  /** The run id; every key of the run carries it. */
  readonly run: string;
  /** What was asked: a service's name or a URL. */
  readonly target: string;
  readonly answers: readonly Answer[];
}
