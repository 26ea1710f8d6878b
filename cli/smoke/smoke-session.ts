import type { World } from "../base/world.ts";
import type { SmokeResponse, SmokeSession, SmokeTarget } from "./check.ts";
import { CouldNotAsk } from "./could-not-ask.ts";
import type { KaskClient, KaskRequest } from "./http-client.ts";
import type { KeyJournal } from "./key-journal.ts";
import type { LatencySample } from "./latency.ts";
import { placeOf } from "./smoke-keys.ts";

/** What one check did, beside its verdict. */
export interface SessionRecord {
  readonly samples: readonly LatencySample[];
  /** Requests that the network lost and that were answered when asked again. */
  readonly flaky: readonly string[];
}

/** What a session is made of. */
export interface SessionParts {
  readonly target: SmokeTarget;
  readonly world: World;
  readonly client: KaskClient;
  readonly journal: KeyJournal;
  readonly readOnly: boolean;
  readonly windowMs: number;
  readonly newKey: () => string;
}

/** Methods that may be sent again when no answer came: they do the same twice as once. */
const repeatable: ReadonlySet<string> = new Set(["GET", "DELETE"]);

/** Operations by the method that asks for them; others go by their method. */
const operations: Readonly<Record<string, string>> = {
  POST: "create",
  GET: "read",
  DELETE: "delete",
};

/** A session for one check, and the record that grows with it. */
export function openSession(parts: SessionParts): {
  readonly session: SmokeSession;
  readonly record: SessionRecord;
} {
  const samples: LatencySample[] = [];
  const flaky: string[] = [];
  const { target, world, readOnly, windowMs, newKey } = parts;

  async function request(method: string, path: string, body?: Uint8Array): Promise<SmokeResponse> {
    await noteKey(parts, method, path);
    const response = await askTwice(parts.client, { method, path, body }, flaky);
    const operation = operations[method] ?? method.toLowerCase();
    samples.push({ operation, durationMs: response.durationMs });
    return response;
  }

  return {
    session: { target, world, readOnly, windowMs, newKey, request },
    record: { samples, flaky },
  };
}

/** Before anything is sent that may store a value, whatever the answer should be. */
async function noteKey(
  { target, journal }: SessionParts,
  method: string,
  path: string,
): Promise<void> {
  if (repeatable.has(method) || !path.startsWith(target.baseUri)) return;
  await journal.record(placeOf(target), path.slice(target.baseUri.length));
}

async function askTwice(
  client: KaskClient,
  request: KaskRequest,
  flaky: string[],
): Promise<SmokeResponse> {
  try {
    return await client.ask(request);
  } catch (error) {
    if (!(error instanceof CouldNotAsk) || !repeatable.has(request.method)) throw error;
    const response = await client.ask(request);
    flaky.push(error.message);
    return response;
  }
}
