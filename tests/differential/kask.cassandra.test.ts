import { beforeAll, expect, test } from "vitest";
import { newKeyspace, type TestKeyspace } from "../support/cassandra/keyspace.ts";
import { describeOnCassandra } from "../support/cassandra/on-cassandra.ts";
import type { CassandraPlace } from "../support/cassandra/place.ts";
import { cassandraSettings, type KaskProcess, startKaskProcess } from "../support/kask-process.ts";
import { idOf } from "./conversation.ts";
import { converse, shortened } from "./converse.ts";
import { generatedConversations, generationSeed } from "./generated-conversations.ts";
import { type Compared, listedDifferences, rowsFor } from "./listed-differences.ts";
import { oddConversations } from "./odd-conversations.ts";
import { defaultTtlSeconds, type Rows, rowsOf } from "./rows.ts";

/** Wikimedia's own Kask, as a program. */
const reference = process.env["KASKCTL_REFERENCE_KASK"];

const conversationsAtOnce = 8;
const generatedCount = 400;

const conversations = [...oddConversations, ...generatedConversations(generatedCount)].map(
  (draft, index) => draft(`c${index}`),
);

/** A Kask with a keyspace of its own. */
interface Side {
  readonly kask: KaskProcess;
  readonly keyspace: TestKeyspace;
}

async function startSide(cassandra: CassandraPlace, program?: readonly [string]): Promise<Side> {
  const keyspace = await newKeyspace(cassandra);
  const settings = { default_ttl: defaultTtlSeconds, cassandra: cassandraSettings(keyspace) };
  const kask = await startKaskProcess({ settings, ...(program && { program }) });
  return { kask, keyspace };
}

if (reference === undefined) {
  test.skip("Wikimedia's own Kask answers alike (KASKCTL_REFERENCE_KASK names none)");
} else {
  describeOnCassandra("beside Wikimedia's own Kask", (cassandra) => {
    const listed = listedDifferences();
    let compared: readonly Compared[] = [];
    let strays: readonly string[] = [];

    beforeAll(async () => {
      const sides = [await startSide(cassandra, [reference]), await startSide(cassandra)] as const;
      ({ compared, strays } = await compareAll(...sides));
      for (const { kask, keyspace } of sides) await kask.close().then(keyspace.drop);
    }, 300_000);

    test(`at least 2,000 requests were sent to both, the generated ones of seed ${generationSeed}`, () => {
      const sent = conversations.reduce((sum, { requests }) => sum + requests, 0);
      expect(sent).toBeGreaterThanOrEqual(2_000);
      expect(compared).toHaveLength(conversations.length);
    });

    test("every difference is listed, with what Kask says and what we say", () => {
      const unlisted = compared.filter(
        (each) => each.kask !== each.here && rowsFor(listed, each).length === 0,
      );
      expect(unlisted.map(describeDifference).join("\n\n")).toBe("");
    });

    test.each(listed)("a request shows the listed difference $id", ({ id }) => {
      const shown = compared.filter(
        (each) => each.kask !== each.here && rowsFor(listed, each).some((row) => row.id === id),
      );
      expect(shown.length).toBeGreaterThan(0);
    });

    test("every row in the tables is of a conversation", () => {
      expect(strays).toEqual(["", ""]);
    });
  });
}

async function compareAll(kask: Side, here: Side) {
  const startMs = Date.now();
  const compared: Compared[] = [];
  const left = conversations.entries();
  const lane = async (): Promise<void> => {
    for (const [index, conversation] of left) {
      const [one, other] = await Promise.all([
        converse(kask.kask.port, conversation),
        converse(here.kask.port, conversation),
      ]);
      compared[index] = { conversation, kask: one, here: other };
    }
  };
  await Promise.all(Array.from({ length: conversationsAtOnce }, lane));
  const seconds = (): number => Math.ceil((Date.now() - startMs) / 1000) + 1;
  const kaskRows = rowTexts(await rowsOf(kask.keyspace, seconds()));
  const ourRows = rowTexts(await rowsOf(here.keyspace, seconds()));
  const withRows = compared.map(
    ({ conversation, kask: kaskSaid, here: weSaid }): Compared => ({
      conversation,
      kask: kaskSaid + (kaskRows.get(conversation.id) ?? ""),
      here: weSaid + (ourRows.get(conversation.id) ?? ""),
    }),
  );
  const strays = [kaskRows, ourRows].map((rows) => rows.get(undefined) ?? "");
  return { compared: withRows, strays };
}

type RowTexts = ReadonlyMap<string | undefined, string>;

/** What each conversation left in the table; those without an id are under `undefined`. */
function rowTexts(rows: Rows): RowTexts {
  const texts = new Map<string | undefined, string>();
  for (const key of [...rows.keys()].sort()) {
    const id = idOf(key);
    const line = `\n${shortened(JSON.stringify(key))}: ${rows.get(key)}`;
    texts.set(id, (texts.get(id) ?? "") + line);
  }
  return texts;
}

function describeDifference({ conversation, kask, here }: Compared): string {
  const { id, title, sent } = conversation;
  const bytes = JSON.stringify(shortened(sent.toString("latin1")));
  return `${id}, ${title}\n${bytes}\n--- Kask\n${kask}\n--- here\n${here}`;
}
