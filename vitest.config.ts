import { defineConfig } from "vitest/config";

const onCassandra = "tests/**/*.cassandra.test.ts";
const onCluster = "tests/cluster/**/*.test.ts";
const onBox = ["tests/**/*.box.test.ts", "tests/box/**/*.test.ts"];

/** The setup of a project runs only where one of its files does. */
export default defineConfig({
  test: {
    // System tests start real processes; two cores share them, with others where a machine is busy: time limits are there to
    // end what hangs, not to ask for speed.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // After it vitest ends in the middle of taking down what a project shares.
    teardownTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // Most of them wait for processes of their own.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: [onCassandra, onCluster, ...onBox],
        },
      },
      {
        extends: true,
        test: {
          name: "cassandra",
          include: [onCassandra],
          globalSetup: "tests/support/cassandra/shared-node.setup.ts",
          // Some of them bring a Cassandra of their own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "cluster",
          include: [onCluster],
          globalSetup: "tests/support/cassandra/shared-cluster.setup.ts",
          // One fault at a time, and nothing beside it.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: "box",
          include: onBox,
          globalSetup: "tests/box/shared-box.setup.ts",
          // Its files share instances.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
