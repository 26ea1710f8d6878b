import { Secret } from "../../cli/base/secret.ts";
import type { World } from "../../cli/base/world.ts";
import { createEncClient, type EncClient } from "../../cli/enc/client.ts";
import type { EncCredential } from "../../cli/enc/credential.ts";
import {
  type EncEmulator,
  type EncEmulatorOptions,
  startEncEmulator,
} from "../../cli/enc/emulator.ts";
import type { EmulatedCredential } from "../../cli/enc/emulator-keystone.ts";

/** Milliseconds since 1970, moved by hand. */
export interface HandClock {
  now(): number;
  sleep(): Promise<void>;
  advance(durationMs: number): void;
}

/** A clock that stands at 2026-01-01 until it is moved. */
export function handClock(): HandClock {
  let time = Date.UTC(2026, 0, 1);
  return {
    now: () => time,
    sleep: async () => undefined,
    advance: (durationMs) => {
      time += durationMs;
    },
  };
}

/** A world with the real network and nothing else of this process. */
export function worldWith(clock: HandClock, signal = new AbortController().signal): World {
  const { fetch } = globalThis;
  return { clock, env: {}, cwd: "/", fetch, signal, progress: () => undefined };
}

const project = { id: "deployment-prep", name: "deployment-prep" };
const alice = { id: "u-alice", name: "alice" };

/** Who the emulated Keystone of the tests knows. */
export const credentials = {
  member: {
    id: "c-member",
    name: "kaskctl",
    secret: "member-secret-1",
    user: alice,
    project,
    roles: ["member", "reader"],
  },
  reader: {
    id: "c-reader",
    name: "look",
    secret: "reader-secret-1",
    user: alice,
    project,
    roles: ["reader"],
  },
  stranger: {
    id: "c-stranger",
    name: "kaskctl",
    secret: "stranger-secret-1",
    user: { id: "u-bob", name: "bob" },
    project: { id: "tools", name: "tools" },
    roles: ["member"],
  },
  administrator: {
    id: "c-admin",
    name: "root",
    secret: "admin-secret-1",
    user: { id: "u-root", name: "root" },
    project: { id: "admin", name: "admin" },
    roles: ["admin"],
  },
} as const satisfies Record<string, EmulatedCredential>;

/** A running emulator with what a test looks at. */
export interface TestEnc extends AsyncDisposable {
  readonly emulator: EncEmulator;
  readonly clock: HandClock;
  readonly world: World;
  /** `METHOD path status`, in order. */
  readonly answers: string[];
  client(who?: keyof typeof credentials, changes?: Partial<EncCredential>): EncClient;
}

/** Raises an emulator on a free port of this machine. */
export async function startTestEnc(options: Partial<EncEmulatorOptions> = {}): Promise<TestEnc> {
  const clock = handClock();
  const world = worldWith(clock);
  const answers: string[] = [];
  const emulator = await startEncEmulator({
    host: "127.0.0.1",
    credentials: Object.values(credentials),
    clock,
    onAnswer: (method, path, status) => answers.push(`${method} ${path} ${status}`),
    ...options,
  });
  return {
    emulator,
    clock,
    world,
    answers,
    client: (who = "member", changes = {}) =>
      createEncClient({
        credential: { ...credentialOf(emulator, who), ...changes },
        project: project.id,
        world,
      }),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

/** The credential of one of {@link credentials}, by id. */
export function credentialOf(
  { keystoneUrl }: Pick<EncEmulator, "keystoneUrl">,
  who: keyof typeof credentials = "member",
): EncCredential {
  const { id, secret } = credentials[who];
  return {
    keystoneUrl,
    applicationCredential: { id },
    secret: new Secret(secret),
    region: "eqiad1-r",
    interface: "public",
    encUrl: undefined,
  };
}
