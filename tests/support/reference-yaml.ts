import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  HieraBinary,
  HieraFloat,
  HieraSet,
  HieraSymbol,
  HieraTimestamp,
  type HieraValue,
} from "../../cli/hiera/value.ts";

/** What a reference program answers: an encoded value or text, or its error. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

const programs = {
  pyyaml: ["/usr/bin/python3", "pyyaml_oracle.py"],
  psych: ["ruby", "psych_oracle.rb"],
} as const;

/** One long-lived Python or Ruby that is asked in JSON lines; it starts with the first question. */
export class ReferenceYaml {
  readonly #program: keyof typeof programs;
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #child: ChildProcess | undefined;

  constructor(program: keyof typeof programs) {
    this.#program = program;
  }

  async askAll(requests: readonly object[]): Promise<Answer[]> {
    const input = this.#start().stdin;
    const answers = requests.map(() => Promise.withResolvers<Answer>());
    this.#waiting.push(...answers);
    input?.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(""));
    return Promise.all(answers.map(({ promise }) => promise));
  }

  stop(): void {
    this.#child?.stdin?.end();
    this.#child = undefined;
  }

  #start(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const [command, script] = programs[this.#program];
    const path = fileURLToPath(new URL(script, import.meta.url));
    const child = spawn(command, [path], { stdio: ["pipe", "pipe", "inherit"] });
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.#waiting.shift()?.resolve(JSON.parse(line) as Answer);
      });
    }
    child.on("close", () => {
      for (const { reject } of this.#waiting.splice(0)) {
        reject(new Error(`${command} ended before it answered`));
      }
    });
    this.#child = child;
    return child;
  }
}

/** A value as the reference programs write it; sets have no order and are sorted. */
export function encodeValue(value: HieraValue): unknown {
  if (Array.isArray(value)) return value.map(encodeValue);
  if (value instanceof Map) {
    return { map: [...value].map(([key, item]) => [encodeValue(key), encodeValue(item)]) };
  }
  if (value instanceof HieraSet) {
    const members = value.members.map((member) => JSON.stringify(encodeValue(member)));
    return { set: members.sort().map((member): unknown => JSON.parse(member)) };
  }
  return encodeScalar(value);
}

function encodeScalar(value: HieraValue): unknown {
  if (typeof value === "number" || typeof value === "bigint") return { int: String(value) };
  if (value instanceof HieraFloat) return { float: floatBits(value.value) };
  if (value instanceof HieraTimestamp) return { time: value.text };
  if (value instanceof HieraSymbol) return { symbol: value.name };
  if (value instanceof HieraBinary) return { binary: Buffer.from(value.bytes).toString("base64") };
  return value;
}

/** Like {@link encodeValue}, but a collection or date that is there twice is told as the same one. */
export function encodeShared(value: HieraValue, known = new Map<HieraValue, number>()): unknown {
  const isMap = value instanceof Map;
  if (!(isMap || Array.isArray(value) || value instanceof HieraTimestamp))
    return encodeValue(value);
  const same = known.get(value);
  if (same !== undefined) return { same };
  const id = known.size;
  known.set(value, id);
  if (Array.isArray(value)) return { id, is: value.map((item) => encodeShared(item, known)) };
  if (!isMap) return { id, is: encodeValue(value) };
  const map = [...value].map(([key, item]) => [
    encodeShared(key, known),
    encodeShared(item, known),
  ]);
  return { id, is: { map } };
}

/** The bits of a float, so that no digit is lost on the way; every NaN is the same one. */
function floatBits(value: number): string {
  if (Number.isNaN(value)) return "nan";
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  return bits.toString("hex");
}
