import { describe, expect, test } from "vitest";
import { isTurnedAway, sshFailure } from "../../../cli/ssh/ssh-failure.ts";

const changedKey = `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Host key for a.example has changed and you have requested strict checking.
Host key verification failed.`;

describe("the words of ssh", () => {
  test.each([
    [changedKey, "hostkey changed"],
    [
      "No ED25519 host key is known for a.example\nHost key verification failed.",
      "hostkey unknown",
    ],
    ["alice@a.example: Permission denied (publickey).", "auth"],
    ["Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures", "auth"],
    ["ssh: Could not resolve hostname a.example: Name or service not known", "unreachable dns"],
    ["ssh: connect to host a.example port 22: Connection refused", "unreachable refused"],
    ["ssh: connect to host a.example port 22: Connection timed out", "unreachable timeout"],
    ["ssh: connect to host a.example port 22: No route to host", "unreachable timeout"],
    [
      "channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed\nConnection closed by UNKNOWN port 65535",
      "unreachable jump",
    ],
    [
      "ssh: connect to host bastion port 22: Connection refused\r\nkex_exchange_identification: Connection closed by remote host\r\n",
      "unreachable jump",
    ],
    [
      "ssh: Could not resolve hostname bastion: Name or service not known\nConnection closed by UNKNOWN port 65535",
      "unreachable jump",
    ],
    [
      "alice@bastion: Permission denied (publickey).\nConnection closed by UNKNOWN port 65535",
      "auth",
    ],
    ["kex_exchange_identification: Connection closed by remote host", "unreachable protocol"],
    ["Unable to negotiate with 10.0.0.1 port 22: no matching key exchange", "unreachable protocol"],
    ["", "unreachable protocol"],
  ])("%j mean an outcome", (stderr, expected) => {
    const failure = sshFailure(stderr);
    const reason = "reason" in failure ? ` ${failure.reason}` : "";
    expect(failure.kind + reason).toBe(expected);
    expect(failure.detail).not.toBe("");
    expect(failure.detail).not.toMatch(/^[@*]/);
  });

  test("tell a busy server from one that is not there", () => {
    expect(isTurnedAway("kex_exchange_identification: read: Connection reset by peer")).toBe(true);
    expect(
      isTurnedAway(
        "ssh: connect to host b port 22: Connection refused\nkex_exchange_identification: Connection closed",
      ),
    ).toBe(false);
  });
});
