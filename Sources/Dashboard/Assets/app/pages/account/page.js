// One account: how it is, how it was, what was done about it.

import { h, update } from "../../core/dom.js";
import { number } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { on } from "../../core/live.js";
import { query, setQuery } from "../../core/router.js";
import { mayAct } from "../../core/session.js";
import { part } from "../../core/api.js";
import { scoreChart } from "../../charts/score-chart.js";
import { accountMenu, checkNow } from "../../actions/account-actions.js";
import { openReconnect } from "../../actions/reconnect.js";
import { accountName } from "../../parts/account.js";
import { healthBadge, statusBadge } from "../../parts/badge.js";
import { segments } from "../../parts/choice.js";
import { icon } from "../../parts/icon.js";
import { kpiCards } from "../../parts/kpi.js";
import { load } from "../../parts/loader.js";
import { openMenu } from "../../parts/menu.js";
import { bones, head, panel } from "../../parts/states.js";
import { auditPanel, checksPanel, incidentsPanel, messagesPanel, reconnectsPanel } from "./history.js";
import { factsPanel, nowPanel, windowsPanel } from "./present.js";

export const title = "account.title";
export const events = ["account", "incident"];

export function mount({ root, params, signal }) {
  const id = Number(params.id);
  const path = `/accounts/${part(params.id)}`;
  let range = query().get("range") ?? "day";
  const crumb = { href: "/settings/whatsapp-accounts", label: t("accounts.title") };
  const top = h("div", { class: "stack" });
  const chart = h("div", {});
  const targets = h("div", {});
  const columns = h("div", { class: "grid" });
  root.append(top);

  const page = load({ root: top, path, signal, draw: drawTop, waiting: () => [head(t("account.title"), "", null, crumb), bones(3, 60)], first: () => root.append(chart, targets, columns) });
  const trend = load({ root: chart, path: `${path}/trend`, query: () => ({ range }), signal, draw: drawTrend, waiting: () => panel({ title: t("chart.score") }, h("div", { class: "chart-space" })) });
  const left = h("div", { class: "stack span-7" });
  const right = h("div", { class: "stack span-5" });
  columns.append(left, right);
  const histories = [checksPanel({ path, signal, into: left }), messagesPanel({ into: left }), incidentsPanel({ path, signal, into: right }), reconnectsPanel({ path, signal, into: right }), mayAct() && auditPanel({ path, signal, into: right })].filter(Boolean);

  on("account", ({ accounts = [] }) => {
    if (!accounts.some((account) => account.id === id)) return;
    page.soon();
    trend.soon();
    for (const history of histories) history.soon?.();
  }, signal);
  on("incident", ({ incidents = [] }) => {
    if (!incidents.some((incident) => incident.account_id === id)) return;
    page.soon();
    trend.soon();
    histories[2].soon();
  }, signal);

  function drawTop(data) {
    const { account } = data;
    document.title = `${accountName(account).slice(0, 60)} · Denyut`;
    histories[1].show(data.failed_messages);
    update(targets, panel({ title: t("kpi.title"), note: t("kpi.of_month"), flush: true }, kpiCards(data.kpi)));
    return [
      head(h("bdi", {}, accountName(account).slice(0, 200)), h("bdi", {}, [account.label && account.phone, account.gateway, account.session, account.workspace].filter(Boolean).join(" · ").slice(0, 300)), mayAct() && tools(account), crumb),
      h("div", { class: "row wrap" }, statusBadge(account.status), healthBadge(account),
        account.mode !== "active" && h("span", { class: "badge" }, icon("hand"), t(`mode.${account.mode}`)), account.flapping && h("span", { class: "badge", "data-level": "warning" }, icon("wave"), t("account.flapping")),
        account.restricted && h("span", { class: "badge", "data-level": "critical" }, icon("ban"), t("account.restricted")), account.stale && h("span", { class: "badge" }, icon("clock"), t("health.stale"))),
      h("div", { class: "grid" }, nowPanel(data), factsPanel(data)),
      windowsPanel(data, page.reload),
    ];
  }

  function tools(account) {
    return [
      h("button", { type: "button", class: "button", on: { click: () => checkNow(account) } }, icon("refresh"), t("account.check")),
      account.status === "qr_scanning" && h("button", { type: "button", class: "button primary", on: { click: () => openReconnect(account, "scan") } }, icon("qr"), t("account.scan")),
      h("button", { type: "button", class: account.status === "qr_scanning" ? "button" : "button primary", on: { click: () => openReconnect(account) } }, icon("reconnect"), t("account.reconnect")),
      h("button", { type: "button", class: "button icon", "aria-haspopup": "menu", "aria-label": t("account.menu", { name: accountName(account).slice(0, 80) }), on: { click: (event) => openMenu(event.currentTarget, accountMenu(account, { link: false })) } }, icon("more")),
    ];
  }

  function drawTrend(data) {
    return panel({ title: t("chart.score"), note: t("chart.score.note", { threshold: number(data.reconnect_threshold) }),
      tools: segments(t("chart.range"), ["day", "week", "month"].map((name) => [name, t(`range.${name}`)]), range, (value) => { range = value; setQuery({ range: range === "day" ? "" : range }); trend.redraw(); trend.reload(); }) }, scoreChart(data));
  }
}
