// Server-sent events: one stream for a page that is seen, none for a hidden one (a browser allows six connections to a
// host, and readers keep tabs open). What was missed is replayed by id; where it cannot be, pages load their data anew.

import { now, observe } from "./clock.js";

const SILENCE = 40_000;
const KINDS = ["account", "incident", "queue", "gateway", "schedule", "store"];

const listeners = new Map();
let source = null;
let types = [];
let last = null;
let heard = 0;
let failures = 0;
let retry = null;
let started = false;

/** `state`: connecting, live, stale (the server says so, or says nothing) or offline. `since`: the last sign of life. */
export const condition = { state: "connecting", since: null, reason: null, message: null };

/** Calls back on an event until the signal aborts. Also `reload`: events were lost, load again. `condition`: it changed. */
export function on(type, call, signal) {
  if (!listeners.has(type)) listeners.set(type, new Set());
  listeners.get(type).add(call);
  signal?.addEventListener("abort", () => listeners.get(type).delete(call));
}

/** Says which events the page shown needs. */
export function want(wanted) {
  const same = wanted.length === types.length && wanted.every((type) => types.includes(type));
  types = wanted;
  started = true;
  if (!same || !source) open();
}

export function stop() {
  started = false;
  close();
}

function open() {
  close();
  if (!started || (document.hidden && heard)) return;
  const query = new URLSearchParams({ types: types.join(",") });
  if (last) query.set("after", last);
  source = new EventSource(`/api/v1/events?${query}`);
  source.onerror = again;
  receive("hello", (data) => {
    failures = 0;
    observe(data.at);
    change("live");
    if (data.resumed === false && heard) emit("reload");
    heard = now();
  });
  receive("ping", (data) => observe(data.at));
  receive("stale", (data) => change(data.since_at === null ? "live" : "stale", data));
  for (const kind of KINDS) receive(kind, (data) => emit(kind, data));
}

function receive(type, call) {
  source.addEventListener(type, (event) => {
    if (event.lastEventId) last = event.lastEventId;
    if (type !== "hello") heard = now();
    call(JSON.parse(event.data));
  });
}

function close() {
  clearTimeout(retry);
  source?.close();
  source = null;
}

// The browser gives up on some errors and never waits longer between tries: we do both by ourselves.
function again() {
  close();
  failures += 1;
  if (failures > 1) change("offline");
  const wait = Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
  retry = setTimeout(open, wait);
}

function change(state, { since_at: since, reason, message } = {}) {
  if (condition.state === state && condition.reason === (reason ?? null)) return;
  Object.assign(condition, { state, since: since ?? heard, reason: reason ?? null, message: message ?? null });
  emit("condition");
}

function emit(type, data) {
  for (const call of listeners.get(type) ?? []) call(data);
}

setInterval(() => {
  if (source && !document.hidden && heard && now() - heard > SILENCE) again();
}, 5000);

let hiding = null;
document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(close, 10_000);
  else if (started && !source) open();
});
// A page that is kept for the way back must not keep its stream: a browser has six connections to a host.
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => event.persisted && started && open());
addEventListener("online", () => started && open());
addEventListener("offline", () => change("offline"));
