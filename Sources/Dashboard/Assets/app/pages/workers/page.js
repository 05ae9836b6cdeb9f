// Workers: who works, on what, and whether they are still there.

import { h } from "../../core/dom.js";
import { bytes, number, span } from "../../core/format.js";
import { now } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { ago } from "../../core/ticker.js";
import { icon } from "../../parts/icon.js";
import { load } from "../../parts/loader.js";
import { bones, empty, head, panel } from "../../parts/states.js";

export const title = "workers.title";
export const events = ["queue"];

const TONE = { running: "excellent", paused: "warning", stopping: "warning", lost: "failed" };
const SIGN = { running: "play", paused: "pause", stopping: "stop", lost: "alert" };

export function mount({ root, signal }) {
  load({ root, path: "/workers", draw, types: ["queue"], signal, waiting: () => [head(t("workers.title"), ""), bones(3, 120)] });
}

function draw({ items }) {
  const lost = items.filter((worker) => worker.state === "lost").length;
  const jobs = items.reduce((sum, worker) => sum + worker.running, 0);
  return [
    head(t("workers.title"), [t("workers.text", { n: items.length, jobs: number(jobs) }), lost > 0 && ` ${t("workers.lost", { n: lost })}.`]),
    items.length ? h("div", { class: "grid" }, items.map(card)) : panel({}, empty("cpu", t("workers.empty"), t("workers.empty.text"), h("code", { class: "code" }, "denyut queue-work --queue=whatsapp-health,default"))),
  ];
}

function card(worker) {
  return panel({ key: worker.id, class: "span-6", title: h("bdi", {}, worker.name), note: `${worker.host} · ${worker.pid}`, tools: h("span", { class: "badge", "data-level": TONE[worker.state] }, icon(SIGN[worker.state] ?? "info"), t(`worker.${worker.state}`)) },
    h("div", { class: "stack tight" },
      h("div", { class: "chips" }, worker.queues.map((queue) => h("a", { class: "chip", href: `/queues?queue=${encodeURIComponent(queue)}` }, h("bdi", {}, queue)))),
      h("div", { class: "row" }, h("div", { class: "meter grow", role: "img", "aria-label": t("worker.busy", { running: worker.running, of: worker.concurrency }) }, h("i", { style: { "--part": `${Math.min(100, (worker.running / Math.max(1, worker.concurrency)) * 100)}%` } })), h("span", { class: "small muted number" }, t("worker.busy", { running: worker.running, of: worker.concurrency }))),
      h("dl", { class: "facts" }, h("dt", {}, t("worker.done")), h("dd", { class: "number" }, number(worker.jobs_done)), h("dt", {}, t("worker.failed")), h("dd", { class: "number" }, number(worker.jobs_failed)),
        worker.memory_bytes !== null && [h("dt", {}, t("column.memory")), h("dd", { class: "number" }, bytes(worker.memory_bytes))], h("dt", {}, t("worker.started")), h("dd", {}, ago(worker.started_at)), h("dt", {}, t("worker.seen")), h("dd", {}, ago(worker.seen_at))),
      worker.jobs.length > 0 && h("details", { class: "more" }, h("summary", {}, t("worker.jobs", { n: worker.jobs.length })), h("ul", { class: "stack evidence small" }, worker.jobs.slice(0, 50).map((job) =>
        h("li", { key: job.id }, h("a", { href: `/queues?jobs=running&job=${job.id}` }, h("bdi", {}, job.kind), ` #${job.id}`), h("span", { class: "muted number" }, [job.leased_at !== null && ` · ${span(Math.max(0, now() - job.leased_at))}`, ` · ${t("job.lease", { span: span(Math.max(0, job.lease_expires_at - now())) })}`])))))));
}
