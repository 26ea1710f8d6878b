import { describe, expect, test } from "vitest";
import { hostSettings } from "../../../cli/ssh/ssh2-config.ts";

const plain = `# of a test
Host store02.p.d store02
  HostName 127.0.0.1
  Port 2222
  HostKeyAlias store02.p.d
  User sandbox
  IdentityFile "/a folder/50%%/id"
  IdentitiesOnly yes
  IdentityAgent none
\tuserknownhostsfile /known
  GlobalKnownHostsFile none
  StrictHostKeyChecking yes
  UpdateHostKeys no
  PasswordAuthentication no

Host other
  User x
`;

function read(text: string, fqdn = "store02", user?: string) {
  return hostSettings(text, { file: "/c", fqdn, user });
}

describe("an ssh_config", () => {
  test("gives the settings of a host by each of its names", () => {
    const expected = {
      hostName: "127.0.0.1",
      port: 2222,
      user: "sandbox",
      knownAs: "store02.p.d",
      identityFile: "/a folder/50%/id",
      userKnownHostsFile: "/known",
    };
    expect(read(plain)).toEqual(expected);
    expect(read(plain.replaceAll("\n", "\r\n"), "store02.p.d", "alice")).toEqual({
      ...expected,
      user: "alice",
    });
  });

  test.each([
    ["  HostKeyAlias store02.p.d\n", "", "[127.0.0.1]:2222"],
    ["  HostKeyAlias store02.p.d\n  User", "  User", "[127.0.0.1]:2222"],
    [/ {2}Port.*\n.*\n/, "", "127.0.0.1"],
    [/ {2}HostName.*\n.*\n.*\n/, "", "store02"],
    [/127.0.0.1\n.*\n.*\n/, "Big.Host\n", "big.host"],
  ])("knows a host without %s by its name and port", (part, instead, knownAs) => {
    expect(read(plain.replace(part, instead)).knownAs).toBe(knownAs);
  });

  const refused: readonly (readonly [string, string | RegExp, string, RegExp])[] = [
    ["includes another", "Host other", "Include else\nHost other", /Include/],
    ["includes another at its start", /^/, "Include else\n", /Line 1 .* before the first Host/],
    ["matches by condition", "Host other", "Match all", /Match/],
    ["has a jump host", "User x", "ProxyJump bastion", /Line 17 of \/c has ProxyJump/],
    ["runs a proxy", "User x", "ProxyCommand nc %h %p", /ProxyCommand/],
    ["has certificates", "User x", "CertificateFile /x", /CertificateFile/],
    ["revokes host keys", "User x", "RevokedHostKeys /x", /RevokedHostKeys/],
    ["has a pattern", "Host other", "Host *", /not a plain one: \*/],
    ["has a negated name", "Host other", "Host !store02", /not a plain one/],
    ["has no name", "Host other", "Host", /not a plain one|no keyword/],
    ["has a host twice", "Host other", "Host store02", /second section for store02/],
    ["has a keyword twice", "User x", "User x\n  user y", /user a second time/],
    ["lets any host in", "Checking yes", "Checking no", /StrictHostKeyChecking/],
    ["adds host keys", "Checking yes", "Checking accept-new", /StrictHostKeyChecking/],
    ["knows hosts elsewhere", "HostsFile none", "HostsFile /etc/known", /GlobalKnownHostsFile/],
    ["knows hosts in two files", "file /known", "file /known /known2", /userknownhostsfile/],
    ["knows hosts in no file", "file /known", "file none", /userknownhostsfile/],
    ["has an agent", "IdentityAgent none", "IdentityAgent /agent", /IdentityAgent/],
    ["has a token", "50%%", "%h", /IdentityFile/],
    ["has a token after a percent sign", "50%%", "%%%h", /IdentityFile/],
    ["has a variable", "50%%", `$\{HOME}`, /IdentityFile/],
    ["has a path from home", '"/a folder/50%%/id"', "~/id", /IdentityFile/],
    ["has a quote inside", '"/a folder/50%%/id"', '/a"b"', /IdentityFile/],
    ["has a comment behind", "Port 2222", "Port 2222 # x", /Port/],
    ["has an equals sign", "Port 2222", "Port=2222", /no keyword/],
    ["has a port of words", "Port 2222", "Port ssh", /Port/],
    ["has a port that is none", "Port 2222", "Port 70000", /70000/],
    ["has a keyword of JavaScript", "User x", "constructor x", /constructor/],
    ["lacks a user", "  User sandbox\n", "", /no User for store02/],
    ["lacks a key", /.*IdentityFile.*\n/, "", /no IdentityFile/],
    ["lacks known hosts", /.*userknown.*\n/, "", /no UserKnownHostsFile/],
    ["says nothing of all users' known hosts", /.*GlobalKnown.*\n/, "", /no GlobalKnownHostsFile/],
    ["lacks the host", "store02.p.d store02", "store03", /no section for store02/],
  ];
  test.each(refused)("that %s is refused", (_, part, instead, message) => {
    const text = plain.replace(part, instead);
    expect(text).not.toBe(plain);
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "ssh-config-invalid" }));
  });
});
