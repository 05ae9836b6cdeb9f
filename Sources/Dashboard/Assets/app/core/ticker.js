// One timer for the whole page: ages and countdowns are brought up to date once a second while the page is seen.

import { h } from "./dom.js";
import { moment, relative } from "./format.js";

const ticks = new Set();

/** Calls back once a second until the signal aborts. */
export function everySecond(call, signal) {
  ticks.add(call);
  signal.addEventListener("abort", () => ticks.delete(call));
}

/** A time that reads "2 minutes ago" and keeps being true; the exact moment stands in its title. */
export function ago(at, props) {
  if (at === null || at === undefined) return h("span", { class: "muted", ...props }, "–");
  return h("time", { datetime: new Date(at).toISOString(), "data-at": at, title: moment(at), ...props }, relative(at));
}

function tick() {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("time[data-at]")) {
    const text = relative(Number(element.dataset.at));
    if (element.firstChild.data !== text) element.firstChild.data = text;
  }
  for (const call of ticks) call();
}

setInterval(tick, 1000);
document.addEventListener("visibilitychange", tick);
