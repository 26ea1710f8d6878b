import { randomUUID } from "node:crypto";
import type { Operation } from "./load-report.ts";
import type { Outcome } from "./send-request.ts";

/** A session as the client knows it. */
export interface Session {
  readonly key: string;
  /** What is stored; undefined after a delete. */
  readonly value: string | undefined;
}

/** A request that is to be sent, and what is stored when it succeeds. */
export interface Question {
  readonly operation: Operation;
  readonly key: string;
  /** What a GET must give. */
  readonly before: string | undefined;
  /** The body of a POST. */
  readonly after: string | undefined;
}

const valueBytes = 1700;
const rememberedDeletes = 1000;

/**
 * Sessions that nobody asks for at the moment. One that is asked for is taken out until its answer is
 * judged, so that it is always known what the next answer must be; one whose write failed stays out,
 * since nobody knows what is stored.
 */
export class SessionPool {
  readonly #stored: Session[] = [];
  readonly #deleted: Session[] = [];
  #questions = 0;

  /** The next question of an operation; it is of a key that nobody stored where there is no other. */
  next(operation: Operation): Question {
    this.#questions += 1;
    // One read in six is of a session that has ended, and every other write is of a new one.
    const isOfDeleted = operation === "GET" && this.#questions % 6 === 0;
    const isOfNew = operation === "POST" && this.#questions % 2 === 0;
    const taken = isOfDeleted ? this.#deleted.shift() : isOfNew ? undefined : this.#take();
    const { key, value: before } = taken ?? { key: randomUUID(), value: undefined };
    const after = operation === "POST" ? newValue() : undefined;
    return { operation, key, before, after };
  }

  /** What was wrong with an answer; undefined where nothing was. */
  judge(question: Question, outcome: Outcome): string | undefined {
    const { operation, key, before } = question;
    const reason = wrongOf(question, outcome);
    if (operation === "GET") this.#putBack({ key, value: before });
    else if (reason === undefined) this.#putBack({ key, value: question.after });
    return reason;
  }

  #take(): Session | undefined {
    const last = this.#stored.pop();
    const place = Math.floor(Math.random() * (this.#stored.length + 1));
    if (last === undefined || place === this.#stored.length) return last;
    const taken = this.#stored[place];
    this.#stored[place] = last;
    return taken;
  }

  #putBack(session: Session): void {
    if (session.value !== undefined) this.#stored.push(session);
    else if (this.#deleted.length < rememberedDeletes) this.#deleted.push(session);
  }
}

function newValue(): string {
  return `${randomUUID()} `.padEnd(valueBytes, "kask");
}

function wrongOf({ operation, before }: Question, outcome: Outcome): string | undefined {
  if ("error" in outcome) return outcome.error;
  const { status, body } = outcome;
  const expected = { GET: before === undefined ? 404 : 200, POST: 201, DELETE: 204 }[operation];
  if (status !== expected) return `status ${status}`;
  return status === 200 && body !== before ? "wrong value" : undefined;
}
