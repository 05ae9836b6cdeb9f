// Jobs by state: running with worker and lease, failed with what went wrong, to be retried or forgotten, in bulk.

import { get, part, send } from "../../core/api.js";
import { h } from "../../core/dom.js";
import { now } from "../../core/clock.js";
import { number, percent, span } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { query, setQuery } from "../../core/router.js";
import { mayAct } from "../../core/session.js";
import { ago } from "../../core/ticker.js";
import { segments } from "../../parts/choice.js";
import { ask } from "../../parts/dialog.js";
import { icon } from "../../parts/icon.js";
import { debounce } from "../../parts/later.js";
import { load } from "../../parts/loader.js";
import { bones, empty, panel } from "../../parts/states.js";
import { attempt, toast } from "../../parts/toast.js";
import { openJob } from "./job.js";

const STATES = ["failed", "running", "pending", "delayed", "finished"];

export function jobsPanel({ root, signal, queue }) {
  const filters = { state: STATES.includes(query().get("jobs")) ? query().get("jobs") : "failed", search: query().get("search") ?? "" };
  const selected = new Set();
  let older = [];
  let next = null;
  const list = load({ root, path: "/jobs", query: () => ({ ...filters, queue: queue(), limit: 50 }), draw, types: ["queue"], signal, waiting: () => panel({ title: t("jobs.title") }, bones(5, 32)) });
  const searchLater = debounce(() => change({}), 220, signal);
  const open = (id) => {
    setQuery({ job: id });
    openJob(id, { closed: () => setQuery({ job: "" }), changed: list.reload });
  };
  if (query().get("job")) open(query().get("job"));

  function change(changes) {
    Object.assign(filters, changes);
    setQuery({ jobs: filters.state === "failed" ? "" : filters.state, search: filters.search });
    reset();
    list.redraw();
    list.reload();
  }

  function reset() {
    selected.clear();
    older = [];
  }

  function draw(data) {
    if (!older.length) next = data.next_before;
    const last = data.items.at(-1)?.id ?? Infinity;
    const items = [...data.items, ...older.filter((job) => job.id < last)];
    for (const id of selected) if (!items.some((job) => job.id === id)) selected.delete(id);
    const bulk = mayAct() && ["failed", "running", "pending", "delayed"].includes(filters.state);
    return panel({
      title: t("jobs.title"), note: t("jobs.note", { n: data.total, total: data.total_capped ? `${number(data.total)}+` : number(data.total) }), flush: true,
      tools: [segments(t("jobs.state"), STATES.map((state) => [state, t(`jobs.${state}`)]), filters.state, (state) => change({ state }))],
    },
    h("div", { class: "toolbar inset" },
      h("label", { class: "search" }, h("span", { class: "hidden-text" }, t("jobs.search")), icon("search"), h("input", { class: "input", type: "search", maxlength: 200, value: filters.search, placeholder: t("jobs.search"), on: { input: (event) => { filters.search = event.target.value; searchLater(); } } })),
      bulk && items.length > 0 && bulkTools(items, data)),
    items.length ? h("ul", { class: "list" }, items.map((job) => line(job, bulk))) : empty(filters.state === "failed" ? "check-circle" : "inbox", t(`jobs.none.${filters.state}`), null),
    next && h("p", { class: "inset" }, h("button", { type: "button", class: "button small", on: { click: more } }, t("action.older"))));
  }

  function bulkTools(items, data) {
    const all = selected.size === items.length;
    return [
      h("label", { class: "row" }, h("input", { type: "checkbox", class: "check", checked: all, indeterminate: selected.size > 0 && !all, on: { change: () => { if (selected.size) selected.clear(); else for (const job of items) selected.add(job.id); list.redraw(); } } }), selected.size ? t("bulk.selected", { n: selected.size, count: number(selected.size) }) : t("jobs.select_shown")),
      filters.state === "failed"
        ? [act("retry", "reconnect", data), act("forget", "trash", data, true)]
        : selected.size > 0 && act("cancel", "stop", data, true),
    ];
  }

  // With none ticked, retry and forget take all that match: how many stands on the button, and is asked once more.
  function act(action, symbol, data, danger) {
    const count = selected.size || data.total;
    const text = selected.size ? t(`jobs.${action}.n`, { n: count, count: number(count) }) : t(`jobs.${action}.all`, { n: count, count: number(count) });
    return h("button", { type: "button", class: danger ? "button small danger" : "button small", on: { click: () => confirm(action, text, danger) } }, icon(symbol), text);
  }

  function confirm(action, text, danger) {
    const target = selected.size ? { ids: [...selected] } : { filter: { state: filters.state, ...(queue() && { queue: queue() }), ...(filters.search && { search: filters.search }) } };
    ask({ title: text, note: t(`jobs.${action}.text`), label: t(`action.${action}`), danger, run: async () => {
      const result = await send("POST", "/jobs/bulk", { action, ...target });
      toast(t(`jobs.${action}.done`, { n: result.done, count: number(result.done) }));
      if (result.failed.length) toast(`${t("bulk.refused", { n: result.failed.length })} ${result.failed[0].message}`, "warning");
      reset();
      list.reload();
      return true;
    } });
  }

  async function more() {
    const page = await attempt(() => get("/jobs", { ...filters, queue: queue(), limit: 100, before: next }, signal));
    if (!page) return;
    if (!older.length) older = list.value.items;
    older = [...older, ...page.items];
    next = page.next_before;
    list.redraw();
  }

  function line(job, bulk) {
    return h("li", { key: job.id, class: "job-line" },
      bulk && h("input", { type: "checkbox", class: "check", checked: selected.has(job.id), "aria-label": t("jobs.select", { id: job.id }), on: { change: () => { selected.has(job.id) ? selected.delete(job.id) : selected.add(job.id); list.redraw(); } } }),
      h("button", { type: "button", class: "link job-open", on: { click: () => open(job.id) } },
        h("span", { class: "clip" }, h("span", { class: "strong" }, h("bdi", {}, job.kind)), h("span", { class: "muted number" }, ` #${job.id}`), !job.known && h("span", { class: "badge", "data-level": "warning" }, t("job.unknown_kind"))),
        h("span", { class: "small muted clip" }, h("bdi", {}, detail(job)))),
      h("span", { class: "small muted job-end" }, end(job)));
  }

  return { reload: () => { reset(); list.reload(); } };
}

function detail(job) {
  if (job.error) return `${job.error.type}: ${job.error.message}`.slice(0, 300);
  return [job.queue, job.worker, job.unique_key].filter(Boolean).join(" · ").slice(0, 300);
}

function end(job) {
  switch (job.state) {
    case "failed": return [ago(job.failed_at), h("span", { class: "block" }, t("job.attempts", { n: job.attempts }))];
    case "running": return [job.leased_at !== null && span(Math.max(0, now() - job.leased_at)), job.progress !== null && ` · ${percent(job.progress * 100, 0)}`, h("span", { class: "block" }, t("job.lease", { span: span(Math.max(0, job.lease_expires_at - now())) }))];
    case "delayed": return ago(job.available_at);
    default: return ago(job.created_at);
  }
}
