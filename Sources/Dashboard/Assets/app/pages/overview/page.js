// Overview: does anything need me? Then: is the engine that watches over it running?

import { h } from "../../core/dom.js";
import { now } from "../../core/clock.js";
import { number, percent, span } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { query, setQuery } from "../../core/router.js";
import { ago } from "../../core/ticker.js";
import { valueChart } from "../../charts/value-chart.js";
import { accountName } from "../../parts/account.js";
import { causeText, findingText, healthBadge, LEVELS, blockedText } from "../../parts/badge.js";
import { segments } from "../../parts/choice.js";
import { icon, levelIcon } from "../../parts/icon.js";
import { incidentLine, openIncident } from "../../parts/incident.js";
import { kpiCards } from "../../parts/kpi.js";
import { load } from "../../parts/loader.js";
import { bones, empty, head, panel } from "../../parts/states.js";
import { gatewayTable } from "./gateways.js";

export const title = "overview.title";
export const events = ["account", "incident", "queue", "gateway", "schedule"];

export function mount({ root, signal }) {
  let since = query().get("since") ?? "24h";
  let report = null;
  root.className = "page";
  const page = load({ root, path: "/overview", draw, types: events, pace: 1000, signal, waiting: () => [head(t("overview.title"), ""), bones(3, 120)] });
  const kpi = load({ root: h("div", {}), path: "/kpi", query: () => ({ since }), draw: (value) => { report = value; page.redraw(); }, types: ["incident"], pace: 5000, signal });

  function draw(data) {
    return [
      head(t("overview.title"), sentence(data)),
      h("div", { class: "grid" },
        levelsPanel(data.accounts), enginePanel(data),
        panel({ title: t("kpi.title"), note: t("kpi.note"), class: "span-12", flush: true, tools: segments(t("kpi.since"), [["24h", t("range.24h")], ["7d", t("range.7d")], ["30d", t("range.30d")]], since, chooseSince) },
          kpiCards((report?.since === since ? report : data.kpi).items)),
        panel({ title: t("overview.attention"), class: "span-7", flush: true, tools: data.attention_total > 0 && h("a", { href: "/settings/whatsapp-accounts?attention=true" }, t("overview.all", { n: number(data.attention_total) })) },
          data.attention.length ? h("ul", { class: "list links" }, data.attention.map(attentionLine)) : calm("check-circle", t("overview.calm"), t("overview.calm.text"))),
        panel({ title: t("overview.incidents"), class: "span-5", flush: true, tools: data.incidents.open > 0 && h("a", { href: "/incidents" }, t("overview.all", { n: number(data.incidents.open) })) },
          data.incidents.items.length ? h("ul", { class: "list" }, data.incidents.items.map((item) => incidentLine(item, openIncident))) : calm("check-circle", t("incidents.calm"), null)),
        panel({ title: t("gateways.title"), class: "span-12", flush: true }, data.gateways.length ? gatewayTable(data.gateways) : empty("server", t("gateways.empty"), t("gateways.empty.text"))),
        panel({ title: t("overview.score"), note: t("overview.score.note"), class: "span-7" },
          valueChart({ label: t("overview.score"), top: 100, left: 34, height: 190, text: (value) => number(value, 1), key: `mean ${data.score_series.at(-1)?.at} ${Math.round(data.score_series.at(-1)?.mean ?? 0)}`,
            points: data.score_series.map((point) => ({ at: point.at, value: point.mean, note: t("overview.score.bad", { n: point.bad }) })) })),
        queuesPanel(data.queues)),
    ];
  }

  function chooseSince(value) {
    since = value;
    setQuery({ since: since === "24h" ? "" : since });
    page.redraw();
    kpi.reload();
  }
}

const calm = (symbol, title, text) => h("div", { "data-level": "excellent" }, empty(symbol, title, text));

function sentence({ accounts, attention_total: attention, scheduler }) {
  if (scheduler.state === "stalled") return t("overview.stalled");
  if (accounts.total === 0) return t("accounts.empty");
  const total = number(accounts.total);
  if (attention) return t("overview.text.attention", { n: attention, count: number(attention), total });
  const unwell = accounts.total - (accounts.levels.excellent ?? 0) - (accounts.levels.good ?? 0);
  return unwell ? t("overview.text.waiting", { n: unwell, count: number(unwell), total }) : t("overview.text.calm", { total });
}

