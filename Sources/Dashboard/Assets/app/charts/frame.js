// What every chart over time shares: it is drawn for the width it has, drawn again when that changes, and read with a
// pointer, a finger or the arrow keys; a table says the same in words.

import { fill, h, s } from "../core/dom.js";
import { t } from "../core/i18n.js";

/**
 * `points` have `at`; `draw({ x, y, width, height, points })` answers SVG; `tip(point)` what is said of one; `rows` the
 * table's cells of one.
 */
export function frame({ label, points, from, until, height = 220, left = 38, bottom = 24, draw, tip, columns, rows, legend, key }) {
  const bubble = h("div", { class: "tip", hidden: true });
  const svg = s("svg", { role: "img", tabindex: "0", "aria-label": label, on: { pointermove: point, pointerdown: point, pointerleave: leave, keydown: step, blur: leave } });
  const holder = h("div", { class: "chart", style: { "--height": `${height}px` } }, svg, bubble);
  let cursor = null;
  let index = -1;
  let x = () => 0;
  const observer = new ResizeObserver(([entry]) => {
    if (!holder.isConnected) return;
    paint(entry.contentRect.width);
  });
  observer.observe(holder);

  function paint(width) {
    if (!width) return;
    const inner = { left, right: width - 8, top: 10, bottom: height - bottom };
    x = (at) => inner.left + ((at - from) / (until - from || 1)) * (inner.right - inner.left);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    cursor = s("path", { class: "cursor", d: "" });
    fill(svg, draw({ x, inner, width, height }), cursor);
  }

  function point(event) {
    const box = svg.getBoundingClientRect();
    const place = event.clientX - box.left;
    let best = -1;
    points.forEach((item, position) => {
      if (best < 0 || Math.abs(x(item.at) - place) < Math.abs(x(points[best].at) - place)) best = position;
    });
    show(best);
  }

  function step(event) {
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: points.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(Math.max(0, Math.min(points.length - 1, index < 0 ? points.length - 1 : to)));
  }

  function show(position) {
    if (position < 0 || !points[position] || !cursor) return;
    index = position;
    const at = x(points[position].at);
    cursor.setAttribute("d", `M${at} 6V${height - bottom}`);
    fill(bubble, tip(points[position]));
    bubble.hidden = false;
    const box = svg.getBoundingClientRect();
    const size = bubble.getBoundingClientRect();
    bubble.style.left = `${Math.max(8, Math.min(innerWidth - size.width - 8, box.left + at + (at > box.width / 2 ? -size.width - 12 : 12)))}px`;
    bubble.style.top = `${Math.max(8, box.top + 8)}px`;
  }

  function leave() {
    bubble.hidden = true;
    index = -1;
    cursor?.setAttribute("d", "");
  }

  return h("figure", { island: key },
    holder,
    legend && h("figcaption", { class: "legend" }, legend),
    rows && h("details", { class: "more small", style: { "margin-top": "8px" } }, h("summary", {}, t("chart.table")), lazyTable(columns, points, rows)));
}

// Hundreds of cells are made only for those who open them.
function lazyTable(columns, points, rows) {
  const wrap = h("div", { class: "table-wrap", style: { "max-height": "320px", "overflow-y": "auto" }, tabindex: "0" });
  queueMicrotask(() => wrap.parentElement?.addEventListener("toggle", () => {
    if (wrap.childElementCount) return;
    wrap.append(h("table", { class: "table" }, h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col" }, column)))),
      h("tbody", {}, points.map((item) => h("tr", {}, rows(item).map((cell) => h("td", { class: "number" }, cell)))))));
  }));
  return wrap;
}

/** Horizontal lines with their values. */
export const gridlines = (values, y, inner, text) => values.map((value) => [
  s("path", { class: "gridline", d: `M${inner.left} ${y(value)}H${inner.right}` }),
  s("text", { x: inner.left - 8, y: y(value) + 4, "text-anchor": "end" }, text(value)),
]);

/** Moments below the chart. */
export const moments = (values, x, inner) => values.map(([at, text], index) =>
  s("text", { x: x(at), y: inner.bottom + 17, "text-anchor": x(at) - inner.left < 18 ? "start" : inner.right - x(at) < 22 && index ? "end" : "middle" }, text));
