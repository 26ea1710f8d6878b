import { describeHttpExamples } from "../suites/http-examples.ts";
import { startKask } from "../support/running-kask.ts";

for (const base_uri of ["/sessions/v1", "/v1/", "a/b/c"]) {
  describeHttpExamples(`under the base URI ${base_uri}`, () => startKask({ base_uri }));
}
