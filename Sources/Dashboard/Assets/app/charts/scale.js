// Round steps for axes.

import { clock, day } from "../core/format.js";

/** A few round values from 0 up to at least `most`. */
export function ticks(most, count = 4) {
  if (!(most > 0)) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough && (size >= 1 || most < 1)) ?? 1;
  const values = [];
  for (let value = 0; value < most + step; value += step) values.push(value);
  return values;
}

const HOUR = 3_600_000;
const STEPS = [5 * 60_000, 10 * 60_000, 15 * 60_000, 30 * 60_000, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 120 * HOUR, 168 * HOUR];

/** Round moments of the reader's own day between two times, as `[at, text]`. */
export function timeTicks(from, until, count) {
  const step = STEPS.find((size) => (until - from) / size <= count) ?? STEPS.at(-1);
  const zone = new Date(from).getTimezoneOffset() * 60_000;
  const values = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= until; at += step) {
    values.push([at, step >= 24 * HOUR || isMidnight(at) ? day(at) : clock(at)]);
  }
  return values;
}

const isMidnight = (at) => new Date(at).getHours() === 0 && new Date(at).getMinutes() === 0;
