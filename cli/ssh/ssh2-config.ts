import { readFile } from "node:fs/promises";
import { KaskctlError } from "../base/errors.ts";
import { systemReason } from "../base/files.ts";

/** How one host is reached. */
export interface HostSettings {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** The name under which known_hosts has its keys. */
  readonly knownAs: string;
  /** Files, absolute. */
  readonly identityFile: string;
  readonly userKnownHostsFile: string;
}

/** What to do about anything that this transport cannot do. */
export const useOpenssh = "Use the transport openssh: set `ssh.transport` in the site file.";

type Section = ReadonlyMap<string, string>;

/** Keywords by their lower-case name: the only value that is understood, or a check of it. */
const keywords: Readonly<Record<string, string | RegExp>> = {
  hostname: /^[\w.:-]+$/,
  port: /^[0-9]{1,5}$/,
  user: /^[^\s%$]+$/,
  hostkeyalias: /^[\w.:[\]-]+$/,
  identityfile: /^\/[^$]*$/,
  userknownhostsfile: /^\/[^$]*$/,
  identitiesonly: "yes",
  identityagent: "none",
  globalknownhostsfile: "none",
  stricthostkeychecking: "yes",
  updatehostkeys: "no",
  passwordauthentication: "no",
};

/**
 * Reads how a host is reached from an `ssh_config`, in the small part of its language that has one
 * meaning only: `Host` sections with plain names, each keyword once. Home-grown readers of this
 * language lose `Include`, misread `Match` or skip what they do not know, and then talk to the
 * wrong host or check the wrong keys. So this one refuses a file with anything it does not know,
 * also where that is about another host.
 * @throws {KaskctlError} ssh-config-invalid
 */
export async function readHostSettings(
  file: string,
  fqdn: string,
  user: string | undefined,
): Promise<HostSettings> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw invalid(`Cannot read ${file}: ${systemReason(cause)}.`, cause);
  }
  return hostSettings(text, { file, fqdn, user });
}

/** As {@link readHostSettings}, of a text. */
export function hostSettings(
  text: string,
  {
    file,
    fqdn,
    user,
  }: { readonly file: string; readonly fqdn: string; readonly user?: string | undefined },
): HostSettings {
  const section = readSections(text, file).get(fqdn);
  if (section === undefined) throw invalid(`${file} has no section for ${fqdn}.`);
  const required = (keyword: string): string => {
    const value = section.get(keyword.toLowerCase());
    if (value === undefined) {
      throw invalid(`${file} has no ${keyword} for ${fqdn}, and ssh2 takes no default for it.`);
    }
    return value;
  };
  // Keys that are revoked there would be accepted here.
  required("GlobalKnownHostsFile");
  const hostName = section.get("hostname") ?? fqdn;
  const port = Number(section.get("port") ?? 22);
  if (port < 1 || port > 65_535) throw invalid(`${file} has the port ${port} for ${fqdn}.`);
  const name = hostName.toLowerCase();
  return {
    hostName,
    port,
    user: user ?? required("User"),
    knownAs: section.get("hostkeyalias") ?? (port === 22 ? name : `[${name}]:${port}`),
    identityFile: required("IdentityFile"),
    userKnownHostsFile: required("UserKnownHostsFile"),
  };
}

function readSections(text: string, file: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const refuse: Refuse = (found) => invalid(`Line ${index + 1} of ${file} ${found}.`);
    const [, keyword = "", rest = ""] = /^\s*([A-Za-z]+)[ \t]+(.*?)[ \t]*$/.exec(line) ?? [];
    if (keyword.toLowerCase() === "host") section = addSection(sections, rest, refuse);
    else if (section === undefined) throw refuse("comes before the first Host");
    else addSetting(section, { keyword, rest, refuse });
  }
  return sections;
}

type Refuse = (found: string) => KaskctlError;

/** A new section, under each of its names. */
function addSection(
  sections: Map<string, Map<string, string>>,
  rest: string,
  refuse: Refuse,
): Map<string, string> {
  const section = new Map<string, string>();
  for (const name of rest.split(/[ \t]+/)) {
    if (!/^[\w.:-]+$/.test(name)) throw refuse(`has a name that is not a plain one: ${name}`);
    if (sections.has(name)) throw refuse(`has a second section for ${name}`);
    sections.set(name, section);
  }
  return section;
}

function addSetting(
  section: Map<string, string>,
  {
    keyword,
    rest,
    refuse,
  }: { readonly keyword: string; readonly rest: string; readonly refuse: Refuse },
): void {
  const known = keyword.toLowerCase();
  const expected = Object.hasOwn(keywords, known) ? keywords[known] : undefined;
  if (expected === undefined)
    throw refuse(`has ${keyword || "no keyword"}, which ssh2 does not know`);
  if (section.has(known)) throw refuse(`has ${keyword} a second time`);
  const value = plainValue(rest);
  const isUnderstood =
    value !== undefined &&
    (typeof expected === "string" ? value === expected : expected.test(value));
  if (!isUnderstood) throw refuse(`has a ${keyword} that ssh2 does not know: ${rest}`);
  section.set(known, value);
}

/** The one word of a value, in quotes or not; undefined for all that has a meaning beyond itself. */
function plainValue(rest: string): string | undefined {
  const [, quoted, bare] = /^(?:"([^"\\]+)"|([^\s"'\\#=]+))$/.exec(rest) ?? [];
  const value = quoted ?? bare;
  // What `%` begins, but for itself, is a token.
  return value?.replaceAll("%%", "").includes("%") ? undefined : value?.replaceAll("%%", "%");
}

function invalid(message: string, cause?: unknown): KaskctlError {
  return new KaskctlError("ssh-config-invalid", message, { hint: useOpenssh, cause });
}
