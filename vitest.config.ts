import { defineConfig } from "vitest/config";

const onCassandra = "tests/**/*.cassandra.test.ts";
const onCluster = "tests/cluster/**/*.test.ts";

/** The setup of a project runs only where one of its files does. */
export default defineConfig({
  test: {
    // System tests start real processes; two cores share them.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: [onCassandra, onCluster],
        },
      },
      {
        extends: true,
        test: {
          name: "cassandra",
          include: [onCassandra],
          globalSetup: "tests/support/cassandra/shared-node.setup.ts",
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
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
