// An hour of a queue in a table's cell: done upwards, failed downwards.

import { s } from "../../core/dom.js";
import { t } from "../../core/i18n.js";

export function rateBars(series) {
  const most = Math.max(1, ...series.map((point) => point.done));
  const worst = Math.max(1, ...series.map((point) => point.failed));
  const failed = series.reduce((sum, point) => sum + point.failed, 0);
  const done = series.reduce((sum, point) => sum + point.done, 0);
  const bars = (name, top, height, limit, down) => series.map((point, index) => {
    if (!point[name]) return "";
    const size = Math.max(1, (point[name] / limit) * height);
    return `M${index * 2} ${down ? top : top - size}h1.4v${size.toFixed(1)}h-1.4z`;
  }).join("");
  return s("svg", { viewBox: "0 0 120 30", width: 120, height: 30, role: "img", "aria-label": t("queue.hour", { done, failed }) },
    s("path", { d: bars("done", 22, 21, most, false), fill: "var(--accent)" }), s("path", { d: bars("failed", 23, 7, worst, true), fill: "var(--failed)" }));
}
