/**
 * Gives write times, in microseconds since 1970, each later than the one before. A statement has
 * one for all its attempts: what is sent twice is the same write, and never hides a later one.
 * @see gocql/cluster.go, ClusterConfig.DefaultTimestamp
 */
export function writeTimes(now: () => number = preciseClock()): () => number {
  let lastUs = 0;
  return () => {
    lastUs = Math.max(lastUs + 1, Math.floor(now() * 1000));
    return lastUs;
  };
}

/** How far the precise clock may be from the system's before it follows a step of it. */
const driftMs = 2;

/**
 * The system's clock with a fraction, in milliseconds: `Date.now` cuts it off, so that the largest difference seen is the true
 * one.
 * @param monotonicNow a clock that nobody sets, in milliseconds with a fraction
 */
export function preciseClock(
  systemNow: () => number = Date.now,
  monotonicNow: () => number = () => performance.now(),
): () => number {
  let offsetMs = Number.NEGATIVE_INFINITY;
  return function nowMs() {
    const monotonicMs = monotonicNow();
    const differenceMs = systemNow() - monotonicMs;
    // Held up between both clocks: their difference says nothing.
    if (monotonicNow() - monotonicMs > driftMs) return nowMs();
    if (differenceMs > offsetMs || differenceMs < offsetMs - driftMs) offsetMs = differenceMs;
    return monotonicMs + offsetMs;
  };
}
