// Queues: is work getting done, what waits, what failed and why.

import { h } from "../../core/dom.js";
import { part, send } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { number, span } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { query, setQuery } from "../../core/router.js";
import { mayAct } from "../../core/session.js";
import { rateChart } from "../../charts/rate-chart.js";
import { segments, select } from "../../parts/choice.js";
import { icon } from "../../parts/icon.js";
import { load } from "../../parts/loader.js";
import { bones, empty, head, panel } from "../../parts/states.js";
import { attempt } from "../../parts/toast.js";
import { jobsPanel } from "./jobs.js";
import { rateBars } from "./rate-bars.js";

export const title = "queues.title";
export const events = ["queue"];

export function mount({ root, signal }) {
  let queue = query().get("queue") ?? "";
  let since = query().get("since") ?? "1h";
  const top = h("div", { class: "stack" });
  const chart = h("div", {});
  const jobs = h("div", {});
  root.append(top);
  let busiest = null;
  let stats = null;
  let jobList = null;

  const list = load({ root: top, path: "/queues", draw: drawQueues, types: ["queue"], signal, waiting: () => [head(t("queues.title"), ""), bones(4, 48)], first: showRest });

  // What stands below comes once the table has its height, so that nothing jumps.
  function showRest({ items }) {
    root.append(chart, jobs);
    jobList = jobsPanel({ root: jobs, signal, queue: () => queue });
    if (!items.length) return;
    busiest = items.reduce((most, item) => (item.done_per_minute > most.done_per_minute ? item : most)).queue;
    stats = load({ root: chart, path: () => `/queues/${part(queue || busiest)}/stats`, query: () => ({ since }), draw: drawStats, types: ["queue"], pace: 2000, signal, waiting: () => panel({ title: t("chart.rate") }, h("div", { class: "chart-space" })) });
  }

  function choose(changes) {
    ({ queue = queue, since = since } = changes);
    setQuery({ queue, since: since === "1h" ? "" : since });
    list.redraw();
    stats?.reload();
    if (changes.queue !== undefined) jobList.reload();
  }

  function drawQueues({ items }) {
    if (queue && !items.some((item) => item.queue === queue)) queue = "";
    const failed = items.reduce((sum, item) => sum + item.failed, 0);
    const waiting = items.reduce((sum, item) => sum + item.pending, 0);
    return [
      head(t("queues.title"), t("queues.text", { waiting: number(waiting), failed: number(failed) })),
      panel({ flush: true }, items.length ? table(items) : empty("inbox", t("queues.empty"), t("queues.empty.text"))),
    ];
  }

  function table(items) {
    const columns = [["queue"], ["waiting", true], ["delayed", true], ["running", true], ["oldest", true], ["per_minute", true], ["run_time", true], ["failed", true], ["hour"], ["actions"]];
    return h("div", { class: "table-wrap" }, h("table", { class: "table cards" },
      h("thead", {}, h("tr", {}, columns.map(([name, end]) => h("th", { scope: "col", class: end && "end" }, name === "actions" ? h("span", { class: "hidden-text" }, t("column.actions")) : t(`column.${name}`))))),
      h("tbody", {}, items.map(row))));
  }

  function row(item) {
    const cell = (name, end, ...content) => h("td", { "data-label": t(`column.${name}`), class: end && "end" }, content);
    return h("tr", { key: item.queue, "aria-current": item.queue === queue && "true" },
      h("td", { class: "lead" }, h("button", { type: "button", class: "link strong", "aria-pressed": String(item.queue === queue), on: { click: () => choose({ queue: item.queue === queue ? "" : item.queue }) } }, h("bdi", {}, item.queue)), " ",
        item.paused ? h("span", { class: "badge" }, icon("pause"), t("queue.paused")) : item.status === "ALERT" && h("span", { class: "badge", "data-level": "failed" }, icon("alert"), t("queue.alert"))),
      cell("waiting", true, number(item.pending)), cell("delayed", true, number(item.delayed)), cell("running", true, number(item.reserved)),
      cell("oldest", true, item.oldest_pending ? span(Math.max(0, now() - item.oldest_pending)) : "–"), cell("per_minute", true, number(item.done_per_minute, 1)),
      cell("run_time", true, item.run_ms === null ? "–" : span(item.run_ms)), cell("failed", true, number(item.failed)), cell("hour", false, rateBars(item.series)),
      h("td", { class: "tools" }, mayAct() && h("div", { class: "row" }, h("button", { type: "button", class: "button small", on: { click: () => pause(item) } }, icon(item.paused ? "play" : "pause"), t(item.paused ? "action.resume" : "action.pause"), h("span", { class: "hidden-text" }, ` ${item.queue}`)))));
  }

  async function pause(item) {
    await attempt(() => send("POST", `/queues/${part(item.queue)}/${item.paused ? "resume" : "pause"}`, {}), t(item.paused ? "done.resume" : "done.pause", { name: item.queue }));
    list.reload();
  }

  function drawStats(data) {
    const names = list.value?.items.map((item) => [item.queue, item.queue]) ?? [];
    return panel({ title: t("chart.rate"), tools: [select(t("column.queue"), names, data.queue, (value) => choose({ queue: value })), segments(t("chart.range"), ["1h", "24h", "7d"].map((name) => [name, t(`range.${name}`)]), since, (value) => choose({ since: value }))] },
      h("div", { class: "with-side" },
        rateChart({ points: data.points, from: data.from_at, until: data.until_at, step: data.step_ms, key: `${data.queue} ${since} ${data.points.at(-1)?.at} ${data.points.at(-1)?.done} ${data.points.at(-1)?.failed}` }),
        h("table", { class: "table small" }, h("thead", {}, h("tr", {}, ["kind", "done", "failed", "run_time"].map((name, index) => h("th", { scope: "col", class: index && "end" }, t(`column.${name}`))))),
          h("tbody", {}, data.kinds.map((kind) => h("tr", { key: kind.kind }, h("td", {}, h("bdi", {}, kind.kind)), h("td", { class: "end" }, number(kind.done)), h("td", { class: "end" }, number(kind.failed)), h("td", { class: "end" }, kind.run_ms === null ? "–" : span(kind.run_ms))))))));
  }
}
