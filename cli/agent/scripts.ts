import type { RemoteCommand } from "../ssh/transport.ts";

// The instances of the embedded sandbox are folders; on a real host the root is empty.
const runsFolder = `runs="\${KASKCTL_INSTANCE_ROOT:-}/run/kaskctl"`;

/** Where a run leaves what Puppet said of its files, until the next boot. */
const keptSettings = `kept="\${KASKCTL_INSTANCE_ROOT:-}/run/kaskctl.settings"`;

/** Asks Puppet where its files are and whether it may run. One `key value` per line. */
export const preflightScript = `
${keptSettings}
# Ruby takes a second or two to say it again. What it says depends on these two files alone.
program=$(command -v puppet)
configuration=\${KASKCTL_INSTANCE_ROOT:-}/etc/puppet/puppet.conf
if newer=$(find "$program" "$configuration" -cnewer "$kept" 2>/dev/null) && [ -z "$newer" ]; then
  settings=$(cat "$kept")
else
  settings=$(puppet config print lastrunfile agent_disabled_lockfile agent_catalog_run_lockfile) || exit 3
fi
setting() { printf '%s\\n' "$settings" | sed -n "s/^$1 = //p"; }
summary=$(setting lastrunfile)
disabled=$(setting agent_disabled_lockfile)
lock=$(setting agent_catalog_run_lockfile)
printf 'lastrunfile %s\\ndisabledlock %s\\nagentlock %s\\n' "$summary" "$disabled" "$lock"
if [ -e "$disabled" ]; then printf 'disabled %s\\n' "$(tr '\\n' ' ' <"$disabled")"; fi
pid=$(cat "$lock" 2>/dev/null)
# The agent may be gone, and its number be another's by now. Without /proc the embedded sandbox asks ps.
words() { cat "/proc/$1/cmdline" 2>/dev/null || ps -o args= -p "$1" 2>/dev/null; }
if [ -n "$pid" ] && words "$pid" | grep -aq puppet; then printf 'running %s\\n' "$pid"; fi
if [ -e "$summary" ]; then printf 'summary\\n'; cat "$summary"; fi
exit 0
`;

/**
 * Starts the run in a session of its own, which no connection holds: $1 id, $2 path of the run
 * summary, $3 attempts of ten seconds to wait for another run, $4 the reason to enable with, or
 * nothing, $5 and $6 paths of Puppet's locks. Started twice with one id, it runs once.
 */
export const startScript = `
${runsFolder}
${keptSettings}
umask 077
mkdir -p "$runs" || exit 1
printf 'lastrunfile = %s\\nagent_disabled_lockfile = %s\\nagent_catalog_run_lockfile = %s\\n' "$2" "$5" "$6" >"$kept.$1" &&
  mv "$kept.$1" "$kept"
mkdir "$runs/$1" 2>/dev/null || { [ -d "$runs/$1" ] && exit 0; exit 1; }
state=$runs/$1
: >"$state/log"
printf '%s\\n' "$2" >"$state/lastrunfile"
date +%s >"$state/started"
cat >"$state/run" <<'END'
state=$1 attempts=$2 reason=$3
echo $$ >"$state/pid"
umask 022
if [ -n "$reason" ]; then set -- -e "$reason"; else set --; fi
run-puppet-agent -a "$attempts" "$@" >"$state/log" 2>&1
code=$?
umask 077
echo "$code" >"$state/rc.new"
mv "$state/rc.new" "$state/rc"
END
if command -v setsid >/dev/null 2>&1; then detach=setsid; else detach=nohup; fi
"$detach" sh "$state/run" "$state" "$3" "$4" </dev/null >/dev/null 2>&1 &
`;

/**
 * Shows the log as it grows, until the run has ended: $1 id, $2 how many lines are known already.
 * Exit code 4: there is no such run, any more; 5: it was killed. Its word on stderr now and then lets it end
 * where nobody listens any more.
 */
export const followScript = `
${runsFolder}
state=$runs/$1
[ -d "$state" ] || exit 4
shown=0
[ "$2" -eq 0 ] || shown=$(head -n "$2" "$state/log" | wc -c)
show() {
  size=$(wc -c <"$state/log")
  if [ "$size" -gt "$shown" ]; then
    tail -c "+$((shown + 1))" "$state/log" | head -c "$((size - shown))"
    shown=$size
  fi
}
beats=0
while :; do
  ended=
  if [ -e "$state/rc" ]; then
    ended=0
  elif [ -s "$state/pid" ] && ! kill -0 "$(cat "$state/pid")" 2>/dev/null && ! [ -e "$state/rc" ]; then
    ended=5
  fi
  [ -d "$state" ] || exit 4
  show
  [ -z "$ended" ] || exit "$ended"
  beats=$((beats + 1))
  if [ "$((beats % 50))" -eq 0 ]; then echo . >&2 || exit 1; fi
  sleep 0.1 2>/dev/null || sleep 1
done
`;

/** Tells how the run $1 ended: `key value` lines, then Puppet's summary. */
export const resultScript = `
${runsFolder}
state=$runs/$1
[ -d "$state" ] || exit 4
printf 'rc %s\\n' "$(cat "$state/rc" 2>/dev/null)"
printf 'started %s\\n' "$(cat "$state/started")"
summary=$(cat "$state/lastrunfile")
if [ -e "$summary" ]; then printf 'summary\\n'; cat "$summary"; fi
exit 0
`;

/** Asks the run $1 to end; Puppet does so after the resource at hand. */
export const stopScript = `
${runsFolder}
pid=$(cat "$runs/$1/pid" 2>/dev/null) || exit 4
kill -s TERM -- "-$pid" 2>/dev/null || kill -s TERM "$pid"
`;

/** Forgets the run $1. */
export const cleanScript = `
${runsFolder}
case $1 in '' | *[!A-Za-z0-9-]*) exit 2 ;; esac
rm -rf "$runs/$1"
`;

/** Lists the runs that the host remembers, oldest first: `id started rc`, rc `-` while it runs. */
export const listScript = `
${runsFolder}
for state in "$runs"/*/; do
  [ -e "$state/started" ] || continue
  code=-
  if [ -e "$state/rc" ]; then code=$(cat "$state/rc"); fi
  printf '%s %s %s\\n' "$(basename "$state")" "$(cat "$state/started")" "$code"
done
exit 0
`;

interface Words {
  readonly purpose: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly timeoutMs?: number;
}

/** A command that only looks; the agent's files are root's. */
export function looking({ purpose, script, args = [], timeoutMs = 60_000 }: Words): RemoteCommand {
  return { purpose, script, args, timeoutMs, asRoot: true, mutates: false };
}

/** A command that changes the host. */
export function changing(words: Words): RemoteCommand {
  return { ...looking(words), mutates: true };
}
