import { describe, expect, test } from "vitest";
import { serviceDefinitions } from "../../../cli/runner/service-definitions.ts";

const required = { port: 8080, version: "v1.0.10" };
const unixPath = String.raw`Stdlib::Unixpath = Pattern[/\A\/([^\n\/\0]+\/*)*\z/]`;

describe("service definitions", () => {
  test("fill in the defaults of service::docker", () => {
    const { definitions, problems } = serviceDefinitions({ kask: required });
    expect(problems).toEqual([]);
    expect(definitions).toEqual([
      {
        title: "kask",
        ensure: "present",
        port: 8080,
        version: "v1.0.10",
        namespace: undefined,
        imageName: "kask",
        config: {},
        overrideCmd: "",
        environment: {},
        volume: false,
        hostNetwork: false,
        runtime: undefined,
        bindMounts: {},
      },
    ]);
  });

  test.each([
    [
      { port: 80 },
      "parameter 'port' expects a Stdlib::Port::User = Integer[1024, 49151] value, got Integer[80, 80]",
    ],
    [
      { port: "8080" },
      "parameter 'port' expects a Stdlib::Port::User = Integer[1024, 49151] value, got String",
    ],
    [{ version: 1.5 }, "parameter 'version' expects a String value, got Float"],
    [{ version: 1 }, "parameter 'version' expects a String value, got Integer"],
    [{ bogus: 1 }, "has no parameter named 'bogus'"],
    [{ version: null }, "parameter 'version' expects a String value, got Undef"],
    [{ version: ["v1"] }, "parameter 'version' expects a String value, got Tuple"],
    [{ version: { v: 1 } }, "parameter 'version' expects a String value, got Struct"],
    [{ environment: [] }, "parameter 'environment' expects a Hash value, got Array"],
    [{ volume: "true" }, "parameter 'volume' expects a Boolean value, got String"],
    [
      { bind_mounts: { "srv/x": "/x" } },
      `parameter 'bind_mounts' key of entry 'srv/x' expects a match for ${unixPath}, got 'srv/x'`,
    ],
    [
      { ensure: "running" },
      "parameter 'ensure' expects a match for Wmflib::Ensure = Enum['absent', 'present'], got 'running'",
    ],
  ])("say about %j what Puppet says", (change, message) => {
    const { definitions, problems } = serviceDefinitions({ kask: { ...required, ...change } });
    expect(definitions).toEqual([]);
    expect(problems).toEqual([`Service::Docker[kask]: ${message}`]);
  });

  test.each([[{ namespace: "" }], [{ config: null }], [{ version: "v1 x" }], [{ tag: "beta" }]])(
    "take %j without complaint, as Puppet does",
    (change) => {
      expect(serviceDefinitions({ kask: { ...required, ...change } }).problems).toEqual([]);
    },
  );

  test("are read from Maps too, and stringify the environment", () => {
    const environment = new Map<unknown, unknown>([
      ["PORT", 1],
      ["LIST", ["a", null]],
      [2, true],
    ]);
    const services = new Map([["kask", new Map(Object.entries({ ...required, environment }))]]);
    expect(serviceDefinitions(services).definitions[0]?.environment).toEqual({
      PORT: "1",
      LIST: "[a, ]",
      2: "true",
    });
  });

  test.each([
    [undefined, "did not find a value for the name"],
    ["text", "is a String, not a Hash"],
    [{ kask: [] }, "the definition is an Array"],
  ])("name what is wrong with %j as a whole", (serviceDefs, message) => {
    expect(serviceDefinitions(serviceDefs).problems.join()).toContain(message);
  });
});
