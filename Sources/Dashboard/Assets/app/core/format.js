// Numbers and times in the reader's locale. Times of the server are milliseconds since 1970.

import { locale } from "./i18n.js";
import { now } from "./clock.js";

const made = new Map();
function formatter(kind, options) {
  const key = `${locale} ${kind} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new Intl[kind](locale, options));
  return made.get(key);
}

/** 12,345 */
export const number = (value, digits = 0) => formatter("NumberFormat", { maximumFractionDigits: digits }).format(value);

/** 12K */
export const compact = (value) => formatter("NumberFormat", { notation: "compact", maximumFractionDigits: 1 }).format(value);

/** 99.95 % of a value from 0 to 100. */
export const percent = (value, digits = 1) =>
  formatter("NumberFormat", { style: "percent", maximumFractionDigits: digits }).format(value / 100);

/** 1.4 MB */
export function bytes(value) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  let step = 0;
  while (Math.abs(value) >= 1000 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step > 1 && Math.abs(value) < 100 ? 1 : 0;
  return formatter("NumberFormat", { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: digits }).format(value);
}

const SPANS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1000]];

/** 1 hr 20 min: the two greatest units of a span of milliseconds. */
export function span(milliseconds) {
  const size = Math.abs(milliseconds);
  if (size < 1000) return unit(Math.round(size), "millisecond");
  const first = SPANS.findIndex(([, length]) => size >= length);
  const [name, length] = SPANS[first];
  if (name === "second") return unit(size < 10_000 ? Math.round(size / 100) / 10 : Math.round(size / 1000), "second");
  const whole = Math.floor(size / length);
  const [smallName, smallLength] = SPANS[first + 1];
  const rest = Math.floor((size - whole * length) / smallLength);
  return rest && whole < 10 ? `${unit(whole, name)} ${unit(rest, smallName)}` : unit(whole, name);
}

const unit = (value, name) =>
  formatter("NumberFormat", { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: 1 }).format(value);

/** "2 minutes ago", "in 3 hours". */
export function relative(at) {
  const difference = at - now();
  const size = Math.abs(difference);
  const [name, length] = SPANS.find(([, unitLength]) => size >= unitLength) ?? SPANS[3];
  return formatter("RelativeTimeFormat", { numeric: "auto" }).format(Math.trunc(difference / length), name);
}

/** 22 Nov, 15:04:05, with the year where it is not this one. */
export const moment = (at) =>
  formatter("DateTimeFormat", {
    day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit",
    ...(new Date(at).getFullYear() === new Date(now()).getFullYear() ? {} : { year: "numeric" }),
  }).format(at);

/** 15:04 */
export const clock = (at, seconds = false) =>
  formatter("DateTimeFormat", { hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}) }).format(at);

/** 22 Nov */
export const day = (at) => formatter("DateTimeFormat", { day: "numeric", month: "short" }).format(at);

/** 4:05 left of a countdown. */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** a, b and c */
export const list = (items) => formatter("ListFormat", { type: "conjunction" }).format(items);
