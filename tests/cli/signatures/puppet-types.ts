import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  PuppetFloat,
  type PuppetValue,
  symbolValue,
} from "../../../cli/signatures/puppet-value.ts";
import type { Signatures, TypeAlias } from "../../../cli/signatures/signatures.ts";

/** What Puppet says of values and a type. */
export interface TypeAnswer {
  readonly verdicts?: readonly boolean[];
  readonly messages?: readonly (string | null)[];
  readonly error?: string;
}

/** A question to Puppet's type system. */
export interface TypeQuestion {
  readonly type: string;
  readonly values: readonly PuppetValue[];
  readonly describe?: boolean;
}

/** One real Puppet that is asked about types. */
export class ReferenceTypes {
  readonly #waiting: PromiseWithResolvers<TypeAnswer>[] = [];
  readonly #child: ChildProcess;

  constructor(aliases: Readonly<Record<string, string>>) {
    const script = fileURLToPath(new URL("../../support/puppet_types_oracle.rb", import.meta.url));
    this.#child = spawn("ruby", [script], { stdio: ["pipe", "pipe", "inherit"] });
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on("line", (line) => {
        this.#waiting.shift()?.resolve(JSON.parse(line) as TypeAnswer);
      });
    }
    this.#child.on("close", () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error("ruby ended early"));
    });
    this.#child.stdin?.write(`${JSON.stringify({ aliases })}\n`);
  }

  async askAll(questions: readonly TypeQuestion[]): Promise<readonly TypeAnswer[]> {
    const answers = questions.map(() => Promise.withResolvers<TypeAnswer>());
    this.#waiting.push(...answers);
    const lines = questions.map(({ type, values, describe }) =>
      JSON.stringify({ type, values: values.map(encode), describe }),
    );
    this.#child.stdin?.write(lines.map((line) => `${line}\n`).join(""));
    return Promise.all(answers.map(({ promise }) => promise));
  }

  stop(): void {
    this.#child.stdin?.end();
  }
}

function encode(value: PuppetValue): unknown {
  if (typeof value === "number" || typeof value === "bigint") return { int: String(value) };
  if (value instanceof PuppetFloat) return { float: String(value.value) };
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Map) {
    return { map: [...value].map(([key, item]) => [encode(key), encode(item)]) };
  }
  return value === symbolValue ? { symbol: "symbol" } : value;
}

/** Aliases as signatures hold them. */
export function aliasesOf(types: Readonly<Record<string, string>>): Signatures["aliases"] {
  const aliases = Object.entries(types).map(([name, type]): [string, TypeAlias] => [
    name.toLowerCase(),
    { name, type, file: "types.pp", line: 1 },
  ]);
  return new Map(aliases);
}
