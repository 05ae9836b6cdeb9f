// How an account is now: what was found, what is done, what holds it back, and what was agreed.

import { h } from "../../core/dom.js";
import { part, send } from "../../core/api.js";
import { moment, number, span } from "../../core/format.js";
import { now } from "../../core/clock.js";
import { say, t } from "../../core/i18n.js";
import { mayAct } from "../../core/session.js";
import { ago } from "../../core/ticker.js";
import { blockedText, causeText, findingLine } from "../../parts/badge.js";
import { icon } from "../../parts/icon.js";
import { openIncident } from "../../parts/incident.js";
import { panel } from "../../parts/states.js";
import { attempt } from "../../parts/toast.js";

export function nowPanel({ account, hold, recoveries }) {
  const { incident, recovery } = account;
  return panel({ title: t("account.now"), note: [t("account.checked"), " ", ago(account.checked_at), account.next_check_at > now() && [" · ", t("account.next"), " ", ago(account.next_check_at)]], class: "span-7" },
    h("div", { class: "stack tight" },
      account.issues.length ? h("ul", { class: "findings" }, account.issues.map(findingLine)) : h("p", { class: "row", "data-level": account.score === null ? "unknown" : "excellent" }, icon(account.score === null ? "info" : "check-circle"), t(account.score === null ? "health.never" : "health.none")),
      incident && h("p", { class: "advice", "data-level": incident.needs_human ? "failed" : "warning" },
        h("strong", {}, causeText(incident.cause)), " · ", t("account.since"), " ", ago(incident.began_at), incident.needs_human && [" · ", t("incident.needs_human")],
        incident.blocked_by && h("span", { class: "block" }, t("blocked", { gate: blockedText(incident) })),
        h("span", { class: "block" }, h("button", { type: "button", class: "link", on: { click: () => openIncident(incident.id) } }, t("incident.show")))),
      recovery && h("p", { class: "advice", "data-level": "good" }, icon("reconnect"), " ", t(`rung.${recovery.rung}`), " · ", t("account.attempt", { n: recovery.attempt }), recovery.deadline_at && ` · ${t("account.deadline", { span: span(Math.max(0, recovery.deadline_at - now())) })}`),
      hold && h("p", { class: "advice", "data-level": "unknown" }, icon("hand"), " ", t("account.held", { by: hold.by ?? "Denyut", at: moment(hold.at) }), hold.reason && [": ", h("bdi", {}, hold.reason)]),
      h("p", { class: "small muted" }, t("account.budget", { hour: recoveries.last_hour, perHour: recoveries.per_hour, day: recoveries.last_day, perDay: recoveries.per_day }), recoveries.next_allowed_at > now() && [" ", t("account.backoff"), " ", ago(recoveries.next_allowed_at)])));
}

export function factsPanel({ account, database_status: database, added_at: added, connected_since: connected, messages }) {
  const fact = (key, ...value) => [h("dt", {}, t(key)), h("dd", {}, value)];
  return panel({ title: t("account.facts"), class: "span-5" }, h("dl", { class: "facts" },
    fact("account.raw_status", h("bdi", { class: "mono" }, account.raw_status ?? "–"), database && database !== account.status && h("div", { class: "small muted" }, t("account.database", { status: say(`status.${database}`, database) }))),
    fact("account.session", h("bdi", { class: "mono" }, account.session)),
    fact("account.connected", connected ? ago(connected) : "–"),
    fact("account.last_message", ago(account.last_message_at)),
    fact("account.messages", t("account.messages.text", { incoming: number(messages.incoming), outgoing: number(messages.outgoing) })),
    fact("account.failed", number(messages.failed), messages.unacknowledged > 0 && h("div", { class: "small muted" }, t("account.unacknowledged", { n: messages.unacknowledged }))),
    fact("account.language", account.language ? say(`language.${account.language}`, account.language) : "–"),
    fact("account.added", moment(added))));
}

export function windowsPanel({ account, maintenance }, reload) {
  if (!maintenance.length) return null;
  const remove = (window) => attempt(() => send("DELETE", `/accounts/${part(account.id)}/maintenance/${part(window.id)}`), t("done.removed")).then(reload);
  return panel({ title: t("maintenance.windows"), flush: true }, h("ul", { class: "list" }, maintenance.map((window) => h("li", { key: window.id, class: "row wrap" }, icon("wrench"),
    h("span", { class: "grow" }, `${moment(window.from_at)} – ${moment(window.until_at)}`, window.weekly && ` · ${t("maintenance.weekly", { zone: window.timezone })}`, window.reason && h("span", { class: "small muted block" }, h("bdi", {}, window.reason), window.by && ` · ${window.by}`)),
    mayAct() && h("button", { type: "button", class: "button small", on: { click: () => remove(window) } }, icon("trash"), t("action.remove"))))));
}
