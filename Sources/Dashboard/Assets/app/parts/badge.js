// How an account is, in a few signs.

import { h } from "../core/dom.js";
import { moment, number, span } from "../core/format.js";
import { say, t } from "../core/i18n.js";
import { icon, levelIcon } from "./icon.js";

export const LEVELS = ["excellent", "good", "warning", "critical", "failed", "unknown"];
export const STATUSES = ["connected", "qr_scanning", "connecting", "disconnected", "failed", "not_found", "unknown"];

const TONE = { connected: "excellent", qr_scanning: "warning", connecting: "good", disconnected: "failed", failed: "failed", not_found: "failed" };
const SIGN = { connected: "check", qr_scanning: "qr", connecting: "refresh", disconnected: "cloud-off", failed: "close", not_found: "search", unknown: "info" };

/** Connected, QR Scanning, Disconnected, … */
export const statusBadge = (status) =>
  h("span", { class: "badge", "data-level": TONE[status] ?? "unknown" }, icon(SIGN[status] ?? "info"), h("span", { class: "clip" }, say(`status.${status}`, status)));

/** The name of a level with its sign. */
export const levelBadge = (level) => h("span", { class: "badge", "data-level": level }, levelIcon(level), t(`level.${level}`));

/** Score and level, with everything the last check found in a tooltip. */
export const healthBadge = (account) =>
  h("button", {
    type: "button", class: account.stale ? "badge stale" : "badge", "data-level": account.level, tip: () => findingsTip(account),
    "aria-label": `${t("health.score")}: ${account.score ?? "–"}, ${t(`level.${account.level}`)}${account.stale ? `, ${t("health.stale")}` : ""}`,
  }, levelIcon(account.level), h("b", {}, account.score ?? "–"), h("span", { class: "clip" }, t(`level.${account.level}.short`)));

function findingsTip(account) {
  return [
    h("h3", {}, t("health.tip", { score: account.score ?? "–" })),
    account.stale && h("p", {}, t("health.stale.long")),
    account.issues.length ? h("ul", {}, account.issues.map(findingLine)) : !account.stale && h("p", { class: "muted" }, t(account.score === null ? "health.never" : "health.none")),
    account.checked_at && h("p", { class: "muted small" }, t("health.checked", { at: moment(account.checked_at) })),
  ];
}

/** A finding with its points. */
export const findingLine = (finding) =>
  h("li", {}, h("span", {}, findingText(finding)), h("span", { class: "number" }, finding.points ? number(finding.points) : ""));

/** A finding's sentence, in the reader's language where its figures are known. */
export function findingText({ code, message, values = {} }) {
  const key = code === "restricted" && values.until_ms !== undefined ? "restricted.until" : code;
  const text = say(`finding.${key}`, message, {
    ...values,
    ...(values.status && { status: say(`status.${values.status}`, values.status) }),
    ...(values.cause && { cause: causeText(values.cause) }),
    ...(values.span_ms !== undefined && { span: span(values.span_ms) }),
    ...(values.until_ms !== undefined && { until: moment(values.until_ms) }),
  });
  // A check of an earlier version has no figures.
  return /\{\w+\}/.test(text) ? message : text;
}

/** A cause in words. */
export const causeText = (cause) => say(`cause.${cause}`, cause);

/** What holds recovery back, in words. */
export const blockedText = ({ blocked_by: text, blocked_gate: gate }) => (text ? say(`gate.${gate}`, text) : null);
