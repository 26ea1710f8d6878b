import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../support/cassandra/until.ts";
import { freePort } from "../support/free-port.ts";
import { type KaskProcess, startKaskProcess, startListeningKask } from "../support/kask-process.ts";
import { ask } from "../support/running-kask.ts";

const timeoutMs = 120_000;
const fixtures = join(import.meta.dirname, "fixtures");

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kask-signals-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function lineWith(kask: KaskProcess, text: string): Promise<void> {
  await until(
    () => kask.lines.some((line) => line.includes(text)),
    timeoutMs,
    () => `no line has ${JSON.stringify(text)}: ${kask.lines.join("\n")}`,
  );
}

function fingerprint(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

interface TlsKask {
  kill(signal: NodeJS.Signals): void;
  lineWith(text: string): Promise<void>;
}

/** `startKaskProcess` waits for an answer over plain HTTP. */
async function startTls(words: readonly string[], port: number): Promise<TlsKask> {
  const main = join(import.meta.dirname, "../../service/main.ts");
  const child = spawn(process.execPath, [main, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const lineWith = (wanted: string): Promise<void> =>
    until(
      () => text.includes(wanted),
      timeoutMs,
      () => `no line has ${JSON.stringify(wanted)}: ${text}`,
    );
  await lineWith(`:${port}/`);
  return { kill: (signal) => void child.kill(signal), lineWith };
}

test("a second SIGTERM ends it at once, whatever runs", async () => {
  const words = ["--store", "embedded", "--data", await temporaryFolder()];
  const kask = await startKaskProcess({ settings: {}, words });
  onTestFinished(() => kask.close());
  const socket = connect(kask.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  const continued = new Promise((resolve) => socket.once("data", resolve));
  socket.write(
    `POST ${kask.baseUri}k HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`,
  );
  await continued;
  process.kill(kask.pid, "SIGTERM");
  await lineWith(kask, "Stopping (SIGTERM)");
  expect(kask.exitCode()).toBeUndefined();
  process.kill(kask.pid, "SIGTERM");
  await until(
    () => kask.exitCode() !== undefined,
    timeoutMs,
    () => "it lives",
  );
  // Ended by the signal.
  expect(kask.exitCode()).toBeNull();
});

test("SIGHUP reads the certificate again; one that is no good is told, and the old one stays", async () => {
  const folder = await temporaryFolder();
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  await copyFile(join(fixtures, "tls-cert.pem"), cert);
  await copyFile(join(fixtures, "tls-key.pem"), key);
  const file = join(folder, "kask.yaml");
  const port = await freePort();
  await writeFile(file, JSON.stringify({ listen_port: port, tls: { cert, key } }));
  const words = ["--store", "embedded", "--data", folder, "--config", file];
  const kask = await startTls(words, port);
  const first = await fingerprint(port);

  await copyFile(join(fixtures, "tls-cert-2.pem"), cert);
  kask.kill("SIGHUP");
  await kask.lineWith("The certificate stays as it was: tls.");
  expect(await fingerprint(port)).toBe(first);

  await copyFile(join(fixtures, "tls-key-2.pem"), key);
  kask.kill("SIGHUP");
  await kask.lineWith(`Read tls.cert ${cert} and tls.key ${key} again`);
  expect(await fingerprint(port)).not.toBe(first);
});

test("without Cassandra it listens at once, /readyz says why, and the log says it once", async () => {
  const port = await freePort();
  const settings = { cassandra: { hosts: ["127.0.0.1"], port } };
  const kask = await startListeningKask({ settings });
  onTestFinished(() => kask.close());
  await lineWith(kask, "ECONNREFUSED");
  expect((await ask(kask.port, "GET", "/healthz")).status).toBe(200);
  const { status, body } = await ask(kask.port, "GET", "/readyz");
  expect(status).toBe(503);
  expect(body.toString()).toContain("ECONNREFUSED");
  expect((await ask(kask.port, "GET", `${kask.baseUri}k`)).status).toBe(500);
  // On a slow machine it also tells that it is still connecting.
  const told = kask.lines.filter((line) => /is not ready: (?!still connecting)/.test(line));
  expect(told).toHaveLength(1);
});
