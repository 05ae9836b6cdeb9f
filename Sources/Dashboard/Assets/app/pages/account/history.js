// How an account was: checks with what they subtracted, failed messages, incidents, recoveries, who did what.

import { get } from "../../core/api.js";
import { h, update } from "../../core/dom.js";
import { moment, number, span } from "../../core/format.js";
import { say, t } from "../../core/i18n.js";
import { ago } from "../../core/ticker.js";
import { findingText } from "../../parts/badge.js";
import { icon, levelIcon } from "../../parts/icon.js";
import { incidentLine, openIncident } from "../../parts/incident.js";
import { load } from "../../parts/loader.js";
import { bones, panel } from "../../parts/states.js";
import { attempt } from "../../parts/toast.js";

const none = () => h("p", { class: "muted inset" }, t("state.none"));

function section(into) {
  const root = h("div", {});
  into.append(root);
  return root;
}

export function checksPanel({ path, signal, into }) {
  const root = section(into);
  let older = [];
  let next;
  const list = load({ root, path: `${path}/checks`, query: () => ({ limit: 20 }), signal, draw, waiting: () => panel({ title: t("account.checks") }, bones(6)) });
  function draw(data) {
    if (!older.length) next = data.next_before;
    const least = data.items.at(-1)?.id ?? Infinity;
    const items = [...data.items, ...older.filter((check) => check.id < least)];
    return panel({ title: t("account.checks"), flush: true },
      items.length ? h("ul", { class: "list" }, items.map(checkLine)) : none(),
      next && h("p", { class: "inset" }, h("button", { type: "button", class: "button small", on: { click: more } }, t("action.older"))));
  }
  async function more() {
    const page = await attempt(() => get(`${path}/checks`, { limit: 50, before: next }, signal));
    if (!page) return;
    if (!older.length) older = list.value.items;
    older = [...older, ...page.items];
    next = page.next_before;
    list.redraw();
  }
  return list;
}

function checkLine(check) {
  const findings = [...check.deductions, ...check.issues.filter((issue) => !check.deductions.some((item) => item.code === issue.code))];
  return h("li", { key: check.id, class: "check-line" },
    h("span", { class: "row score", "data-level": check.level }, levelIcon(check.level), h("b", { class: "number" }, check.score ?? "–")),
    h("span", { class: "grow" },
      findings.length ? findings.map((item) => h("span", { class: "block" }, findingText(item), item.points ? h("span", { class: "muted number" }, ` ${number(item.points)}`) : "")) : h("span", { class: "muted" }, t(check.outcome === "unknown" ? "check.unknown" : "health.none")),
      h("span", { class: "block small muted" }, [say(`status.${check.status}`, check.status), check.confirmation !== "none" && t(`check.${check.confirmation}`), check.forced && t("check.forced"), check.latency_ms !== null && span(check.latency_ms)].filter(Boolean).join(" · "))),
    h("span", { class: "small muted" }, ago(check.checked_at)));
}

export function messagesPanel({ into }) {
  const root = section(into);
  return {
    show: (messages) => update(root, panel({ title: t("account.failed_messages"), flush: true },
      messages.length ? h("ul", { class: "list" }, messages.map((message) => h("li", { key: message.id },
        h("div", { class: "row" }, h("span", { class: "grow mono clip small" }, h("bdi", {}, message.id)), h("span", { class: "small muted" }, ago(message.at))),
        h("div", { class: "small" }, h("bdi", {}, (message.error ?? "").slice(0, 600)), message.recipients_fault && h("span", { class: "muted" }, ` · ${t("account.recipients_fault")}`))))) : none())),
  };
}

export const incidentsPanel = ({ path, signal, into }) => load({
  root: section(into), path: `${path}/incidents`, query: () => ({ limit: 20 }), signal, waiting: () => panel({ title: t("incidents.title") }, bones(3)),
  draw: (data) => panel({ title: t("incidents.title"), flush: true }, data.items.length ? h("ul", { class: "list" }, data.items.map((item) => incidentLine(item, openIncident))) : none()),
});

export const reconnectsPanel = ({ path, signal, into }) => load({
  root: section(into), path: `${path}/reconnects`, signal, waiting: () => panel({ title: t("account.reconnects") }, bones(3)),
  draw: (data) => panel({ title: t("account.reconnects"), flush: true }, data.items.length ? h("ul", { class: "list" }, data.items.map(reconnectLine)) : none()),
});

const TONE = { succeeded: "excellent", failed: "failed", running: "good", blocked: "warning", cancelled: "unknown" };

const reconnectLine = (item) =>
  h("li", { key: item.id, class: "row" },
    h("span", { class: "grow" }, say(`rung.${item.rung}`, item.rung), h("span", { class: "small muted block" }, [item.by ?? t("account.automatic"), item.finished_at && span(item.finished_at - item.started_at), item.message].filter(Boolean).join(" · "))),
    h("span", { class: "badge", "data-level": TONE[item.outcome] }, icon(item.outcome === "succeeded" ? "check" : item.outcome === "running" ? "refresh" : "alert"), say(`outcome.${item.outcome}`, item.outcome)),
    h("span", { class: "small muted" }, ago(item.started_at)));

export const auditPanel = ({ path, signal, into }) => load({
  root: section(into), path: `${path}/audit`, signal, waiting: () => panel({ title: t("account.audit") }, bones(3)),
  draw: (data) => panel({ title: t("account.audit"), flush: true }, data.items.length ? h("ol", { class: "timeline inset" }, data.items.map((item) => h("li", { key: item.id },
    h("div", {}, h("strong", {}, h("bdi", {}, item.by)), " · ", say(`audit.${item.action}`, item.action)), item.reason && h("div", { class: "small" }, h("bdi", {}, item.reason)), h("div", { class: "small muted number" }, moment(item.at))))) : none()),
});
