// KPIs beside their targets.

import { h } from "../core/dom.js";
import { number, percent, span } from "../core/format.js";
import { t } from "../core/i18n.js";
import { icon } from "./icon.js";

const show = (unit, value) => (value === null || value === undefined ? "–" : unit === "percent" ? percent(value, value > 99 ? 2 : 1) : span(value));

/** One card for each KPI: the figure, whether it is met, target, n, p50 and p90, coverage. */
export const kpiCards = (items) => h("dl", { class: "figures four" }, items.map(card));

function card(item) {
  const met = item.met;
  return h("div", { class: "figure kpi", key: item.name, "data-level": met === null ? "unknown" : met ? "excellent" : "failed", tip: () => details(item), tabindex: "0" },
    h("dt", {}, t(`kpi.${item.name}`)),
    h("dd", {}, show(item.unit, item.value)),
    h("dd", { class: "note" }, met === null ? icon("info") : icon(met ? "check" : "alert"),
      h("span", {}, item.value === null ? t("kpi.nothing") : item.target === null ? t("kpi.no_target") : t(`kpi.target.${item.direction}`, { target: show(item.unit, item.target) }))));
}

function details(item) {
  const line = (key, text) => h("li", {}, t(key), h("span", { class: "number" }, text));
  return [
    h("h3", {}, t(`kpi.${item.name}`)), h("p", {}, t(`kpi.${item.name}.text`)),
    h("ul", {}, line("kpi.n", number(item.n)), item.mean !== null && line("kpi.mean", show(item.unit, item.mean)), item.p50 !== null && line("kpi.p50", show(item.unit, item.p50)), item.p90 !== null && line("kpi.p90", show(item.unit, item.p90)),
      item.coverage !== null && line("kpi.coverage", percent(item.coverage))),
  ];
}
