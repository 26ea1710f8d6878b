import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openapiDocument } from "../../../../service/contract/openapi.ts";
import { KaskctlError } from "../../../base/errors.ts";
import type { Docker } from "../docker.ts";

/** What the image of Wikimedia's Kask is made of. */
export interface ReferenceBuild {
  readonly program: string;
  /** The name of an image. */
  readonly debian: string;
  /** A folder for what it needs meanwhile. */
  readonly work: string;
}

/**
 * In the shape of Wikimedia's image: configurations name files of its working folder, and their
 * `override_cmd` is appended to its entrypoint.
 * @see mediawiki-services-kask/.pipeline/blubber.yaml
 */
const dockerfile = (debian: string): string => `FROM ${debian}
WORKDIR /go/src/gerrit.wikimedia.org/r/mediawiki/services/kask
COPY kask openapi.yaml ./
USER 900:900
EXPOSE 8080
ENTRYPOINT ["./kask", "--config", "/etc/mediawiki-services-kask/config.yaml"]
`;

/**
 * Builds an image of Wikimedia's own Kask, and gives its name.
 * @throws {KaskctlError} file-unreadable, sandbox-failed, interrupted
 */
export async function buildReference(
  { program, debian, work }: ReferenceBuild,
  docker: Docker,
): Promise<string> {
  const context = join(work, "reference");
  await mkdir(context);
  await copyProgram(program, join(context, "kask"));
  await writeFile(join(context, "openapi.yaml"), openapiText());
  return docker.build({
    what: "the image of Wikimedia's Kask",
    context,
    dockerfile: { text: dockerfile(debian) },
    name: "kaskctl-box/wikimedia-kask",
  });
}

async function copyProgram(program: string, to: string): Promise<void> {
  try {
    await copyFile(program, to);
    await chmod(to, 0o755);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KaskctlError("file-unreadable", `Cannot read Wikimedia's Kask: ${reason}`, {
      hint: "Name a program that is there, or none: then our own kask takes its place.",
    });
  }
}

/** As Kask fills it in; JSON is YAML. */
function openapiText(): string {
  return `${JSON.stringify(openapiDocument("{{.BaseURI}}", "v1.0.10"), null, 2)}\n`;
}
