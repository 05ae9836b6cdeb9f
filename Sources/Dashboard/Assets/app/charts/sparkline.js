// A score over 24 hours in a hundred pixels. Hours without a check are gaps, never a line between guesses.

import { s } from "../core/dom.js";
import { t } from "../core/i18n.js";

const WIDTH = 100;
const HEIGHT = 30;

export function sparkline(values, level) {
  const known = values.filter((value) => value !== null);
  const x = (index) => (values.length < 2 ? 0 : 2 + (index / (values.length - 1)) * (WIDTH - 6));
  const y = (value) => 3 + (1 - value / 100) * (HEIGHT - 6);
  const runs = split(values);
  const line = runs.map((run) => (run.length === 1 ? `M${at(run[0])}h.01` : `M${run.map(at).join("L")}`)).join("");
  const area = runs.filter((run) => run.length > 1).map((run) => `M${x(run[0])} ${HEIGHT}L${run.map(at).join("L")}L${x(run.at(-1))} ${HEIGHT}z`).join("");
  function at(index) {
    return `${x(index).toFixed(1)} ${y(values[index]).toFixed(1)}`;
  }
  const last = values.findLastIndex((value) => value !== null);
  return s("svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "data-level": level,
    "aria-label": known.length ? t("trend.label", { low: Math.min(...known), high: Math.max(...known), last: known.at(-1) }) : t("trend.none") },
  known.length < values.length && s("path", { class: "gap", d: `M0 ${HEIGHT - 2}H${WIDTH}` }),
  s("path", { class: "area", d: area }),
  s("path", { class: "line", d: line }),
  last >= 0 && s("path", { class: "last", d: `M${at(last)}h.01` }));
}

function split(values) {
  const runs = [];
  values.forEach((value, index) => {
    if (value === null) return;
    if (index > 0 && values[index - 1] !== null && runs.length) runs.at(-1).push(index);
    else runs.push([index]);
  });
  return runs;
}
