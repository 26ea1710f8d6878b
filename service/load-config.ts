import { type CheckedFile, type ConfigNote, checkFile, noteLine } from "./check-file.ts";
import type { ServiceConfig, StoreConfig } from "./contract/service-config.ts";
import { sameAsAnother } from "./contract/unique-stores.ts";
import { StartError } from "./start-error.ts";

/** A configuration that Kask can start with. */
export interface LoadedConfig {
  readonly config: ServiceConfig;
  /** What deserves a line in the log, and keeps nobody from starting. */
  readonly warnings: readonly string[];
}

/**
 * Reads configuration files, whose stores are served together. What concerns the whole process comes
 * from the first. A file that is not there is passed over where another follows: images name theirs
 * before those of the user.
 * @param files at least one
 * @throws {StartError} with everything that is wrong with the files
 */
export function loadConfig(files: readonly string[]): LoadedConfig {
  const all = files.map(checkFile);
  const found = all.filter(({ isMissing }, position) => !isMissing || position === all.length - 1);
  const mistakes = linesOf("mistake", found);
  const [first] = found;
  if (mistakes.length > 0 || first?.config === undefined) throw new StartError(mistakes);
  const missing = all.filter((checked) => !found.includes(checked));
  const config = found.length === 1 ? first.config : together(first.config, found);
  const later = found.slice(1);
  return {
    config,
    warnings: [
      ...missing.map(({ file }) => `There is no ${file}; the configuration file after it is read`),
      ...unknownWarnings(found),
      ...linesOf("repeated", found),
      ...later.flatMap((file) => passedOver(first, file)),
    ],
  };
}

/** @throws {StartError} when two stores have the same name or base URI */
function together(first: ServiceConfig, files: readonly CheckedFile[]): ServiceConfig {
  const stores = files.flatMap(({ config }) => (config === undefined ? [] : namedStores(config)));
  const mistakes = sameAsAnother(stores);
  if (mistakes.length === 0) return { ...first, stores };
  const names = files.map(({ file }) => file).join(" and ");
  throw new StartError(
    mistakes.map(({ path, message }) => {
      const place = `store ${Number(path[1]) + 1} of ${names}`;
      return `${place}: ${path[2]} ${message}. Change it, or service_name, in one of the files.`;
    }),
  );
}

/** The only store of a file has no name of its own; the service's stands for it. */
function namedStores({ stores, service_name }: ServiceConfig): readonly StoreConfig[] {
  return stores.map((store) => (store.name === "" ? { ...store, name: service_name } : store));
}

/** One line, however many there are. */
function unknownWarnings(files: readonly CheckedFile[]): readonly string[] {
  const names = files.flatMap(({ file, notes }) =>
    notes
      .filter(({ kind }) => kind === "unknown")
      .map(({ setting, message }) => {
        const hint = /did you mean .+\?$/.exec(message)?.[0];
        const place = files.length === 1 ? "" : `${file}: `;
        return `${place}${setting}${hint === undefined ? "" : ` (${hint})`}`;
      }),
  );
  return names.length === 0 ? [] : [`Unknown settings are ignored: ${names.join(", ")}`];
}

function linesOf(wanted: ConfigNote["kind"], files: readonly CheckedFile[]): readonly string[] {
  return files.flatMap(({ file, notes }) =>
    notes.filter(({ kind }) => kind === wanted).map((note) => noteLine(file, note)),
  );
}

const processSettings = [
  "listen_address",
  "listen_port",
  "log_level",
  "openapi_spec",
  "tls",
  "max_body_bytes",
] as const;

/** What a later file states for the process, and otherwise than the first has it. */
function passedOver(first: CheckedFile, later: CheckedFile): readonly string[] {
  const names = processSettings.filter(
    (name) =>
      later.stated.has(name) &&
      JSON.stringify(later.config?.[name]) !== JSON.stringify(first.config?.[name]),
  );
  if (names.length === 0) return [];
  return [`What ${first.file} says of ${names.join(", ")} holds, not what ${later.file} says`];
}
