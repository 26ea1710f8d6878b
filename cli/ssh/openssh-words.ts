import { shellLine } from "./quote.ts";

/** What the user settled about ways to hosts. */
export interface OpensshSettings {
  /** An `ssh_config` file, absolute; undefined for the user's own. */
  readonly configFile: string | undefined;
  readonly user: string | undefined;
  /** The host to go through, as `[user@]host[:port]`. */
  readonly jump: string | undefined;
}

const always: readonly string[] = [
  "BatchMode=yes",
  "StrictHostKeyChecking=yes",
  "LogLevel=ERROR",
  "ConnectTimeout=10",
  "ServerAliveInterval=15",
  "ServerAliveCountMax=3",
  "ForwardAgent=no",
  "ForwardX11=no",
  "PermitLocalCommand=no",
  "RemoteCommand=none",
  "RequestTTY=no",
];

/** The words of the connection that the others share: it lives as long as its stdin is open. */
export function masterWords(
  settings: OpensshSettings,
  fqdn: string,
  { socket, line }: { readonly socket: string; readonly line: string },
): readonly string[] {
  return [
    ...common(settings),
    ...settingWords(["ControlMaster=yes", "ControlPersist=no", `ControlPath=${socket}`]),
    ...settingWords(["ClearAllForwardings=yes"]),
    ...(settings.jump === undefined ? [] : proxyWords(settings, settings.jump)),
    ...loginWords(settings),
    "--",
    fqdn,
    line,
  ];
}

/** The words that run a line over the connection behind `socket`, and never over another. */
export function sessionWords(
  settings: OpensshSettings,
  fqdn: string,
  { socket, line }: { readonly socket: string; readonly line: string },
): readonly string[] {
  return [
    ...common(settings),
    ...sharedWords(socket),
    ...settingWords(["ClearAllForwardings=yes"]),
    "--",
    fqdn,
    line,
  ];
}

/** The words that ask the connection behind `socket` to open or close a tunnel. */
export function forwardWords(
  settings: OpensshSettings,
  fqdn: string,
  ask: { readonly socket: string; readonly verb: "forward" | "cancel"; readonly spec: string },
): readonly string[] {
  return [
    ...common(settings),
    ...sharedWords(ask.socket),
    "-O",
    ask.verb,
    "-L",
    ask.spec,
    "--",
    fqdn,
  ];
}

/** The words that ask whether the connection behind `socket` lives. */
export function checkWords(
  settings: OpensshSettings,
  fqdn: string,
  socket: string,
): readonly string[] {
  return [...common(settings), ...sharedWords(socket), "-O", "check", "--", fqdn];
}

/** The words by which a person reaches a host with the same settings; a line for its shell comes behind them. */
export function typedWords(settings: OpensshSettings, fqdn: string): readonly string[] {
  const jump = settings.jump === undefined ? [] : ["-J", settings.jump];
  return ["ssh", ...configWords(settings), ...jump, ...loginWords(settings), fqdn];
}

function common(settings: OpensshSettings): readonly string[] {
  return [...configWords(settings), ...settingWords(always)];
}

function configWords({ configFile }: OpensshSettings): readonly string[] {
  return configFile === undefined ? [] : ["-F", configFile];
}

function settingWords(settings: readonly string[]): readonly string[] {
  return settings.flatMap((setting) => ["-o", setting]);
}

/** Without the proxy that leads nowhere, ssh would connect anew once its socket is gone. */
function sharedWords(socket: string): readonly string[] {
  return settingWords([
    "ControlMaster=no",
    `ControlPath=${socket}`,
    "ProxyJump=none",
    "ProxyCommand=false",
  ]);
}

function loginWords(settings: OpensshSettings): readonly string[] {
  return settings.user === undefined ? [] : ["-l", settings.user];
}

/** Not `-J`: that one runs an ssh with the user's own settings, which may check no key and may ask. */
function proxyWords(settings: OpensshSettings, jump: string): readonly string[] {
  const [, user, host = jump, port] = /^(?:([^@]+)@)?([^@]*?)(?::([0-9]+))?$/.exec(jump) ?? [];
  const words = [
    "ssh",
    ...common(settings),
    ...settingWords(["ControlMaster=no", "ControlPath=none", "ClearAllForwardings=yes"]),
    ...loginWords({ ...settings, user: user ?? settings.user }),
    ...(port === undefined ? [] : ["-p", port]),
  ];
  const line = shellLine(words).replaceAll("%", "%%");
  return settingWords([`ProxyCommand=${line} -W '[%h]:%p' -- ${shellLine([host])}`]);
}
