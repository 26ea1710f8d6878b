import { expect, onTestFinished, test } from "vitest";
import type { Cluster } from "../../../../service/storage/cassandra/cluster.ts";
import type { Connection, Pending } from "../../../../service/storage/cassandra/connection.ts";
import { RefusedError } from "../../../../service/storage/cassandra/connection-error.ts";
import { Executor } from "../../../../service/storage/cassandra/executor.ts";
import type { Node } from "../../../../service/storage/cassandra/node.ts";
import { opcodes, resultKinds } from "../../../../service/storage/cassandra/protocol.ts";
import { isTableRefusal } from "../../../../service/storage/cassandra/table-check.ts";
import { createOperation } from "../../../support/cassandra/create-operation.ts";

/** A node that knows the table, or has not heard of it. */
function nodeThat(does: "knows" | "lacks"): Node {
  const body = Buffer.alloc(7);
  body.writeInt32BE(resultKinds.prepared);
  body.writeUInt16BE(1, 4);
  const connection = {
    statementIds: [],
    preparing: new Map(),
    command: () =>
      does === "knows"
        ? Promise.resolve({ opcode: opcodes.result, body })
        : Promise.reject(new RefusedError(0x2200, "unconfigured table values")),
    execute(pending: Pending) {
      const answer = () =>
        pending.onAnswer(connection as unknown as Connection, opcodes.result, body, 0, 7);
      queueMicrotask(answer);
      return true;
    },
  };
  const state = { isAnswering: true, isSuspect: false, openConnections: 1, inFlight: 0 };
  return { ...state, connection: () => connection } as unknown as Node;
}

function executorOver(nodes: readonly Node[]) {
  const refusals: Error[] = [];
  const replicas = { nodes, admit: () => "yes", succeeded() {}, isRefusing: () => false };
  const cluster = { nodes, ring: () => ({ find: () => replicas }) } as unknown as Cluster;
  const executor = new Executor(cluster, "kask", {
    queryTimeoutMs: 0,
    speculativeDelayMs: 0,
    maxInFlight: 10,
    fault: () => "the table is missing",
    isRefusal: isTableRefusal,
    onRefusal: (error) => void refusals.push(error),
  });
  onTestFinished(() => executor.close());
  return { executor, refusals };
}

const bound = { value: Buffer.from("v"), ttlSeconds: 1 };

test("a node that has not heard of the table fails no request while another has", async () => {
  const { executor, refusals } = executorOver([
    nodeThat("lacks"),
    nodeThat("knows"),
    nodeThat("lacks"),
  ]);
  for (let count = 0; count < 6; count++) {
    expect(await executor.run(createOperation, "key", bound)).toBe(true);
  }
  expect(refusals).toEqual([]);
});

test("the table is missing when no node has heard of it", async () => {
  const { executor, refusals } = executorOver([nodeThat("lacks"), nodeThat("lacks")]);
  await expect(executor.run(createOperation, "key", bound)).rejects.toThrow("the table is missing");
  expect(refusals).toHaveLength(1);
});
