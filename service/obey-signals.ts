import type { Log } from "./contract/log.ts";

/** What signals ask for. */
export interface Obedient {
  /** SIGTERM and SIGINT; the process ends when it resolves. */
  stop(signal: NodeJS.Signals): Promise<void>;
  /** SIGHUP. */
  renewCertificates(): void;
}

/** Does what signals ask for. A second SIGTERM or SIGINT ends the process at once, as if nobody listened. */
export function obeySignals(obedient: Obedient, log: Log): void {
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    process.removeAllListeners("SIGTERM").removeAllListeners("SIGINT");
    log.info(`Stopping (${signal})`);
    await obedient.stop(signal);
    process.exit();
  };
  process.once("SIGTERM", (signal) => void stop(signal));
  process.once("SIGINT", (signal) => void stop(signal));
  process.on("SIGHUP", () => obedient.renewCertificates());
}
