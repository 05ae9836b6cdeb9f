// Schedule: what will run, when, and whether it did.

import { h } from "../../core/dom.js";
import { part, send } from "../../core/api.js";
import { moment, number } from "../../core/format.js";
import { language, say, t } from "../../core/i18n.js";
import { mayAct } from "../../core/session.js";
import { ago } from "../../core/ticker.js";
import { icon } from "../../parts/icon.js";
import { load } from "../../parts/loader.js";
import { openMenu } from "../../parts/menu.js";
import { bones, empty, head, panel } from "../../parts/states.js";
import { attempt } from "../../parts/toast.js";

export const title = "schedule.title";
export const events = ["schedule"];

const FIRES = { fired: "excellent", late: "warning", skipped: "unknown" };
const STATE = { ok: "excellent", paused: "warning", stalled: "failed", never: "unknown" };

export function mount({ root, signal }) {
  const page = load({ root, path: "/schedule", draw, types: ["schedule"], signal, waiting: () => [head(t("schedule.title"), ""), bones(5, 56)] });

  const act = (path, done) => attempt(() => send("POST", path, {}), done).then(page.reload);

  function draw({ scheduler, items }) {
    const paused = scheduler.state === "paused";
    return [
      head(t("schedule.title"), t("schedule.text", { n: items.length, count: number(items.length) }), mayAct() && h("button", { type: "button", class: "button", on: { click: () => act(`/scheduler/${paused ? "resume" : "pause"}`, t(paused ? "done.scheduler_resume" : "done.scheduler_pause")) } }, icon(paused ? "play" : "pause"), t(paused ? "schedule.resume_all" : "schedule.pause_all"))),
      h("dl", { class: "panel figures" },
        figure("schedule.state", h("span", { class: "badge", "data-level": STATE[scheduler.state] ?? "unknown" }, icon(scheduler.state === "ok" ? "check" : "alert"), t(`scheduler.${scheduler.state}`)), t(`scheduler.${scheduler.state}.text`)),
        figure("scheduler.tick", ago(scheduler.last_tick_at), scheduler.host ?? ""),
        figure("schedule.next_due", ago(scheduler.next_due_at), scheduler.next_due_at ? moment(scheduler.next_due_at) : "")),
      panel({ flush: true }, items.length ? table(items) : empty("calendar", t("schedule.empty"), t("schedule.empty.text"))),
    ];
  }

  const figure = (key, value, note) => h("div", { class: "figure" }, h("dt", {}, t(key)), h("dd", {}, value), h("dd", {}, note));

  function table(items) {
    return h("div", { class: "table-wrap" }, h("table", { class: "table cards" },
      h("thead", {}, h("tr", {}, ["entry", "when", "next", "last", "fires", "actions"].map((name) => h("th", { scope: "col" }, name === "actions" ? h("span", { class: "hidden-text" }, t("column.actions")) : t(`column.${name}`))))),
      h("tbody", {}, items.map(row))));
  }

  function row(entry) {
    const cell = (name, ...content) => h("td", { "data-label": t(`column.${name}`) }, h("div", {}, content));
    return h("tr", { key: entry.name },
      h("td", { class: "lead" }, h("span", { class: "strong" }, h("bdi", {}, entry.name)), entry.paused && [" ", h("span", { class: "badge" }, icon("pause"), t("queue.paused"))], h("div", { class: "small muted" }, h("bdi", {}, `${entry.kind} → ${entry.queue}`), ` · ${say(`source.${entry.source}`, entry.source)}`)),
      cell("when", entry.words[language], h("div", { class: "small muted" }, h("code", {}, entry.expression), ` · ${entry.timezone}`, entry.missed !== "once" && ` · ${t(`missed.${entry.missed}`)}`)),
      cell("next", entry.paused || !entry.next.length ? h("span", { class: "muted" }, t(entry.paused ? "queue.paused" : "schedule.never")) : h("span", { tip: () => [h("h3", {}, t("column.next")), h("ul", {}, entry.next.map((at) => h("li", {}, moment(at))))], tabindex: "0" }, ago(entry.next[0]))),
      cell("last", entry.last ? [ago(entry.last.due_at), h("div", { class: "small muted" }, say(`fire.${entry.last.outcome}`, entry.last.outcome))] : h("span", { class: "muted" }, t("schedule.not_yet"))),
      cell("fires", h("div", { class: "fires", role: "img", "aria-label": t("schedule.fires", { n: entry.fires.length, bad: entry.fires.filter((fire) => fire.outcome !== "fired").length }) },
        [...entry.fires].reverse().map((fire) => h("i", { key: fire.due_at, class: fire.outcome, "data-level": FIRES[fire.outcome] ?? "unknown", tip: () => [h("h3", {}, moment(fire.due_at)), h("p", {}, say(`fire.${fire.outcome}`, fire.outcome)), fire.message && h("p", { class: "muted" }, fire.message)] })))),
      h("td", { class: "tools" }, mayAct() && h("div", { class: "row" },
        h("button", { type: "button", class: "button small", on: { click: () => act(`/schedule/${part(entry.name)}/run`, t("done.run", { name: entry.name })) } }, icon("play"), t("schedule.run"), h("span", { class: "hidden-text" }, ` ${entry.name}`)),
        h("button", { type: "button", class: "button quiet icon small", "aria-haspopup": "menu", "aria-label": t("schedule.menu", { name: entry.name }), on: { click: (event) => openMenu(event.currentTarget, [
          { label: t(entry.paused ? "action.resume" : "action.pause"), icon: entry.paused ? "play" : "pause", run: () => act(`/schedule/${part(entry.name)}/${entry.paused ? "resume" : "pause"}`, t(entry.paused ? "done.resume" : "done.pause", { name: entry.name })) }]) } }, icon("more")))));
  }
}
