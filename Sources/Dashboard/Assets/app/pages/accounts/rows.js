// One account as a row of a wide screen or a card of a phone: the same elements, laid out by the style sheet.

import { h, morph } from "../../core/dom.js";
import { number } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { mayAct } from "../../core/session.js";
import { ago } from "../../core/ticker.js";
import { sparkline } from "../../charts/sparkline.js";
import { accountMenu } from "../../actions/account-actions.js";
import { openReconnect } from "../../actions/reconnect.js";
import { accountName } from "../../parts/account.js";
import { blockedText, causeText, findingText, healthBadge, statusBadge } from "../../parts/badge.js";
import { icon } from "../../parts/icon.js";
import { openMenu } from "../../parts/menu.js";

/** Draws the item of an index: a group's heading, an account, or the shape of one that is on its way. */
export function drawItem({ index, element, source, plan, selected, toggle }) {
  const item = plan.item(index);
  const account = item.group ? null : source.row(item.row);
  const made = item.group ? groupRow(item.group) : account ? accountRow(account, item.row, selected.has(account.id), toggle) : waitingRow();
  if (!element) return made;
  made.style.transform = element.style.transform;
  return morph(element, made);
}

const groupRow = ({ key, count }) =>
  h("div", { class: "group-row", role: "row", key: "group" }, h("span", { role: "rowheader", class: "clip" }, h("bdi", {}, key || t("group.none"))), h("span", { class: "pill" }, number(count)));

const waitingRow = () =>
  h("div", { class: "account-row", role: "row", key: "waiting", "aria-busy": "true" }, ["pick", "name", "status", "health", "trend", "what"].map((name) => h("div", { class: `c-${name}`, role: "cell" }, name !== "pick" && h("span", { class: "bone" }))));

/** Rows in the shape of what comes. */
export const skeleton = () =>
  h("div", { class: "skeleton", "aria-hidden": "true" }, Array.from({ length: 12 }, waitingRow));

function accountRow(account, index, selected, toggle) {
  const name = accountName(account);
  return h("div", { class: "account-row", role: "row", key: account.id, "aria-rowindex": index + 2, "aria-selected": mayAct() && String(selected) },
    h("div", { class: "c-pick", role: "cell" }, mayAct() && h("input", { type: "checkbox", class: "check", checked: selected, "aria-label": t("account.select", { name }), on: { change: () => toggle(account) } })),
    h("div", { class: "c-name", role: "rowheader" },
      h("a", { class: "name clip", href: `/accounts/${account.id}`, title: name.slice(0, 200) }, h("bdi", {}, name.slice(0, 200))),
      h("div", { class: "small muted clip" }, h("bdi", {}, [account.label && account.phone, account.gateway, account.workspace].filter(Boolean).join(" · ").slice(0, 200)))),
    h("div", { class: "c-status", role: "cell" }, modeBadge(account) ?? statusBadge(account.status)),
    h("div", { class: "c-health", role: "cell" }, healthBadge(account)),
    h("div", { class: "c-trend", role: "cell" }, sparkline(account.trend, account.level)),
    h("div", { class: "c-what what small", role: "cell" }, what(account)),
    h("div", { class: "c-checked small muted", role: "cell" }, ago(account.checked_at)),
    h("div", { class: "c-ends ends", role: "cell" }, mayAct() && tools(account, name)));
}

const MODES = { held: "hand", maintenance: "wrench", disabled: "ban", stopped: "stop" };

function modeBadge({ mode }) {
  return MODES[mode] && h("span", { class: "badge" }, icon(MODES[mode]), h("span", { class: "clip" }, t(`mode.${mode}`)));
}

// Two lines: what is wrong, and what is done about it or why nothing is.
function what(account) {
  const finding = account.issues[0];
  const first = account.incident ? causeText(account.incident.cause) : finding ? findingText(finding) : account.stale ? t("health.stale") : null;
  if (!first) return h("span", { class: "muted" }, account.checked_at ? "" : t("health.never"));
  const second = account.recovery ? h("div", { class: "note clip" }, icon("reconnect"), h("span", { class: "clip" }, t(`rung.${account.recovery.rung}`)))
      : account.incident?.blocked_by ? h("div", { class: "note clip", title: account.incident.blocked_by }, icon("shield"), h("span", { class: "clip" }, t("blocked", { gate: blockedText(account.incident) })))
      : account.needs_person ? h("div", { class: "note clip", "data-level": "failed" }, icon("hand"), h("span", { class: "clip" }, t("incident.needs_human")))
      : account.issues.length > 1 ? h("div", { class: "muted clip" }, t("issues.more", { n: account.issues.length - 1 })) : null;
  return [h("div", { class: second ? "clip" : "whole", title: first.slice(0, 300) }, first.slice(0, 300)), second];
}

function tools(account, name) {
  const wants = account.mode !== "disabled" && (account.score === null || account.score < 50 || ["disconnected", "failed", "not_found", "qr_scanning"].includes(account.status));
  return [
    wants && h("button", { key: "act", type: "button", class: "button small act", on: { click: () => openReconnect(account, account.status === "qr_scanning" ? "scan" : "auto") } }, icon(account.status === "qr_scanning" ? "qr" : "reconnect"), t(account.status === "qr_scanning" ? "account.scan" : "account.reconnect"), h("span", { class: "hidden-text" }, ` ${name.slice(0, 80)}`)),
    h("button", { key: "menu", type: "button", class: "button quiet icon small", "aria-haspopup": "menu", "aria-label": t("account.menu", { name: name.slice(0, 80) }), on: { click: (event) => openMenu(event.currentTarget, accountMenu(account)) } }, icon("more")),
  ];
}

/** The heads of the columns; those that sort are buttons. */
export function rowsHead({ filters, change, state, toggleAll }) {
  const sort = (name, key) => {
    const chosen = filters.sort === name;
    return h("div", { class: `c-${name}`, role: "columnheader", "aria-sort": chosen ? (filters.order === "asc" ? "ascending" : "descending") : null },
      h("button", { type: "button", on: { click: () => change({ sort: name, order: chosen && filters.order === "asc" ? "desc" : "asc" }) } }, t(key), chosen && h("span", { "aria-hidden": "true" }, filters.order === "asc" ? " ↑" : " ↓")));
  };
  const plain = (name, key) => h("div", { class: `c-${name}`, role: "columnheader" }, key && t(key));
  return h("div", { class: "rows-head", role: "row", "aria-rowindex": 1 },
    h("div", { role: "columnheader" }, mayAct() && h("input", { type: "checkbox", class: "check", checked: state === true, indeterminate: state === null, "aria-label": t("accounts.select_all"), on: { change: toggleAll } })),
    sort("label", "column.account"), sort("status", "column.status"), sort("score", "column.health"), plain("trend", "column.trend"), plain("what", "column.what"),
    h("div", { class: "c-checked", role: "columnheader" }, h("button", { type: "button", on: { click: () => change({ sort: "checked_at", order: filters.sort === "checked_at" && filters.order === "asc" ? "desc" : "asc" }) } }, t("column.checked"), filters.sort === "checked_at" && h("span", { "aria-hidden": "true" }, filters.order === "asc" ? " ↑" : " ↓"))),
    h("div", { role: "columnheader" }, h("span", { class: "hidden-text" }, t("column.actions"))));
}
