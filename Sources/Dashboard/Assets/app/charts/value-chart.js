// One value over time as a line over its area: memory, the WAL's size, the mean score of a fleet.

import { h, s } from "../core/dom.js";
import { moment } from "../core/format.js";
import { t } from "../core/i18n.js";
import { frame, gridlines, moments } from "./frame.js";
import { ticks, timeTicks } from "./scale.js";

/** `points` have `at` and `value`, null for none. `limit` is drawn as a dashed line. */
export function valueChart({ label, points, text, limit, top, height = 170, left = 60, key }) {
  if (points.length < 2) return h("p", { class: "muted" }, t("chart.none"));
  const most = top ?? Math.max(limit ?? 0, ...points.map((point) => point.value ?? 0));
  const axis = top ? [0, top / 2, top] : ticks(most, 3);
  const [from, until] = [points[0].at, points.at(-1).at];
  return frame({
    key, label, points, from, until, height, left,
    draw({ x, inner }) {
      const y = (value) => inner.bottom - (value / axis.at(-1)) * (inner.bottom - inner.top);
      const runs = [[]];
      for (const point of points) point.value === null ? runs.push([]) : runs.at(-1).push(`${x(point.at).toFixed(1)} ${y(point.value).toFixed(1)}`);
      const lines = runs.filter((run) => run.length);
      return [
        gridlines(axis, y, inner, text),
        moments(timeTicks(from, until, (inner.right - inner.left) / 80), x, inner),
        lines.map((run) => s("path", { class: "area", d: `M${run[0].split(" ")[0]} ${inner.bottom}L${run.join("L")}L${run.at(-1).split(" ")[0]} ${inner.bottom}z` })),
        lines.map((run) => run.length === 1 ? s("circle", { class: "dot", cx: run[0].split(" ")[0], cy: run[0].split(" ")[1], r: 3 }) : s("path", { class: "line", d: `M${run.join("L")}` })),
        limit && s("path", { class: "threshold", d: `M${inner.left} ${y(limit)}H${inner.right}` }),
      ];
    },
    tip: (point) => [h("h3", {}, moment(point.at)), h("p", {}, point.value === null ? t("chart.gap") : text(point.value)), point.note && h("p", { class: "muted" }, point.note)],
    columns: [t("column.time"), label],
    rows: (point) => [moment(point.at), point.value === null ? "–" : text(point.value)],
  });
}
