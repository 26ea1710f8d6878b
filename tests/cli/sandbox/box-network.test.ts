import { describe, expect, test } from "vitest";
import { chooseNetwork, parseRoutes } from "../../../cli/sandbox/box/address-range.ts";
import { portsOnEveryAddress } from "../../../cli/sandbox/box/requirements.ts";

const id = `00000007${"0".repeat(16)}`;

describe("the network of a box", () => {
  test("lies in 198.18.0.0/15, and differs from one box to the next", () => {
    expect(chooseNetwork(id, [])).toBe("198.18.7");
    expect(chooseNetwork(id.replace("07", "ff"), [])).toBe("198.18.255");
    expect(chooseNetwork("000001ff", [])).toBe("198.19.255");
  });

  test.each([
    ["an address of this machine", { address: "198.18.7.1", prefix: 32 }, "198.18.8"],
    ["a route to a part of it", { address: "198.18.7.128", prefix: 25 }, "198.18.8"],
    ["a route to more than it", { address: "198.18.0.0", prefix: 16 }, "198.19.0"],
    ["a route to something else", { address: "10.0.0.0", prefix: 8 }, "198.18.7"],
  ])("gives way to %s where they overlap", (_, taken, network) => {
    expect(chooseNetwork(id, [taken])).toBe(network);
  });

  test("is refused where all of them are taken", () => {
    const choose = () => chooseNetwork(id, [{ address: "198.16.0.0", prefix: 12 }]);
    expect(choose).toThrow(expect.objectContaining({ code: "box-not-possible" }));
  });
});

test("the kernel's table of routes is read with its addresses backwards, but for the route to everywhere", () => {
  const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
kask-0\t000712C6\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`;
  expect(parseRoutes(table)).toEqual([{ address: "198.18.7.0", prefix: 24 }]);
});

test("of the kernel's sockets those count that listen on every address, of either version", () => {
  const row = (address: string, state: string) =>
    `   0: ${address} 00000000:0000 ${state} 00000000`;
  const every6 = `${"0".repeat(32)}:1FCC`;
  const rows = [row("00000000:0050", "0A"), row("0100007F:0051", "0A"), row("00000000:0052", "01")];
  const table = ["  sl  local_address rem_address   st", ...rows, row(every6, "0A")].join("\n");
  expect(portsOnEveryAddress(table)).toEqual([80, 8140]);
});
