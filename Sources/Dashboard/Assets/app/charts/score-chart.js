// An account's score over a day, week or month: the mean as a line, the worst of each step below it, incidents as
// shaded spells with a thick edge, recoveries as round marks.

import { h, s } from "../core/dom.js";
import { moment, number } from "../core/format.js";
import { say, t } from "../core/i18n.js";
import { causeText } from "../parts/badge.js";
import { frame, gridlines, moments } from "./frame.js";
import { timeTicks } from "./scale.js";

export function scoreChart(trend) {
  const { points, incidents, reconnects, from_at: from, until_at: until } = trend;
  return frame({
    key: `score ${trend.range} ${until} ${points.length} ${incidents.length} ${reconnects.length}`,
    label: t("chart.score"), points, from, until, height: 250, left: 34,
    draw({ x, inner }) {
      const y = (score) => inner.top + 16 + (1 - score / 100) * (inner.bottom - inner.top - 16);
      const clamp = (at) => Math.max(inner.left, Math.min(inner.right, x(at)));
      return [
        incidents.map((incident) => {
          const [begin, end] = [clamp(incident.began_at), clamp(incident.resolved_at ?? until)];
          return [
            s("rect", { class: "spell", x: begin, y: inner.top, width: Math.max(2, end - begin), height: inner.bottom - inner.top }),
            s("path", { class: "spell-edge", d: `M${begin} ${inner.top}H${Math.max(begin + 3, end)}` }),
          ];
        }),
        gridlines([0, 50, 100], y, inner, number),
        s("path", { class: "threshold", d: `M${inner.left} ${y(trend.reconnect_threshold)}H${inner.right}` }),
        moments(timeTicks(from, until, (inner.right - inner.left) / 70), x, inner),
        s("path", { class: "floor", d: path(points, x, y, "min", trend.step_ms) }),
        s("path", { class: "line", d: path(points, x, y, "mean", trend.step_ms) }),
        reconnects.map((item) => mark(clamp(item.at), inner.top, item.outcome !== "succeeded")),
      ];
    },
    tip: (point) => [
      h("h3", {}, moment(point.at)),
      point.n ? h("p", {}, t("chart.score.tip", { mean: number(point.mean, 1), min: point.min, n: point.n })) : h("p", { class: "muted" }, t("chart.gap")),
      incidents.filter((item) => item.began_at <= point.at + trend.step_ms && (item.resolved_at ?? until) >= point.at).map((item) => h("p", {}, causeText(item.cause))),
      reconnects.filter((item) => item.at >= point.at && item.at < point.at + trend.step_ms).map((item) => h("p", {}, `${say(`rung.${item.rung}`, item.rung)}: ${say(`outcome.${item.outcome}`, item.outcome)}`)),
    ],
    columns: [t("column.time"), t("column.mean"), t("column.worst"), t("column.checks")],
    rows: (point) => [moment(point.at), point.mean === null ? "–" : number(point.mean, 1), point.min ?? "–", point.n],
    legend: [
      sample("line", "M0 6H16", t("chart.mean")), sample("floor", "M0 6H16", t("chart.worst")), sample("threshold", "M0 6H16", t("chart.threshold")),
      h("span", {}, s("svg", { viewBox: "0 0 16 12", "aria-hidden": "true" }, s("rect", { class: "spell", width: 16, height: 12 }), s("path", { class: "spell-edge", d: "M0 1.5H16" })), t("chart.incident")),
      h("span", {}, s("svg", { viewBox: "0 0 16 12", "aria-hidden": "true" }, mark(8, 6)), t("chart.recovery")),
    ].map((item) => (item.classList.add("chart"), item)),
  });
}

const sample = (kind, d, text) => h("span", {}, s("svg", { viewBox: "0 0 16 12", "aria-hidden": "true" }, s("path", { class: kind, d })), text);

const mark = (x, y, bad = false) =>
  s("g", { class: bad ? "mark bad" : "mark", transform: `translate(${x} ${y})` }, s("circle", { r: 6.5 }), s("path", { d: bad ? "M-2.5-2.5l5 5M2.5-2.5l-5 5" : "M-3 .2l2 2.2 4-4.4" }));

// A step without a check breaks the line.
function path(points, x, y, name, step) {
  let d = "";
  let before = null;
  for (const point of points) {
    if (point[name] === null || point[name] === undefined) {
      before = null;
      continue;
    }
    const place = `${x(point.at + step / 2).toFixed(1)} ${y(point[name]).toFixed(1)}`;
    d += before ? `L${place}` : `M${place}h.01`;
    before = point;
  }
  return d;
}
