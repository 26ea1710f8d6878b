import { describe, expect, test } from "vitest";
import { type Container, portBehind } from "../../../cli/sandbox/machine/container.ts";
import { parseUnitFile } from "../../../cli/sandbox/machine/unit-file.ts";

describe("a port of an instance", () => {
  const published = [{ hostPort: 8080, containerPort: 8080 }];
  const everywhere = { address: "0.0.0.0", port: 8080 };
  const cases = [
    { why: "is published", asks: 8080, published, listens: everywhere, leads: 4711 },
    { why: "is not published", asks: 8081, published, listens: everywhere, leads: "refused" },
    {
      why: "has a Kask behind it that listens on loopback alone",
      asks: 8080,
      published,
      listens: { address: "localhost", port: 8080 },
      leads: "nothing-inside",
    },
    {
      why: "has a Kask behind it that listens on another port",
      asks: 8080,
      published,
      listens: { address: "0.0.0.0", port: 8081 },
      leads: "nothing-inside",
    },
    {
      why: "is the Kask's own on the host's network, where loopback is in reach",
      asks: 8080,
      published: [],
      listens: { address: "127.0.0.1", port: 8080 },
      leads: 4711,
    },
    {
      why: "is another one on the host's network",
      asks: 8080,
      published: [],
      listens: { address: "0.0.0.0", port: 9090 },
      leads: "refused",
    },
  ];

  test.each(cases)("that $why leads to $leads", ({ asks, published, listens, leads }) => {
    const hostNetwork = published.length === 0;
    const run = { published, hostNetwork } as unknown as Container["run"];
    const container = { run, listens, realPort: 4711 } as Container;
    expect(portBehind(container, asks)).toBe(leads);
  });
});

describe("a unit file", () => {
  test("is read as service::docker writes it", () => {
    const text = `[Unit]
Description=Systemd runner for x
[Service]
ExecStartPre=-docker stop %n
ExecStart=/usr/bin/docker run --name %n image
Restart=always
RestartSec=10s
TimeoutStopSec=15
SyslogIdentifier=docker-x
`;
    expect(parseUnitFile(text, "x.service")).toMatchObject({
      description: "Systemd runner for x",
      syslogIdentifier: "docker-x",
      before: [{ words: ["docker", "stop", "x.service"], mayFail: true }],
      start: { words: ["/usr/bin/docker", "run", "--name", "x.service", "image"] },
      restartsAlways: true,
      restartSec: 10,
      timeoutStopSec: 15,
    });
  });

  test.each([
    { text: "RestartSec=1min", seconds: 60 },
    { text: "RestartSec=500ms", seconds: 0.5 },
    { text: "", seconds: 0.1 },
  ])("has the time span of $text, or systemd's default", ({ text, seconds }) => {
    const unit = parseUnitFile(text, "x.service");
    expect([unit.restartSec, unit.restartsAlways]).toEqual([seconds, false]);
    expect([unit.description, unit.syslogIdentifier]).toEqual(["x.service", "x"]);
  });
});
