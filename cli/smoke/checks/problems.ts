import { askInOrder, keyPath, type Question } from "../ask-in-order.ts";
import type { Check } from "../check.ts";

export const check: Check = {
  id: "problems",
  asks: "Are a missing value and a malformed request answered with Kask's problems?",
  why: "MediaWiki tells a session that is gone from a store that is broken by these answers.",
  source: "mediawiki-services-kask/http.go, HTTPError",
  since: "0.1.0",
  layer: "http",
  writes: false,

  run(session) {
    const path = keyPath(session, session.newKey());
    const reading: readonly Question[] = [
      { method: "GET", path, status: 404, problem: "not_found" },
      { method: "GET", path: `${path}?x=1`, status: 400, problem: "bad_request" },
    ];
    const body = new Uint8Array();
    const writing: readonly Question[] = session.readOnly
      ? []
      : [{ method: "POST", path, body, status: 400, problem: "bad_request" }];
    return askInOrder(session, [...reading, ...writing]);
  },
};
