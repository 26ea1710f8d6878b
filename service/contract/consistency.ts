/**
 * How many replicas must answer. A read sees the last write of its own data centre. A delete must
 * be seen everywhere, because a forgotten session must be gone: with one data centre down it fails
 * while reads and writes go on.
 * @see mediawiki-services-kask/storage.go, Set, Get, Delete
 */
export const consistency = {
  read: "LOCAL_QUORUM",
  write: "LOCAL_QUORUM",
  delete: "EACH_QUORUM",
} as const;
