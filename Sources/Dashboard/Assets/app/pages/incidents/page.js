// Incidents: what is open, what waits for a person, what was.

import { h } from "../../core/dom.js";
import { number } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { query, setQuery } from "../../core/router.js";
import { segments, select } from "../../parts/choice.js";
import { icon } from "../../parts/icon.js";
import { incidentLine, openIncident } from "../../parts/incident.js";
import { debounce } from "../../parts/later.js";
import { load } from "../../parts/loader.js";
import { bones, empty, head, panel } from "../../parts/states.js";

export const title = "incidents.title";
export const events = ["incident", "gateway"];

const PAGE = 100;

export function mount({ root, signal }) {
  const address = query();
  const filters = { state: address.get("state") ?? "open", scope: address.get("scope") ?? "", needs_human: address.get("needs_human") ?? "", search: address.get("search") ?? "" };
  let limit = PAGE;
  const list = load({ root, path: "/incidents", query: () => ({ ...filters, limit }), draw, types: ["incident"], signal, waiting: () => [head(t("incidents.title"), ""), bones(6, 40)] });
  const searchLater = debounce(() => change({}), 220, signal);

  const open = (id) => {
    setQuery({ incident: id });
    openIncident(id, () => setQuery({ incident: "" }));
  };
  if (address.get("incident")) open(address.get("incident"));

  function change(changes) {
    Object.assign(filters, changes);
    limit = PAGE;
    setQuery({ ...filters, state: filters.state === "open" ? "" : filters.state });
    list.redraw();
    list.reload();
  }

  function draw({ items, counts, total }) {
    return [
      head(t("incidents.title"), counts.open ? t("incidents.text", { n: counts.open, open: number(counts.open), human: number(counts.needs_human) }) : t("incidents.calm")),
      h("div", { class: "toolbar" },
        segments(t("incidents.state"), [["open", `${t("incidents.open")} ${number(counts.open)}`], ["resolved", t("incidents.resolved")], ["all", t("incidents.all")]], filters.state, (state) => change({ state })),
        h("label", { class: "search" }, h("span", { class: "hidden-text" }, t("incidents.search")), icon("search"), h("input", { class: "input", type: "search", maxlength: 200, value: filters.search, placeholder: t("incidents.search"), on: { input: (event) => { filters.search = event.target.value; searchLater(); } } })),
        select(t("incidents.scope"), [["", t("incidents.scope.all")], ["session", t("incidents.scope.session")], ["gateway", t("incidents.scope.gateway")]], filters.scope, (scope) => change({ scope })),
        h("button", { type: "button", class: "chip", "aria-pressed": String(filters.needs_human === "true"), on: { click: () => change({ needs_human: filters.needs_human ? "" : "true" }) } }, icon("hand"), t("incident.needs_human"), " ", h("b", {}, number(counts.needs_human)))),
      panel({ flush: true }, items.length ? h("ul", { class: "list" }, items.map((item) => incidentLine(item, open))) : h("div", { "data-level": "excellent" }, empty("check-circle", filters.state === "open" && !filters.search ? t("incidents.calm") : t("incidents.none"), t("incidents.none.text"))),
        total > items.length && h("p", { class: "inset" }, h("button", { type: "button", class: "button small", on: { click: () => { limit = Math.min(500, limit + PAGE); list.reload(); } } }, t("action.older")))),
    ];
  }
}
