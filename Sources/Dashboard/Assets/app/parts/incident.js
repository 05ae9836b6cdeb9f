// An incident in a list, and all of it in a sheet.

import { get, part, send } from "../core/api.js";
import { fill, h } from "../core/dom.js";
import { now } from "../core/clock.js";
import { moment, span } from "../core/format.js";
import { say, t } from "../core/i18n.js";
import { mayAct } from "../core/session.js";
import { ago } from "../core/ticker.js";
import { blockedText, causeText } from "./badge.js";
import { openDialog } from "./dialog.js";
import { icon } from "./icon.js";
import { bones, failure } from "./states.js";
import { attempt } from "./toast.js";

export const incidentTone = (incident) => (incident.resolved_at ? "excellent" : incident.needs_human ? "failed" : "warning");

const subject = (incident) => (incident.scope === "gateway" ? incident.gateway : incident.label || incident.phone || incident.session || "");

/** One line of a list; opens the sheet. */
export const incidentLine = (incident, open) =>
  h("li", { key: incident.id, class: "incident", "data-level": incidentTone(incident) },
    h("button", { type: "button", class: "incident-open", on: { click: () => open(incident.id) } },
      h("span", { class: "incident-sign" }, icon(incident.resolved_at ? "check-circle" : incident.scope === "gateway" ? "server" : "alert")),
      h("span", { class: "incident-main" },
        h("span", { class: "clip strong" }, causeText(incident.cause), " · ", h("bdi", {}, subject(incident).slice(0, 120))),
        h("span", { class: "clip small muted" }, line(incident))),
      h("span", { class: "incident-end small muted" }, incident.resolved_at ? span(incident.resolved_at - incident.began_at) : ago(incident.began_at))));

function line(incident) {
  const parts = [
    incident.scope === "gateway" ? t("incident.affected", { n: incident.sessions_affected ?? 0 }) : incident.gateway,
    incident.resolved_at ? t("incident.resolved") : incident.needs_human ? t("incident.needs_human") : incident.blocked_by ? t("blocked", { gate: blockedText(incident) }) : t("incident.automatic"),
    incident.acknowledged_by && t("incident.taken", { by: incident.acknowledged_by }),
  ];
  return parts.filter(Boolean).join(" · ");
}

/** Everything about one incident. */
export function openIncident(id, closed) {
  const body = h("div", { class: "stack" }, bones(6));
  const dialog = openDialog({ title: t("incident.title", { id }), sheet: true, closed }, body);
  const show = async () => {
    try {
      fill(body, sheet(await get(`/incidents/${part(id)}`), show));
    } catch (error) {
      fill(body, failure(error, show));
    }
  };
  show();
  return dialog;
}

function sheet(incident, reload) {
  const take = () => attempt(() => send("POST", `/incidents/${part(incident.id)}/acknowledge`, {}), t("done.acknowledge")).then(reload);
  const fact = (key, value) => value && [h("dt", {}, t(key)), h("dd", {}, value)];
  return [
    h("div", { class: "row wrap", "data-level": incidentTone(incident) }, h("span", { class: "badge" }, icon(incident.resolved_at ? "check-circle" : "alert"), causeText(incident.cause)),
      incident.needs_human && !incident.resolved_at && h("span", { class: "badge", "data-level": "failed" }, icon("hand"), t("incident.needs_human")),
      incident.false_positive && h("span", { class: "badge" }, t("incident.false_positive"))),
    incident.blocked_by && h("p", { class: "advice", "data-level": "warning" }, t("blocked", { gate: blockedText(incident) })),
    h("dl", { class: "facts" },
      fact("incident.subject", incident.account_id ? h("a", { href: `/accounts/${incident.account_id}`, on: { click: (event) => event.currentTarget.closest("dialog").close() } }, h("bdi", {}, subject(incident))) : h("bdi", {}, subject(incident))),
      fact("column.gateway", incident.gateway),
      fact("incident.first_cause", incident.first_cause !== incident.cause && causeText(incident.first_cause)),
      fact("incident.began", moment(incident.began_at)),
      fact("incident.detected", `${moment(incident.detected_at)} (${t("incident.after", { span: span(incident.detected_at - incident.began_at) })})`),
      fact("incident.first_action", incident.first_action_at && moment(incident.first_action_at)),
      fact("incident.resolved", incident.resolved_at ? `${moment(incident.resolved_at)} (${t("incident.after", { span: span(incident.resolved_at - incident.detected_at) })})` : t("incident.open", { span: span(now() - incident.began_at) })),
      fact("incident.acknowledged", incident.acknowledged_at && `${incident.acknowledged_by}, ${moment(incident.acknowledged_at)}`)),
    mayAct() && !incident.resolved_at && !incident.acknowledged_at && h("div", {}, h("button", { type: "button", class: "button primary", on: { click: take } }, icon("hand"), t("incident.acknowledge"))),
    h("h3", {}, t("incident.evidence")),
    incident.evidence.length ? h("ul", { class: "stack evidence" }, incident.evidence.map((text) => h("li", {}, h("bdi", {}, text)))) : h("p", { class: "muted" }, t("state.none")),
    h("h3", {}, t("incident.actions")),
    h("ol", { class: "timeline" }, incident.actions.map((action) => h("li", {}, h("div", {}, say(`action.${action.kind}`, action.kind), action.outcome && ` · ${say(`outcome.${action.outcome}`, action.outcome)}`, action.by && ` · ${action.by}`),
      h("div", { class: "small muted number" }, moment(action.at))))),
  ];
}
