/** How long who asks a Cassandra of a busy machine waits for an answer, and Cassandra for itself. */
export const patienceMs = 60_000;

/** The same, as socket options of the driver by which tests ask. */
export const clientPatience = { connectTimeout: patienceMs, readTimeout: patienceMs } as const;
