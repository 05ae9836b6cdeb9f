// Jobs done and failed over time as stacked bars; the failed part is hatched, so that it is seen without colour.

import { h, s } from "../core/dom.js";
import { clock, moment, number, span } from "../core/format.js";
import { t } from "../core/i18n.js";
import { frame, gridlines, moments } from "./frame.js";
import { ticks, timeTicks } from "./scale.js";

export function rateChart({ points, from, until, step, height = 200, key }) {
  const most = Math.max(1, ...points.map((point) => point.done + point.failed));
  const axis = ticks(most, 3);
  return frame({
    key, label: t("chart.rate"), points, from, until, height, left: 44,
    draw({ x, inner }) {
      const y = (value) => inner.bottom - (value / axis.at(-1)) * (inner.bottom - inner.top);
      const width = Math.max(1, (inner.right - inner.left) / ((until - from) / step) - 1.5);
      return [
        gridlines(axis, y, inner, (value) => number(value)),
        moments(timeTicks(from, until, (inner.right - inner.left) / 70), x, inner),
        points.map((point) => {
          const left = x(point.at);
          const top = y(point.done);
          const high = y(point.done + point.failed);
          return [
            point.done > 0 && s("rect", { class: "bar-done", x: left, y: top, width, height: inner.bottom - top, rx: Math.min(2, width / 3) }),
            point.failed > 0 && s("rect", { class: "bar-failed", x: left, y: Math.min(high, top - 3), width, height: Math.max(3, top - high) }),
            point.failed > 0 && width > 4 && s("path", { class: "bar-hatch", d: hatch(left, Math.min(high, top - 3), width, Math.max(3, top - high)) }),
          ];
        }),
      ];
    },
    tip: (point) => [
      h("h3", {}, step < 86_400_000 ? clock(point.at) : moment(point.at)),
      h("ul", {}, [["done", point.done], ["failed", point.failed], ["added", point.added], ["retried", point.retried]].filter(([, value]) => value !== undefined)
        .map(([name, value]) => h("li", {}, t(`rate.${name}`), h("span", { class: "number" }, number(value)))),
      point.run_ms != null && h("li", {}, t("rate.run"), h("span", { class: "number" }, span(point.run_ms))),
      point.wait_ms != null && h("li", {}, t("rate.wait"), h("span", { class: "number" }, span(point.wait_ms)))),
    ],
    columns: [t("column.time"), t("rate.added"), t("rate.done"), t("rate.failed")],
    rows: (point) => [moment(point.at), number(point.added), number(point.done), number(point.failed)],
    legend: [sample("bar-done", t("rate.done")), sample("bar-failed", t("rate.failed"), true)],
  });
}

const sample = (kind, text, hatched) =>
  h("span", { class: "chart" }, s("svg", { viewBox: "0 0 16 12", "aria-hidden": "true" }, s("rect", { class: kind, width: 12, height: 12, rx: 2 }), hatched && s("path", { class: "bar-hatch", d: hatch(0, 0, 12, 12) })), text);

function hatch(x, y, width, height) {
  let d = "";
  for (let offset = -height; offset < width; offset += 4) {
    const [fromX, toX] = [Math.max(0, offset), Math.min(width, offset + height)];
    d += `M${x + fromX} ${y + height - (fromX - offset)}L${x + toX} ${y + height - (toX - offset)}`;
  }
  return d;
}
