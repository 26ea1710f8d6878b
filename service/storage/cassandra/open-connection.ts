import { stringMap, withLength } from "./bodies.ts";
import { badCredentialsCode } from "./cassandra-errors.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { ConnectionError, RefusedError } from "./connection-error.ts";
import { type Endpoint, endpointText } from "./endpoint.ts";
import { opcodes } from "./protocol.ts";

/**
 * Connects to a node and logs in.
 * @throws {ConnectionError} when the node is not there, does not answer in time, or refuses the login
 */
export async function openConnection(
  endpoint: Endpoint,
  options: ConnectionOptions,
): Promise<Connection> {
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  const connection = new Connection(endpoint, options, resolve);
  connection.onClose = reject;
  const timer = deadline(options.connectTimeoutMs, connection);
  try {
    await opened;
    await handshake(connection, options);
    connection.onClose = () => {};
    return connection;
  } catch (cause) {
    connection.destroy(cause as Error);
    throw describe(endpoint, cause);
  } finally {
    clearTimeout(timer);
  }
}

function deadline(timeoutMs: number, connection: Connection): NodeJS.Timeout | undefined {
  if (timeoutMs === 0) return undefined;
  const late = new Error(`no answer within ${timeoutMs} ms`);
  return setTimeout(() => connection.destroy(late), timeoutMs);
}

async function handshake(connection: Connection, options: ConnectionOptions): Promise<void> {
  const hello = stringMap({ CQL_VERSION: "3.0.0" });
  const answer = await connection.command(opcodes.startup, hello);
  if (answer.opcode === opcodes.ready) return;
  if (answer.opcode !== opcodes.authenticate) {
    throw new Error(`it answered the greeting with opcode ${answer.opcode}`);
  }
  const { username, password } = options.login;
  if (username === "") {
    throw new ConnectionError("login", "it wants a login, and cassandra.authentication is not set");
  }
  // SASL PLAIN has an empty identity first.
  const token = withLength(Buffer.from(`\0${username}\0${password}`));
  const verdict = await connection.command(opcodes.authResponse, token);
  if (verdict.opcode !== opcodes.authSuccess) {
    throw new ConnectionError("login", "it wants another kind of login than a password");
  }
}

function describe(endpoint: Endpoint, cause: unknown): ConnectionError {
  const place = endpointText(endpoint);
  const error = cause as Error;
  // Cassandra's own words name the role.
  if (error instanceof RefusedError && error.code === badCredentialsCode) {
    const hint = "check the username and password of cassandra.authentication";
    return new ConnectionError("login", `${place} refuses the login; ${hint}`, { cause });
  }
  if (error instanceof ConnectionError && error.fault === "login") {
    return new ConnectionError("login", `${place} refuses the login: ${error.message}`, { cause });
  }
  const inner =
    error instanceof ConnectionError && error.cause instanceof Error ? error.cause : error;
  return new ConnectionError("unreachable", `${place}: ${wordsOf(inner)}`, { cause });
}

/** OpenSSL's own words are a line of its source and a line break. */
function wordsOf({ message, code }: NodeJS.ErrnoException): string {
  const isPlain = code === "ERR_SSL_WRONG_VERSION_NUMBER";
  return isPlain ? "it does not speak TLS, which cassandra.tls asks for" : message.trimEnd();
}
