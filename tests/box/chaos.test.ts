import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/cassandra/until.ts";
import { ChaosHost, type Deployed, type Listener, type Wish } from "./chaos-host.ts";
import { describeOnBox } from "./on-box.ts";

/** One thing that goes wrong, and what kaskctl has to make of it. */
interface Row {
  readonly what: string;
  /** What is deployed, beside what tells one deploy from the next. */
  readonly wish?: Wish;
  /** Deploys while that goes wrong. */
  readonly broken: (host: ChaosHost, wish: Wish) => Promise<Deployed>;
  /** The code of the failure, and the agent's outcome. */
  readonly outcome: string;
  readonly exitCode: number;
  /** What a person must read of it. */
  readonly says: RegExp;
  /** What somebody does about it. */
  readonly repair: (host: ChaosHost) => Promise<unknown>;
}

/** Passes by itself. */
const nothing = () => Promise.resolve();

// Puppet colours its words even into a pipe.
const colours = /(?!\t)\p{Cc}\[[\d;]*m/gu;

/** Reacts to the first line that matches. */
function once(pattern: RegExp, react: () => Promise<unknown>): Listener {
  let isDone = false;
  return (line) => {
    if (isDone || !pattern.test(line)) return undefined;
    isDone = true;
    return react();
  };
}

const freeze = (host: ChaosHost) => host.docker("pause", host.name);
const thaw = (host: ChaosHost) => host.docker("unpause", host.name);
const unplug = (host: ChaosHost) => host.docker("network", "disconnect", "box", host.name);
const plugIn = (host: ChaosHost) =>
  host.docker("network", "connect", "--ip", host.address, "box", host.name);

const agentLock = "/var/lib/puppet/state/agent_catalog_run.lock";
const stopAgent = `test -s ${agentLock} && kill -STOP $(cat ${agentLock})`;
const continueAgent = `kill -CONT $(cat ${agentLock})`;

/** Deploys to an instance that is away in mid-run until kaskctl has seen that it is. */
function deployWhileAway(
  host: ChaosHost,
  { wish, away, back }: { readonly wish: Wish } & Record<"away" | "back", typeof freeze>,
): Promise<Deployed> {
  const leave = once(/Retrieving plugin$/, async () => {
    await away(host);
    // Of itself ssh gives up only after 45 s.
    await host.cutSsh();
  });
  const comeBack = once(/cannot be reached.* Trying again\.$/, () => back(host));
  return host.deploy(wish, (line) => leave(line) ?? comeBack(line));
}

/** The instance's own firewall; the machine's is left alone. */
const noServer = "OUTPUT -p tcp --dport 8140 -j REJECT --reject-with tcp-reset";

/** Stops before anything is written. */
const refused: readonly Row[] = [
  {
    what: "the instance hangs",
    broken: (host, wish) => freeze(host).then(() => host.deploy(wish)),
    outcome: "host-unreachable",
    exitCode: 5,
    says: /does not answer/,
    repair: thaw,
  },
  {
    what: "the instance is unplugged",
    broken: (host, wish) => unplug(host).then(() => host.deploy(wish)),
    outcome: "host-unreachable",
    exitCode: 5,
    says: /does not answer/,
    repair: plugIn,
  },
  {
    what: "somebody disabled the agent",
    broken: async (host, wish) => {
      await host.root("puppet agent --disable 'disk is being replaced - bob'");
      return host.deploy(wish);
    },
    outcome: "agent-disabled",
    exitCode: 9,
    says: /disk is being replaced - bob.*Nothing was written/,
    repair: (host) => host.root("puppet agent --enable"),
  },
  {
    what: "the registry is away",
    broken: (host, wish) => host.deploy({ ...wish, registryUrl: "http://127.0.0.1:1" }),
    outcome: "registry-unreachable",
    exitCode: 5,
    says: /registry/,
    repair: nothing,
  },
  {
    what: "no image has the tag",
    broken: (host, wish) => host.deploy({ ...wish, version: "0.0.0-nobody-made-it" }),
    outcome: "image-tag-missing",
    exitCode: 1,
    says: /no tag 0\.0\.0-nobody-made-it/,
    repair: nothing,
  },
];

/** Passes by itself while kaskctl looks on. */
const ridden: readonly Omit<Row, "outcome" | "exitCode" | "repair">[] = [
  {
    what: "the instance hangs for a while in mid-run",
    broken: (host, wish) => deployWhileAway(host, { wish, away: freeze, back: thaw }),
    says: /cannot be reached.* Trying again/,
  },
  {
    what: "the instance is unplugged for a while in mid-run",
    broken: (host, wish) => {
      // Puppet gives up where it begins to connect without a network.
      const away = () => host.root(stopAgent).then(() => unplug(host));
      const back = () => plugIn(host).then(() => host.root(continueAgent));
      return deployWhileAway(host, { wish, away, back });
    },
    says: /cannot be reached.* Trying again/,
  },
  {
    what: "a second agent runs",
    broken: async (host, wish) => {
      await host.docker("exec", "--detach", host.name, "puppet", "agent", "--test");
      await until(
        () => host.tries(stopAgent),
        120_000,
        () => "no agent took the lock",
      );
      const proceed = () => host.root(continueAgent);
      return host.deploy(wish, once(/waiting for the Puppet run of process/, proceed));
    },
    says: /waiting for the Puppet run of process/,
  },
];

/** Ends what a row of {@link ridden} began, where it did not come to that itself. */
async function endTrouble(host: ChaosHost): Promise<void> {
  for (const end of [thaw, plugIn]) await end(host).catch(() => undefined);
  await host.tries(continueAgent);
}

/** Fails on the way. */
const failing: readonly Row[] = [
  {
    what: "the instance is rebooted in mid-run",
    broken: (host, wish) =>
      host.deploy(
        wish,
        once(/Retrieving plugin$/, () => host.docker("restart", "--time", "1", host.name)),
      ),
    outcome: "host-lost lost",
    exitCode: 5,
    says: /knows nothing of the run any more/,
    repair: nothing,
  },
  {
    what: "the disk is full",
    broken: async (host, wish) => {
      const folder = "/etc/mediawiki-services-kask";
      await host.root(`mount -t tmpfs -o size=4k,mode=755 tmpfs ${folder}`);
      await host.root(`head -c 4096 /dev/zero >${folder}/full`);
      return host.deploy(wish);
    },
    outcome: "agent-failed applied-with-failures",
    exitCode: 6,
    says: /File\[\/etc\/mediawiki-services-kask\/config\.yaml\]/,
    repair: (host) => host.root("umount /etc/mediawiki-services-kask"),
  },
  {
    what: "the tag goes away between the check and the pull, and Puppet is content",
    broken: async (host, wish) => {
      const removeTag = await host.addTag("0.0.0-gone");
      return host.deploy({ ...wish, version: "0.0.0-gone" }, once(/Using environment/, removeTag));
    },
    outcome: "checks-failed changed",
    exitCode: 1,
    says: /unit/,
    repair: nothing,
  },
  {
    what: "Kask ends as soon as it starts, and Puppet is content",
    broken: (host, wish) => host.deploy({ ...wish, overrideCmd: "--no-such-flag" }),
    outcome: "checks-failed changed",
    exitCode: 1,
    says: /unit/,
    repair: nothing,
  },
  {
    what: "puppetserver is away",
    broken: (host, wish) => host.root(`iptables -I ${noServer}`).then(() => host.deploy(wish)),
    outcome: "agent-failed server-unreachable",
    exitCode: 6,
    says: /8140/,
    repair: (host) => host.root(`iptables -D ${noServer}`),
  },
  {
    what: "puppetserver knows the instance by another key",
    broken: async (host, wish) => {
      await host.root("mv /var/lib/puppet/ssl /var/lib/puppet/kept");
      return host.deploy(wish);
    },
    outcome: "agent-failed certificate-problem",
    exitCode: 6,
    says: /certificate/,
    repair: (host) =>
      host.root("rm -rf /var/lib/puppet/ssl; mv /var/lib/puppet/kept /var/lib/puppet/ssl"),
  },
  {
    what: "the clock of the instance is years behind",
    broken: (host, wish) => host.setAgentClock("-5y").then(() => host.deploy(wish)),
    outcome: "agent-failed certificate-problem",
    exitCode: 6,
    says: /not yet valid/,
    repair: (host) => host.resetAgentClock(),
  },
  {
    what: "the instance never ran apt-get update",
    wish: { dockerPackage: "kask-engine" },
    broken: (host, wish) => host.root(packageNobodyListed).then(() => host.deploy(wish)),
    outcome: "agent-failed applied-with-failures",
    exitCode: 6,
    says: /Package\[kask-engine\]/,
    repair: (host) => host.root("apt-get -qq update"),
  },
];

/** A package in a source of which the instance has no list yet. */
const packageNobodyListed = `
mkdir -p /srv/apt/new/DEBIAN
printf 'Package: kask-engine\\nVersion: 1\\nArchitecture: all\\nMaintainer: nobody\\nDescription: nothing\\n' >/srv/apt/new/DEBIAN/control
dpkg-deb --build /srv/apt/new /srv/apt/new.deb >/dev/null
{
  cat /srv/apt/new/DEBIAN/control
  printf 'Filename: ./new.deb\\nSize: %s\\nSHA256: %s\\n' "$(stat -c %s /srv/apt/new.deb)" "$(sha256sum </srv/apt/new.deb | cut -d ' ' -f 1)"
} >/srv/apt/Packages
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
rm -rf /var/lib/apt/lists/*
echo 'deb [trusted=yes] file:/srv/apt ./' >/etc/apt/sources.list
`;

/** The run's log lives on under another name when kaskctl has read it to the end. */
/** The run that kaskctl started last, with all its processes; nothing before and behind it. */
const runOfKaskctl = '-- "-$(cat "$(ls -td /run/kaskctl/* | head -n 1)/pid")"';
const keepLog = 'ln -f "$(ls -td /run/kaskctl/* | head -n 1)/log" /run/whole-log';

describeOnBox("a deploy to an instance of a box", (box) => {
  let host: ChaosHost;
  /** Tells one deploy from the next. */
  let ttl = 1000;

  beforeAll(async () => {
    host = await ChaosHost.open(box, "deployment-sessionstore04");
    await host.restartSooner();
  });

  afterAll(() => host?.close());

  const configOf = () => host.root("cat /etc/mediawiki-services-kask/config.yaml");

  async function expectDeployed(wish: Wish): Promise<void> {
    const again = await host.deploy(wish);
    expect(again, again.said).toMatchObject({ exitCode: 0, wrong: [] });
    expect(again.outcome).toMatch(/^done (un)?changed$/);
    expect(await configOf()).toContain(`default_ttl: ${wish.ttl}\n`);
  }

  test("loses no line where SSH is cut at every tenth line of the agent's log", async () => {
    let lines = 0;
    let cuts = 0;
    const cut: Listener = async (line) => {
      if (!line.startsWith(`${host.name} │ `) || ++lines % 10 !== 1) return;
      // Of an agent that stands still nothing comes meanwhile, least of all its end, behind which kaskctl does other things.
      if (!(await host.tries(`kill -s STOP ${runOfKaskctl}`))) return;
      // The first comes long before the others, so one more is cut whatever is late.
      if (await host.cutSsh()) cuts++;
      await host.tries(`kill -s CONT ${runOfKaskctl}`);
    };
    const link = once(/ │ /, () => host.root(keepLog));
    const listener: Listener = (line) => Promise.all([link(line), cut(line)]);
    const deployed = await host.deploy({ ttl: ++ttl }, listener);
    expect(deployed, deployed.said).toMatchObject({ exitCode: 0 });
    expect(cuts).toBeGreaterThanOrEqual(2);
    const whole = await host.root("cat /run/whole-log");
    const kept = await readFile(deployed.logFile ?? "", "utf8");
    expect(kept).toBe(whole.replace(colours, ""));
  });

  describe("stops before anything is written where", () => {
    test.each(refused)("$what", async ({ broken, repair, ...row }) => {
      const before = await configOf();
      const deployed = await broken(host, { ttl: ttl + 1 }).finally(() => repair(host));
      expect(deployed, deployed.said).toMatchObject({
        outcome: row.outcome,
        exitCode: row.exitCode,
        done: ["render", "lint"],
      });
      expect(deployed.failure).toMatch(row.says);
      expect(await configOf()).toBe(before);
    });

    test("any of that was, and does its work afterwards", () => expectDeployed({ ttl: ++ttl }));
  });

  test.each(ridden)("goes on where $what", async ({ broken, says }) => {
    const deployed = await broken(host, { ttl: ++ttl }).finally(() => endTrouble(host));
    expect(deployed, deployed.said).toMatchObject({ exitCode: 0, wrong: [] });
    expect(deployed.said).toMatch(says);
    // The second agent may have been faster.
    expect(deployed.outcome).toMatch(/^done (un)?changed$/);
    expect(await configOf()).toContain(`default_ttl: ${ttl}\n`);
  });

  test.each(failing)(
    "tells that $what, and converges afterwards",
    async ({ broken, repair, ...row }) => {
      const wish = { ttl: ++ttl, ...row.wish };
      const deployed = await broken(host, wish).finally(() => repair(host));
      const { outcome, exitCode } = row;
      expect(deployed, deployed.said).toMatchObject({ outcome, exitCode });
      expect(deployed.failure).toMatch(row.says);
      await expectDeployed(wish);
    },
  );
});
