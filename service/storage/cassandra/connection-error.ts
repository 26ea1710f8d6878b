/** Why there is no connection. */
export type ConnectionFault = "unreachable" | "login" | "lost";

/** A connection could not be opened, or ended. */
export class ConnectionError extends Error {
  readonly fault: ConnectionFault;

  constructor(fault: ConnectionFault, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "ConnectionError";
    this.fault = fault;
  }
}

/** A node answered a command with an error. */
export class RefusedError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = "RefusedError";
    this.code = code;
  }
}
