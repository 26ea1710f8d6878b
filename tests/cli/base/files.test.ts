import { spawn } from "node:child_process";
import {
  chmod,
  lstat,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  decodeText,
  makeFolder,
  readTextFile,
  writeFileAtomically,
  writeOutputFile,
} from "../../../cli/base/files.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kaskctl-files-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe("a file that is written", () => {
  test("has exactly the mode that was asked for, also where one with another was there", async () => {
    const path = join(folder, "deep", "file");
    await writeFileAtomically(path, "one", 0o644);
    await chmod(path, 0o666);
    await writeFileAtomically(path, "two", 0o600);
    expect({ text: await readFile(path, "utf8"), mode: await modeOf(path) }).toEqual({
      text: "two",
      mode: 0o600,
    });
    expect(await readdir(join(folder, "deep"))).toEqual(["file"]);
  });

  test("is refused where a folder is, and leaves nothing beside it", async () => {
    await expect(writeFileAtomically(folder, "x", 0o600)).rejects.toMatchObject({
      code: "file-unwritable",
    });
    await expect(writeFileAtomically(join(folder, "a"), "x", 0o600)).resolves.toBeUndefined();
    expect(await readdir(folder)).toEqual(["a"]);
  });
});

describe("a folder that is made", () => {
  test("is there for all who make it at once, with those above it", async () => {
    for (let round = 0; round < 100; round += 1) {
      const path = join(folder, `${round}`, "a", "b", "c");
      await Promise.all([1, 2, 3].map(() => makeFolder(path, 0o700)));
      expect((await stat(path)).isDirectory()).toBe(true);
    }
  });

  test("is refused where a file is, or where there is no room for folders", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(makeFolder(join(folder, "file"), 0o700)).rejects.toThrow("EEXIST");
    await expect(makeFolder(join(folder, "file", "a"), 0o700)).rejects.toThrow("ENOTDIR");
    await expect(makeFolder("/proc/none/a", 0o700)).rejects.toThrow("ENOENT");
  });
});

describe("a file that a person named", () => {
  test("is written to the target of a link, which stays a link", async () => {
    await writeFile(join(folder, "target"), "old");
    await symlink("target", join(folder, "link"));
    await writeOutputFile(join(folder, "link"), "new", 0o600);
    expect(await readFile(join(folder, "target"), "utf8")).toBe("new");
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
  });

  test.each([
    ["keeps its mode", 0o444, 0o644, 0o444],
    ["keeps a mode that lets its group write", 0o664, 0o644, 0o664],
    ["loses a mode with which others could read what is private", 0o644, 0o600, 0o600],
  ])("%s", async (_, before, wanted, after) => {
    const path = join(folder, "file");
    await writeFile(path, "old");
    await chmod(path, before);
    await writeOutputFile(path, "new", wanted);
    expect({ text: await readFile(path, "utf8"), mode: await modeOf(path) }).toEqual({
      text: "new",
      mode: after,
    });
  });

  test("is refused in a folder that is not there, which may be mistyped", async () => {
    const write = writeOutputFile(join(folder, "nowhere", "file"), "x", 0o600);
    await expect(write).rejects.toMatchObject({ code: "file-unwritable" });
    expect(await readdir(folder)).toEqual([]);
  });

  test("is written where one stands that is open already, and replaces nothing", async () => {
    const path = join(folder, "redirected");
    const handle = await open(path, "w");
    await handle.write("before, ");
    await writeOutputFile(`/dev/fd/${handle.fd}`, "the report, ", 0o600);
    await handle.write("after");
    await handle.close();
    expect(await readFile(path, "utf8")).toBe("before, the report, after");
  });

  test("is written straight into what is no regular file, and does not replace it", async () => {
    const pipe = join(folder, "pipe");
    await new Promise((resolve) => spawn("mkfifo", [pipe]).on("close", resolve));
    const reader = spawn("cat", [pipe], { stdio: ["ignore", "pipe", "inherit"] });
    const read = new Promise<string>((resolve) => {
      let text = "";
      reader.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      reader.on("close", () => resolve(text));
    });
    await writeOutputFile(pipe, "through", 0o600);
    expect(await read).toBe("through");
    expect((await stat(pipe)).isFIFO()).toBe(true);
  });
});

describe("a text file that is read", () => {
  test("is refused where it is no UTF-8, since others would read something else", async () => {
    await writeFile(join(folder, "latin1"), Buffer.from([0x61, 0xe9, 0x0a]));
    await expect(readTextFile(join(folder, "latin1"), "the text")).rejects.toMatchObject({
      code: "file-unreadable",
      message: expect.stringContaining("not UTF-8"),
    });
  });

  test.each([[[0xff, 0xfe, 0x61, 0x00]], [[0xfe, 0xff, 0x00, 0x61]]])(
    "is called UTF-16 where its mark says so: %j",
    async (bytes) => {
      await writeFile(join(folder, "utf16"), Buffer.from(bytes));
      await expect(readTextFile(join(folder, "utf16"), "the text")).rejects.toMatchObject({
        message: expect.stringContaining("it is UTF-16 text"),
      });
    },
  );

  test.each([
    ["at the start", [0xff], 0, 1],
    ["behind lines and signs", [0xc3, 0xa9, 0x0a, 0xf0, 0x9f, 0x98, 0x80, 0xe9, 0x0a], 7, 2],
    ["behind the sign for it", [0xef, 0xbf, 0xbd, 0xef, 0x28], 3, 1],
    ["behind a byte order mark", [0xef, 0xbb, 0xbf, 0x0a, 0x80], 4, 2],
    ["cut off at the end", [0x61, 0xe2, 0x82], 1, 1],
  ])("is refused with the place of the byte %s", (_, bytes, offset, line) => {
    expect(() => decodeText(Uint8Array.from(bytes), "x")).toThrow(
      `The byte at offset ${offset}, in line ${line}, cannot stand there.`,
    );
  });
});
