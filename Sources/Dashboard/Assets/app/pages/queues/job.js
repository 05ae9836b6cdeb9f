// All of one job: row, payload, every attempt with its error.

import { get, part, send } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { moment, number, span } from "../../core/format.js";
import { say, t } from "../../core/i18n.js";
import { mayAct } from "../../core/session.js";
import { openDialog } from "../../parts/dialog.js";
import { icon } from "../../parts/icon.js";
import { bones, failure } from "../../parts/states.js";
import { attempt } from "../../parts/toast.js";

export function openJob(id, { closed, changed }) {
  const body = h("div", { class: "stack" }, bones(8));
  const dialog = openDialog({ title: t("job.title", { id }), sheet: true, closed }, body);
  const act = (action) => attempt(() => send("POST", `/jobs/${part(id)}/${action}`, {}), t(`done.${action}`)).then((value) => {
    if (value === undefined) return;
    dialog.close();
    changed();
  });
  const show = async () => {
    try {
      fill(body, sheet(await get(`/jobs/${part(id)}`), act));
    } catch (error) {
      fill(body, failure(error, show));
    }
  };
  show();
}

function sheet(job, act) {
  const fact = (key, value) => value !== null && value !== undefined && [h("dt", {}, t(key)), h("dd", {}, value)];
  return [
    h("div", { class: "row wrap" }, h("strong", {}, h("bdi", {}, job.kind)), h("span", { class: "badge", "data-level": { failed: "failed", running: "good", finished: "excellent" }[job.state] ?? "unknown" }, t(`jobs.${job.state}.one`)), !job.known && h("span", { class: "badge", "data-level": "warning" }, t("job.unknown_kind"))),
    mayAct() && h("div", { class: "row wrap" },
      job.state === "failed" && [h("button", { type: "button", class: "button primary", on: { click: () => act("retry") } }, icon("reconnect"), t("action.retry")), h("button", { type: "button", class: "button danger", on: { click: () => act("forget") } }, icon("trash"), t("action.forget"))],
      ["running", "pending", "delayed"].includes(job.state) && h("button", { type: "button", class: "button danger", on: { click: () => act("cancel") } }, icon("stop"), t("action.cancel_job"))),
    h("dl", { class: "facts" }, fact("column.queue", h("bdi", {}, job.queue)), fact("job.priority", number(job.priority)), fact("job.attempts.label", job.max_attempts ? `${job.attempts} / ${job.max_attempts}` : job.attempts), job.crashes > 0 && fact("job.crashes", job.crashes),
      fact("job.created", moment(job.created_at)), fact("job.due", moment(job.available_at)), fact("job.worker", job.worker && h("bdi", {}, job.worker)), fact("job.leased", job.leased_at && moment(job.leased_at)), fact("job.lease_until", job.lease_expires_at && moment(job.lease_expires_at)), fact("job.unique_key", job.unique_key && h("bdi", { class: "mono" }, job.unique_key))),
    h("h3", {}, t("job.payload")),
    job.payload_hidden ? h("p", { class: "muted" }, t("job.payload_hidden")) : h("pre", { class: "code", tabindex: "0" }, JSON.stringify(job.payload, null, 2) ?? "null"),
    h("h3", {}, t("job.history")),
    job.history?.length ? h("ol", { class: "timeline" }, [...job.history].reverse().map(attemptItem)) : h("p", { class: "muted" }, t("job.no_history")),
  ];
}

const attemptItem = (item) =>
  h("li", { "data-level": item.error ? "failed" : item.outcome === "done" ? "excellent" : "unknown" },
    h("div", {}, t("job.attempt", { n: item.attempt }), " · ", say(`outcome.${item.outcome}`, item.outcome), item.duration_ms !== null && ` · ${span(item.duration_ms)}`),
    h("div", { class: "small muted number" }, [item.started_at && moment(item.started_at), item.worker].filter(Boolean).join(" · ")),
    item.error && h("pre", { class: "code", tabindex: "0" }, `${item.error.type}\n${item.error.message}`),
    item.output && h("pre", { class: "code", tabindex: "0" }, item.output));
