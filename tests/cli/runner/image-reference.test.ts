import { describe, expect, test } from "vitest";
import { formatImageReference, parseImageReference } from "../../../cli/runner/image-reference.ts";

describe("an image reference", () => {
  test.each([
    ["kask", [undefined, undefined, "kask", undefined]],
    ["wikimedia/kask:v1", [undefined, "wikimedia", "kask", "v1"]],
    [
      "docker-registry.wikimedia.org/kask",
      ["docker-registry.wikimedia.org", undefined, "kask", undefined],
    ],
    ["127.0.0.1:5000/repos/a/b:latest", ["127.0.0.1:5000", "repos/a", "b", "latest"]],
    ["localhost/b:x", ["localhost", undefined, "b", "x"]],
  ])("%s is read and written back", (text, [registry, namespace, name, tag]) => {
    const image = parseImageReference(text);
    expect(image).toEqual({ registry, namespace, name, tag });
    expect(image && formatImageReference(image)).toBe(text);
  });

  test.each(["", "Kask", "a//b", "a:b:c", "a:v 1", "r.org//kask:v1", "a:", "-a"])(
    "%j is none that Docker would take",
    (text) => {
      expect(parseImageReference(text)).toBeUndefined();
    },
  );
});
