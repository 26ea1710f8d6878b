/**
 * Imported before a bundle, it keeps what V8 compiled while the bundle ran, one file for each script in
 * the folder that `RECORD_SCRIPTS` names.
 */
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import vm, { type ScriptOptions } from "node:vm";

const folder = process.env["RECORD_SCRIPTS"] ?? "";
const scripts = new Map<string, vm.Script>();

vm.Script = class extends vm.Script {
  constructor(code: string, options: ScriptOptions & { readonly filename: string }) {
    super(code, options);
    scripts.set(basename(options.filename), this);
  }
};

// At the end, when V8 has also compiled the functions that were called. It notes under which flags: those
// of the start, so that what the lint of a tree changes later is put back.
process.on("exit", () => {
  setFlagsFromString("--semi-space-growth-factor=2");
  for (const [name, script] of scripts)
    writeFileSync(join(folder, name), script.createCachedData());
});
