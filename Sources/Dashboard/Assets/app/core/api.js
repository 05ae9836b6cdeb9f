// The JSON API (docs/api/openapi.json).

import { observe } from "./clock.js";
import { t } from "./i18n.js";

const BASE = "/api/v1";
let csrfToken = null;
let onSignedOut = () => {};

/** What the server answered instead of what was asked for. */
export class APIError extends Error {
  constructor(status, { code, message, gate, retry_after_ms: retryAfter } = {}) {
    super(message ?? (status === 0 ? t("error.unreachable") : t("error.status", { status })));
    Object.assign(this, { status, code, gate, retryAfter });
  }
}

export const setToken = (token) => (csrfToken = token ?? null);
export const whenSignedOut = (call) => (onSignedOut = call);

/** GET. Values of `query` that are empty are left out; lists are joined by commas. */
export function get(path, query, signal) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === "" || value.length === 0) continue;
    search.set(name, Array.isArray(value) ? value.join(",") : value);
  }
  const text = search.toString();
  return ask("GET", text ? `${path}?${text}` : path, undefined, signal);
}

/** POST, PUT or DELETE, with the token that proves the request is this page's own. */
export const send = (method, path, body) => ask(method, path, body);

/** One part of a path. */
export const part = encodeURIComponent;

async function ask(method, path, body, signal) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET" && csrfToken) headers["X-CSRF-Token"] = csrfToken;
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method, headers, signal, credentials: "same-origin", cache: "no-store", body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new APIError(0);
  }
  if (answer.status === 204) return null;
  let value;
  try {
    value = await answer.json();
  } catch {
    throw new APIError(answer.status);
  }
  if (answer.ok) {
    if (Number.isFinite(value?.at)) observe(value.at);
    return value;
  }
  if (answer.status === 401 && path !== "/session") onSignedOut();
  throw new APIError(answer.status, value?.error);
}
