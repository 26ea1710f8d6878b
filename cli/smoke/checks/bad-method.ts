import { askInOrder, keyPath } from "../ask-in-order.ts";
import type { Check } from "../check.ts";

const body = Buffer.from("must not be stored");

export const check: Check = {
  id: "bad-method",
  asks: "Are PUT and PATCH refused with 400, and store nothing?",
  why: "Kask refuses them with 400 and not 405; something else before or behind it would answer otherwise.",
  source: "mediawiki-services-kask/http.go, HTTPHandler.put",
  since: "0.1.0",
  layer: "http",
  writes: true,

  run(session) {
    const path = keyPath(session, session.newKey());
    const refused = { path, body, status: 400, problem: "bad_request" } as const;
    return askInOrder(session, [
      { method: "PUT", ...refused },
      { method: "PATCH", ...refused },
      { method: "GET", path, status: 404 },
    ]);
  },
};
