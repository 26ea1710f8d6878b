// kaskctl as far as a sandbox starts it, from the sources: `sandbox serve` and `sandbox stand-in`.
import { runInside } from "../../cli/commands/sandbox-inside.ts";
import { testWorld } from "./test-world.ts";

const ended = new AbortController();
process.once("SIGTERM", () => ended.abort());
process.exitCode = await runInside(process.argv.slice(3), testWorld({ signal: ended.signal }));
