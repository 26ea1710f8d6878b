/** A `docker run` command line, taken apart. */
export interface DockerRun {
  readonly name: string | undefined;
  readonly image: string;
  /** The words after the image, appended to its entrypoint. */
  readonly command: readonly string[];
  readonly envFile: string | undefined;
  readonly published: readonly { readonly hostPort: number; readonly containerPort: number }[];
  readonly hostNetwork: boolean;
  readonly runtime: string | undefined;
  /** Host path, or a volume's name, to container path. */
  readonly volumes: readonly { readonly source: string; readonly target: string }[];
}

const withValue: ReadonlySet<string> = new Set([
  "--runtime",
  "--env-file",
  "-p",
  "--publish",
  "--network",
  "-v",
  "--volume",
  "--name",
]);

/**
 * Reads the words that a unit of `service::docker` starts its container with; undefined where they
 * are not a `docker run` of an image.
 */
export function dockerRunWords(words: readonly string[]): DockerRun | undefined {
  const [program = "", verb, ...rest] = words;
  if (!/(?:^|\/)docker$/.test(program) || verb !== "run") return undefined;
  const options: { readonly name: string; readonly value: string }[] = [];
  let index = 0;
  for (; rest[index]?.startsWith("-"); index++) {
    const [name = "", value] = (rest[index] ?? "").split(/=(.*)/s);
    const separate = value === undefined && withValue.has(name);
    if (separate) index++;
    options.push({ name, value: separate ? (rest[index] ?? "") : (value ?? "") });
  }
  const image = rest[index];
  if (image === undefined) return undefined;
  const valuesOf = (...names: string[]) =>
    options.filter(({ name }) => names.includes(name)).map(({ value }) => value);
  return {
    name: valuesOf("--name").at(-1),
    image,
    command: rest.slice(index + 1),
    envFile: valuesOf("--env-file").at(-1),
    published: valuesOf("-p", "--publish").map(portPair),
    hostNetwork: valuesOf("--network").includes("host"),
    runtime: valuesOf("--runtime").at(-1),
    volumes: valuesOf("-v", "--volume").map(mount),
  };
}

function portPair(text: string): { readonly hostPort: number; readonly containerPort: number } {
  const [host = "", container = host] = text.split(":");
  return { hostPort: Number(host), containerPort: Number(container) };
}

function mount(text: string): { readonly source: string; readonly target: string } {
  const [source = "", target = source] = text.split(":");
  return { source, target };
}
