import { expect } from "vitest";
import { describeOnCluster } from "../support/cassandra/on-cluster.ts";
import { needs } from "../support/requires.ts";
import { problemsOfSection } from "../support/run-kask-page.ts";

describeOnCluster("the how-to of kask, with two data centres", (cluster) => {
  needs("curl")("does what it says: Over two data centres", async () => {
    const names = {
      "eqiad.example": cluster.place("eqiad").host,
      "codfw.example": cluster.place("codfw").host,
    };
    expect(await problemsOfSection("Over two data centres", { names })).toEqual([]);
  });
});
