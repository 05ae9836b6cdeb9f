// Gateways with their newest probe.

import { h, s } from "../../core/dom.js";
import { bytes, number, span } from "../../core/format.js";
import { say, t } from "../../core/i18n.js";
import { ago } from "../../core/ticker.js";
import { causeText } from "../../parts/badge.js";
import { icon } from "../../parts/icon.js";

const TONE = { good: "excellent", suspect: "warning", restarting: "warning", down: "failed", unauthorized: "failed", never: "unknown" };

export function gatewayTable(gateways) {
  const head = ["gateway", "state", "accounts", "latency", "uptime", "memory", "probed"];
  return h("div", { class: "table-wrap" }, h("table", { class: "table cards" },
    h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col", class: ["accounts", "uptime", "memory"].includes(name) && "end" }, t(`column.${name}`))))),
    h("tbody", {}, gateways.map(row))));
}

function row(gateway) {
  const { probe } = gateway;
  const cell = (name, end, ...content) => h("td", { "data-label": t(`column.${name}`), class: end && "end" }, content);
  return h("tr", { key: gateway.name },
    h("td", { class: "lead" }, h("a", { class: "strong", href: `/settings/whatsapp-accounts?gateway=${encodeURIComponent(gateway.name)}` }, h("bdi", {}, gateway.name)), h("div", { class: "small muted" }, gateway.kind, probe && gateway.version ? ` ${gateway.version}` : "", " · ", h("bdi", {}, gateway.url))),
    cell("state", false, h("span", { class: "badge", "data-level": TONE[gateway.state] ?? "unknown" }, icon(gateway.state === "good" ? "check" : "alert"), say(`gateway.${gateway.state}`, gateway.state)), gateway.incident && h("div", { class: "small muted" }, causeText(gateway.incident.cause))),
    cell("accounts", true, number(gateway.accounts)),
    cell("latency", false, h("span", { class: "row" }, latencyBars(gateway.latency_series), h("span", { class: "number" }, probe?.latency_ms != null ? span(probe.latency_ms) : "–"))),
    cell("uptime", true, probe?.uptime_ms != null ? span(probe.uptime_ms) : "–"),
    cell("memory", true, probe?.memory_bytes != null ? [bytes(probe.memory_bytes), gateway.memory_per_hour_bytes > 1e6 && h("div", { class: "small muted" }, t("gateway.climbs", { bytes: bytes(gateway.memory_per_hour_bytes) }))] : "–"),
    cell("probed", false, ago(probe?.at)));
}

// The last probes as bars; one that was not answered hangs below the line.
function latencyBars(series) {
  const known = series.filter((value) => value !== null);
  const most = Math.max(1, ...known);
  return s("svg", { viewBox: "0 0 90 24", width: 90, height: 24, role: "img", "data-level": "good", "aria-label": t("gateway.latency", { n: series.length, missed: series.length - known.length }) },
    series.map((value, index) => value === null
      ? s("rect", { x: index * 3, y: 17, width: 2, height: 7, fill: "var(--failed)" })
      : s("rect", { x: index * 3, y: 16 - Math.max(1.5, (value / most) * 15), width: 2, height: Math.max(1.5, (value / most) * 15), fill: "var(--solid)" })));
}
