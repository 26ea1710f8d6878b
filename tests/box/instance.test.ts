import { beforeAll, expect, test } from "vitest";
import { createEncClient, type EncClient } from "../../cli/enc/client.ts";
import { sandboxStatus } from "../../cli/sandbox/sandbox.ts";
import { loadCredential } from "../../cli/site/clouds.ts";
import { loadSite } from "../../cli/site/load-site.ts";
import { testWorld } from "../support/test-world.ts";
import { describeOnBox, ssh } from "./on-box.ts";

const host = "deployment-sessionstore03";

describeOnBox("an instance of a box", (box) => {
  const on = (line: string) => ssh(box, host, line);
  const fqdn = `${host}.deployment-prep.eqiad1.wikimedia.cloud`;
  let enc: EncClient;

  beforeAll(async () => {
    const world = testWorld();
    const { context } = await loadSite({ world, file: box.siteFile });
    const credential = await loadCredential(context, world);
    enc = createEncClient({ credential, project: context.project, world });
  });

  test("runs systemd without a failed unit, and lets its user be root", async () => {
    await expect
      .poll(async () => (await on("systemctl is-system-running")).stdout, { timeout: 30_000 })
      .toBe("running\n");
    expect(await on("sudo -n id -un")).toMatchObject({ exitCode: 0, stdout: "root\n" });
    const restarted = await on("sudo systemctl restart cron && systemctl is-active cron");
    expect(restarted).toMatchObject({ exitCode: 0, stdout: "active\n" });
  });

  test("may set its own network, and nothing that is the whole machine's", async () => {
    const writable = (path: string) => on(`sudo test -w /proc/sys/${path}`);
    expect(await writable("net/ipv4/ip_forward")).toMatchObject({ exitCode: 0 });
    expect(await writable("fs/file-max")).toMatchObject({ exitCode: 1 });
    expect(await writable("kernel/pid_max")).toMatchObject({ exitCode: 1 });
  });

  test("has Puppet's programs where Wikimedia's hosts have them, and asking is for everybody", async () => {
    const programs = "/usr/local/sbin/* /usr/local/bin/puppet-enabled";
    expect((await on(`stat --format '%a %U %n' ${programs}`)).stdout).toBe(
      [
        "550 root /usr/local/sbin/disable-puppet",
        "550 root /usr/local/sbin/enable-puppet",
        "550 root /usr/local/sbin/run-puppet-agent",
        "555 root /usr/local/bin/puppet-enabled",
        "",
      ].join("\n"),
    );
    expect(await on("puppet-enabled")).toMatchObject({ exitCode: 0 });
  });

  test("shows its status the units that are not of its image, and how they are", async () => {
    const unit = "/etc/systemd/system/box-probe.service";
    const unitsOf = async () => {
      const { instances } = await sandboxStatus(box.dir, testWorld());
      const units = instances.find(({ name }) => name === host)?.units ?? [];
      return units.filter(({ unit: name }) => name === "box-probe.service");
    };
    expect(await unitsOf()).toEqual([]);
    await on(`printf '[Service]\\nExecStart=/bin/sleep 1h\\n' | sudo tee ${unit}`);
    await on("sudo systemctl start box-probe");
    const shown = { unit: "box-probe.service", restarts: 0 };
    expect(await unitsOf()).toEqual([{ ...shown, activeState: "active", subState: "running" }]);
    await on(`sudo systemctl kill --signal KILL box-probe; sudo rm ${unit}`);
    expect(await unitsOf()).toEqual([]);
  });

  test("gets no certificate for the name of another", async () => {
    const words =
      "--test --certname other.example.org --keylength 2048 --ssldir /tmp/ssl --waitforcert 0";
    const asked = await on(`sudo puppet agent ${words}`);
    expect(asked, asked.stderr).toMatchObject({ exitCode: 1 });
    expect(asked.stdout + asked.stderr).toContain("sign this agent's certificate");
  });

  test("has the name that the ENC knows, and finds the others by theirs", async () => {
    expect((await on("hostname --fqdn")).stdout).toBe(`${fqdn}\n`);
    const other = box.instances[0];
    const found = await on(`getent ahostsv4 ${other?.fqdn}`);
    expect(found.stdout).toContain(other?.address);
  });

  test("gets its classes and data from the ENC: the agent applies them, and then changes nothing", async () => {
    const settings = { "log-driver": "json-file", "log-opts": { "max-size": "1m" } };
    await enc.writeHiera(
      fqdn,
      JSON.stringify({
        classes: ["profile::docker::engine"],
        "profile::docker::engine::settings": settings,
      }),
    );
    const agent = "sudo puppet agent --test --color=false";
    const first = await on(agent);
    expect(first, first.stdout + first.stderr).toMatchObject({ exitCode: 2 });
    expect(JSON.parse((await on("sudo cat /etc/docker/daemon.json")).stdout)).toMatchObject(
      settings,
    );
    const second = await on(agent);
    expect(second, second.stdout + second.stderr).toMatchObject({ exitCode: 0 });
  });

  test("is in the data centre that its place among the hosts gives it", async () => {
    expect((await on("sudo puppet facts show site")).stdout).toContain("codfw");
  });

  test("pulls an image from the box's registry by Wikimedia's name, and runs it", async () => {
    const image = "docker-registry.wikimedia.org/wikimedia/mediawiki-services-kask:v1.0.10";
    const pulled = await on(`sudo docker pull --quiet ${image}`);
    expect(pulled, pulled.stderr).toMatchObject({ exitCode: 0, stdout: `${image}\n` });
    const ran = await on(`sudo docker run --rm --entrypoint /bin/ls ${image} /`);
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(ran.stdout).toContain("etc\n");
  });

  test("comes back from a reboot with its files and its containers' engine", async () => {
    const bootOf = async () => (await on("sudo stat --format %Y /proc/1")).stdout;
    await on("echo kept | sudo tee /var/lib/kept");
    const before = await bootOf();
    await on("sudo systemctl reboot");
    await expect.poll(async () => (await bootOf()) || before, { timeout: 60_000 }).not.toBe(before);
    expect((await on("cat /var/lib/kept")).stdout).toBe("kept\n");
    await expect
      .poll(async () => (await on("systemctl is-active docker")).stdout, { timeout: 30_000 })
      .toBe("active\n");
  });
});