function levelsPanel({ total, levels, average_score: average, stale, recovering, modes }) {
  return panel({ title: t("overview.levels"), note: t("overview.levels.note", { n: total, total: number(total), average: average === null ? "–" : number(average, 1) }), class: "span-8" },
    h("div", { class: "levels" },
      h("div", { class: "levels-bar", role: "img", "aria-label": LEVELS.map((level) => `${t(`level.${level}`)} ${levels[level] ?? 0}`).join(", ") },
        LEVELS.map((level) => levels[level] > 0 && h("i", { key: level, "data-level": level, style: { "--n": levels[level] } }))),
      h("ul", { class: "level-figures" }, LEVELS.map((level) => h("li", { "data-level": level }, h("a", { href: `/settings/whatsapp-accounts?level=${level}` },
        h("span", { class: "row" }, levelIcon(level), t(`level.${level}.short`)), h("b", { class: "number" }, number(levels[level] ?? 0)), h("span", { class: "small muted" }, total ? percent(((levels[level] ?? 0) / total) * 100) : "–"))))),
      h("p", { class: "row wrap small muted spaced" },
        h("span", { class: "note" }, icon("reconnect"), t("overview.recovering", { n: recovering })), h("span", { class: "note" }, icon("clock"), t("overview.stale", { n: stale })),
        h("span", { class: "note" }, icon("hand"), t("overview.held", { n: modes.held ?? 0 })), h("span", { class: "note" }, icon("wrench"), t("overview.maintenance", { n: modes.maintenance ?? 0 })))));
}

function enginePanel({ scheduler, queues, workers }) {
  const oldest = Math.min(...queues.map((queue) => queue.oldest_pending ?? Infinity));
  const waiting = queues.reduce((sum, queue) => sum + queue.pending, 0);
  const tone = { ok: "excellent", paused: "warning", stalled: "failed", never: "unknown" }[scheduler.state] ?? "unknown";
  const line = (href, symbol, label, value, level, note) => h("li", {}, h("a", { href, class: "engine-line" }, icon(symbol), h("span", { class: "grow" }, h("span", { class: "clip" }, label), h("span", { class: "small muted clip" }, note)), h("span", { class: "badge", "data-level": level }, value)));
  return panel({ title: t("overview.engine"), class: "span-4", flush: true }, h("ul", { class: "list links" },
    line("/schedule", "calendar", t("nav.schedule"), t(`scheduler.${scheduler.state}`), tone, [t("scheduler.tick"), " ", ago(scheduler.last_tick_at)]),
    line("/queues", "layers", t("nav.queues"), t("queues.waiting", { n: waiting, count: number(waiting) }), queues.some((queue) => queue.status === "ALERT") ? "failed" : "excellent", Number.isFinite(oldest) ? t("queues.oldest", { span: span(Math.max(0, now() - oldest)) }) : t("queues.none_waiting")),
    line("/workers", "cpu", t("nav.workers"), t("workers.running", { n: workers.running }), workers.running === 0 || workers.lost ? "failed" : "excellent", workers.lost ? t("workers.lost", { n: workers.lost }) : t("workers.jobs", { n: workers.jobs }))));
}

function attentionLine(account) {
  const what = account.incident ? causeText(account.incident.cause) : account.issues[0] ? findingText(account.issues[0]) : t(`mode.${account.mode}`);
  const held = account.incident?.blocked_by ? t("blocked", { gate: blockedText(account.incident) }) : account.incident ? t("incident.needs_human") : t(`mode.${account.mode}`);
  return h("li", { key: account.id, class: "attention" },
    h("a", { href: `/accounts/${account.id}`, class: "grow" }, h("span", { class: "strong clip" }, h("bdi", {}, accountName(account).slice(0, 120))), h("span", { class: "small muted clip" }, `${what} · ${held}`)), healthBadge(account));
}

function queuesPanel(queues) {
  return panel({ title: t("queues.title"), class: "span-5", flush: true, tools: h("a", { href: "/queues" }, t("overview.open")) },
    h("div", { class: "table-wrap" }, h("table", { class: "table" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("column.queue")), h("th", { scope: "col", class: "end" }, t("column.waiting")), h("th", { scope: "col", class: "end" }, t("column.per_minute")), h("th", { scope: "col", class: "end" }, t("column.failed")))),
      h("tbody", {}, queues.map((queue) => h("tr", { key: queue.queue }, h("td", {}, h("a", { href: `/queues?queue=${encodeURIComponent(queue.queue)}` }, h("bdi", {}, queue.queue)), queue.paused && [" ", h("span", { class: "badge" }, icon("pause"), t("queue.paused"))]),
        h("td", { class: "end" }, number(queue.pending)), h("td", { class: "end" }, number(queue.done_per_minute, 1)), h("td", { class: "end" }, number(queue.failed))))))));
}
