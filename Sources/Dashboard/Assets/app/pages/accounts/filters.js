// Search and filters. All of them stand in the address, so that a view can be shared and kept.

import { h } from "../../core/dom.js";
import { number } from "../../core/format.js";
import { say, t } from "../../core/i18n.js";
import { LEVELS, STATUSES } from "../../parts/badge.js";
import { select } from "../../parts/choice.js";
import { icon, levelIcon } from "../../parts/icon.js";

const SORTS = ["attention", "score", "label", "phone", "status", "checked_at", "gateway", "workspace"];

/** One chip for those that need somebody, one for each level, with their numbers. */
export function levelChips({ filters, counts, change }) {
  const toggle = (level) => change({ level: filters.level.includes(level) ? filters.level.filter((name) => name !== level) : [...filters.level, level] });
  return h("div", { class: "chips scroll", role: "group", "aria-label": t("filter.level") },
    h("button", { type: "button", class: "chip", "aria-pressed": String(filters.attention), on: { click: () => change({ attention: !filters.attention }) } }, icon("hand"), t("filter.attention"), " ", h("b", {}, counts ? number(counts.attention) : "–")),
    LEVELS.map((level) => h("button", { type: "button", class: "chip", "data-level": level, "aria-pressed": String(filters.level.includes(level)), on: { click: () => toggle(level) } },
      levelIcon(level), t(`level.${level}`), " ", h("b", {}, counts ? number(counts.levels[level] ?? 0) : "–"))));
}

export function filterBar({ filters, counts, change, search, clear }) {
  const active = filters.search || filters.attention || ["level", "status", "mode", "gateway", "workspace"].some((name) => filters[name].length);
  return h("div", { class: "toolbar", role: "search" },
    h("label", { class: "search" }, h("span", { class: "hidden-text" }, t("filter.search")), icon("search"),
      h("input", { class: "input", type: "search", value: filters.search, placeholder: t("filter.search"), maxlength: 200, autocomplete: "off", spellcheck: "false", on: { input: (event) => search(event.target.value) } })),
    h("div", { class: "toolbar-filters" }, one("status", STATUSES.filter((name) => counts?.statuses?.[name] || filters.status.includes(name)).map((name) => [name, say(`status.${name}`, name)])),
    one("gateway", names("gateways", "gateway")),
    one("workspace", names("workspaces", "workspace").map(([value, text]) => [value, text || t("group.none")])),
    select(t("filter.group"), [["", t("filter.group.none")], ["gateway", t("filter.group.gateway")], ["workspace", t("filter.group.workspace")]], filters.group, (group) => change({ group })),
    select(t("filter.sort"), SORTS.map((name) => [name, t(`sort.${name}`)]), filters.sort, (sort) => change({ sort, order: "asc" }))),
    active && h("button", { type: "button", class: "button quiet", on: { click: clear } }, icon("close"), t("filter.clear")));

  function one(name, options) {
    const all = [["", t(`filter.${name}.all`)], ...options.map(([value, text]) => [value, text])];
    return select(t(`filter.${name}`), all, filters[name][0] ?? "", (value) => change({ [name]: value ? [value] : [] }));
  }

  function names(group, name) {
    const known = Object.keys(counts?.[group] ?? {});
    for (const value of filters[name]) if (!known.includes(value)) known.push(value);
    return known.filter((value) => value !== "" || group === "workspaces").sort().map((value) => [value, value.slice(0, 60)]);
  }
}
