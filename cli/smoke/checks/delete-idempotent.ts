import { askInOrder, keyPath } from "../ask-in-order.ts";
import type { Check } from "../check.ts";

export const check: Check = {
  id: "delete-idempotent",
  asks: "Is deleting a missing key answered with 204, each time?",
  why: "MediaWiki deletes again when it is unsure. DELETE needs a quorum in every data centre, so it also fails where one is away and all else is green.",
  source: "mediawiki-services-kask/http.go, HTTPHandler.delete; storage.go, CassandraStore.Delete",
  since: "0.1.0",
  layer: "http",
  writes: true,

  run(session) {
    const path = keyPath(session, session.newKey());
    return askInOrder(session, [
      { method: "DELETE", path, status: 204 },
      { method: "DELETE", path, status: 204 },
      { method: "GET", path, status: 404 },
    ]);
  },
};
