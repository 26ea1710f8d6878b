import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/support/root.ts";
import { hostPromises } from "../suites/host.ts";
import { describeOnBox } from "./on-box.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describeOnBox("an instance of a box, as every host,", (sandbox) => {
  hostPromises(async () => ({ sandbox, name: "deployment-sessionstore04", version }));
});
