import { askInOrder, keyPath } from "../ask-in-order.ts";
import type { Check } from "../check.ts";

const first = Buffer.from("first value");
const second = Buffer.from("second value, longer than the first");

export const check: Check = {
  id: "crud",
  asks: "Does a value come back as it was stored, change when overwritten, and go when deleted?",
  why: "A session that is lost logs its user out; one that stays after a log-out is a stolen login.",
  source: "mediawiki-services-kask/http.go, HTTPHandler.ServeHTTP",
  since: "0.1.0",
  layer: "http",
  writes: true,

  run(session) {
    const path = keyPath(session, session.newKey());
    return askInOrder(session, [
      { method: "POST", path, body: first, status: 201 },
      { method: "GET", path, status: 200, value: first },
      { method: "POST", path, body: second, status: 201 },
      { method: "GET", path, status: 200, value: second },
      { method: "DELETE", path, status: 204 },
      { method: "GET", path, status: 404 },
    ]);
  },
};
