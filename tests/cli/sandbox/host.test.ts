import { afterAll, describe, test } from "vitest";
import { hostPromises } from "../../suites/host.ts";
import { missingHere } from "../../support/requires.ts";
import { raiseSandbox, type TestSandbox } from "../../support/sandbox.ts";

const name = "deployment-sessionstore02";

if (missingHere("ssh").length > 0) {
  test.skip("an instance of the embedded sandbox keeps what every host does (needs ssh)");
} else {
  describe("an instance of the embedded sandbox", () => {
    let sandbox: TestSandbox | undefined;

    afterAll(() => sandbox?.down());

    hostPromises(async () => {
      sandbox = await raiseSandbox();
      return { sandbox: sandbox.it, name, version: "v1.0.19" };
    });
  });
}
