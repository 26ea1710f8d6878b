import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import ssh2 from "ssh2";
import { Agent, fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newSshKey } from "../../../cli/sandbox/ssh-key.ts";
import { needs } from "../../support/requires.ts";
import {
  ended,
  hieraText,
  raiseSandbox,
  type Said,
  type TestSandbox,
  title,
} from "../../support/sandbox.ts";

let sandbox: TestSandbox;
let host: string;

beforeAll(async () => {
  sandbox = await raiseSandbox();
  host = sandbox.it.instances[0]?.fqdn ?? "";
  await sandbox.push(hieraText());
  await sandbox.run("run-puppet-agent");
});

afterAll(() => sandbox.down());

function startSsh(...words: readonly string[]): ChildProcess {
  return spawn("ssh", ["-F", sandbox.it.sshConfig, ...words]);
}

function ssh(...words: readonly string[]): Promise<Said> {
  return ended(startSsh(...words));
}

async function sshWithInput(input: string, ...words: readonly string[]): Promise<Said> {
  const child = startSsh(...words);
  child.stdin?.end(input);
  return ended(child);
}

const openssh = needs("ssh");

describe("OpenSSH with the sandbox's ssh_config", () => {
  openssh("runs a command as the full or the short name, and gives its exit code", async () => {
    expect(await ssh(host, "echo out; echo err >&2; exit 7")).toEqual({
      code: 7,
      stdout: "out\n",
      stderr: "err\n",
    });
    expect(await ssh("deployment-sessionstore02", "exit 3")).toMatchObject({ code: 3 });
  });

  openssh("sends a program on stdin through sudo, as the transports do", async () => {
    const program = 'printf "%s|" "$@"; cat "$KASKCTL_INSTANCE_ROOT/etc/$3/config.yaml"';
    const said = await sshWithInput(program, host, `sudo -n sh -s -- a 'b c' ${title}`);
    expect(said.code).toBe(0);
    expect(said.stdout).toMatch(/^a\|b c\|mediawiki-services-kask\|---\n/);
  });

  openssh("refuses a changed host key and another user's name", async () => {
    const known = await readFile(join(sandbox.it.dir, "known_hosts"), "utf8");
    const wrong = newSshKey().public;
    const other = `${known.split(" ")[0]} ${wrong}\n`;
    const file = join(sandbox.it.dir, "instances", "other_known_hosts");
    await writeFile(file, other);
    const said = await ssh("-o", `UserKnownHostsFile=${file}`, host, "true");
    expect(said.code).toBe(255);
    expect(said.stderr).toContain("Host key verification failed");
    expect((await ssh("-l", "alice", host, "true")).stderr).toContain("Permission denied");
  });

  openssh(
    "carries several sessions on one connection, and a socket into the container",
    async () => {
      const control = join(sandbox.it.dir, "instances", "c");
      const socket = join(sandbox.it.dir, "instances", "s");
      const master = startSsh(
        "-M",
        "-S",
        control,
        "-L",
        `${socket}:127.0.0.1:8080`,
        host,
        "echo up; cat",
      );
      const closed = once(master, "close");
      await firstOutput(master);
      const both = await Promise.all(
        ["one", "two"].map((word) => ssh("-S", control, host, `echo ${word}`)),
      );
      expect(both.map(({ stdout }) => stdout)).toEqual(["one\n", "two\n"]);
      const isUp = (line: string) => line.includes("Starting service");
      await sandbox.firstLine(isUp, "journalctl", "-u", title, "-n", "50", "-f", "-o", "cat");
      const dispatcher = new Agent({ connect: { socketPath: socket } });
      const answer = await undiciFetch("http://kask/healthz", { dispatcher });
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("{")]);
      await dispatcher.close();
      await ssh("-S", control, "-O", "exit", host);
      await closed;
      await rm(socket, { force: true });
    },
  );

  openssh("does not end what left the session when the connection is cut", async () => {
    const fifo = "$KASKCTL_INSTANCE_ROOT/run/go";
    const result = "$KASKCTL_INSTANCE_ROOT/run/result";
    const detached = `mkfifo ${fifo}; setsid sh -c "read word < ${fifo}; echo got \\$word > ${result}.new; mv ${result}.new ${result}; echo told > ${fifo}" </dev/null >/dev/null 2>&1 & echo started; sleep 1000`;
    const attached = startSsh(host, detached);
    await firstOutput(attached);
    attached.kill("SIGKILL");
    await once(attached, "close");
    const said = await ssh(host, `echo word > ${fifo}; cat ${fifo}; cat ${result}`);
    expect(said.stdout).toBe("told\ngot word\n");
  });
});

async function firstOutput(child: ChildProcess): Promise<void> {
  if (child.stdout === null) return;
  await once(createInterface({ input: child.stdout }), "line");
}

describe("the SSH server of an instance", () => {
  async function connect(change: Partial<ssh2.ConnectConfig> = {}): Promise<ssh2.Client> {
    const client = new ssh2.Client();
    const privateKey = await readFile(join(sandbox.it.dir, "id_ed25519"));
    client.connect({
      host: "127.0.0.1",
      port: sandbox.it.instances[0]?.sshPort ?? 0,
      username: "sandbox",
      privateKey,
      ...change,
    });
    await once(client, "ready");
    return client;
  }

  function execute(client: ssh2.Client, command: string): Promise<ssh2.ClientChannel> {
    return new Promise((resolve, reject) => {
      client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
  }

  test("lets in no key but its own", async () => {
    const { private: privateKey } = newSshKey();
    await expect(connect({ privateKey })).rejects.toThrow("authentication methods failed");
  });

  test("tells by which signal a command ended", async () => {
    const client = await connect();
    const channel = await execute(client, "kill -KILL $$");
    channel.resume();
    const [code, signal] = await once(channel, "close");
    client.end();
    expect([code, signal]).toEqual([null, "SIGKILL"]);
  });

  test("sends a signal to the whole command", async () => {
    const client = await connect();
    const channel = await execute(client, "echo up; sleep 1000; echo never");
    await once(channel, "data");
    channel.signal("TERM");
    channel.resume();
    const [, signal] = await once(channel, "close");
    client.end();
    expect(signal).toBe("SIGTERM");
  });

  function forward(client: ssh2.Client, port: number): Promise<ssh2.ClientChannel> {
    return new Promise((resolve, reject) => {
      client.forwardOut("127.0.0.1", 1, "127.0.0.1", port, (error, channel) =>
        error ? reject(error) : resolve(channel),
      );
    });
  }

  test("takes a connection to a published port on which nobody listens inside, and ends it", async () => {
    const config = { listen_port: 8081, listen_address: "0.0.0.0" };
    await sandbox.push(hieraText({ config }));
    await sandbox.run("run-puppet-agent");
    const client = await connect();
    const channel = await forward(client, 8080);
    expect(await text(channel)).toBe("");
    await expect(forward(client, 8081)).rejects.toThrow("Channel open failure");
    client.end();
  });

  test("forwards to published ports of its own containers alone", async () => {
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const client = await connect();
    await expect(forward(client, port)).rejects.toThrow("Channel open failure");
    client.end();
    listener.close();
  });
});
