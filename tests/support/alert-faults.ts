/** A fault of which the series are recorded. */
export interface AlertFault {
  /** The file of its series, without `.json`. */
  readonly name: string;
  /** As the page of the alerts calls it. */
  readonly title: string;
  /** Those that fire, and no others. */
  readonly alerts: readonly string[];
}

/** What each fault sets off; `tests/cluster/alert-series.test.ts` records the series. */
export const alertFaults: readonly AlertFault[] = [
  { name: "quiet", title: "none", alerts: [] },
  { name: "kask-killed", title: "Kask is killed, and nobody starts it", alerts: ["KaskDown"] },
  {
    name: "kask-restarting",
    title: "Kask is killed and started again and again",
    alerts: ["KaskRestarting"],
  },
  {
    name: "kask-stuttering",
    title: "Kask gets no CPU for most of each second",
    alerts: ["KaskEventLoopBlocked"],
  },
  { name: "replica-lost", title: "a replica is killed", alerts: ["KaskReplicaLost"] },
  {
    name: "data-centre-lost",
    title: "the other data centre is killed",
    alerts: ["KaskDeletesFail"],
  },
  {
    name: "quorum-lost",
    title: "two of three replicas are killed",
    alerts: ["KaskErrors", "KaskNotReady", "KaskReplicaLost"],
  },
  { name: "replicas-slow", title: "all replicas stutter", alerts: ["KaskSlow"] },
  {
    name: "queue-full",
    title: "all replicas stutter, and few requests may wait",
    alerts: ["KaskQueueFull", "KaskSlow"],
  },
];
