import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What lint is measured on, below a folder: written once, before the clock runs. */
export const lintTexts = {
  "10 MB text": text((file) => writeFileSync(file, lines(10 * 2 ** 20))),
  "10,000 levels": text((file) =>
    writeFileSync(file, `a: ${"[".repeat(10_000)}${"]".repeat(10_000)}\n`),
  ),
  "alias bomb": text((file) => writeFileSync(file, aliasBomb(30))),
  "100 MB on one line": text((file) => writeFileSync(file, `a: ${"x".repeat(100 * 2 ** 20)}\n`)),
  "binary garbage": text((file) => writeFileSync(file, garbage(2 ** 20))),
  "garbage that is text": text((file) => writeFileSync(file, garbage(2 ** 20).toString("latin1"))),
} as const;

function text(write: (file: string) => void) {
  return (folder: string): string => {
    const file = join(folder, "text.yaml");
    mkdirSync(folder, { recursive: true });
    write(file);
    return file;
  };
}

/** A tree of host files like those of a large site. */
export function writeTree(folder: string, count: number): string {
  for (let index = 0; index < count; index++) {
    const group = join(folder, "hieradata", "hosts", String(index % 200));
    mkdirSync(group, { recursive: true });
    writeFileSync(join(group, `host${index}.yaml`), hostText(index));
  }
  return join(folder, "hieradata");
}

/** The corpus' data without the code beside it. */
export function copyHieradata(corpus: string, folder: string): string {
  cpSync(join(corpus, "hieradata"), join(folder, "hieradata"), { recursive: true });
  return join(folder, "hieradata");
}

function hostText(index: number): string {
  return `cluster: group${index % 17}
profile::base::host_number: ${index}
profile::base::addresses:
  - 10.0.${index % 256}.${(index * 7) % 256}
  - "2620:0:860::${index.toString(16)}"
profile::base::comment: 'host ${index} of the tree'
profile::base::mount:
  device: /dev/sd${"abcdef"[index % 6]}
  options: [noatime, nodiratime]
`;
}

function lines(sizeBytes: number): string {
  const found: string[] = [];
  for (let size = 0, index = 0; size < sizeBytes; index++) {
    const line = `profile::example::key${index}: {name: 'value ${index}', port: ${index}}\n`;
    size += line.length;
    found.push(line);
  }
  return found.join("");
}

function aliasBomb(levels: number): string {
  const steps = Array.from({ length: levels }, (_, level) =>
    level === 0 ? "a0: &a0 [x]\n" : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]\n`,
  );
  return steps.join("");
}

/** The same bytes in every run. */
function garbage(sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  let state = 12_345;
  for (let index = 0; index < sizeBytes; index++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    bytes[index] = state >> 16;
  }
  return bytes;
}
