// Settings → WhatsApp Accounts: every account, the ones that need somebody first.

import { fill, h, update } from "../../core/dom.js";
import { number } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { on } from "../../core/live.js";
import { query, queryList, setQuery } from "../../core/router.js";
import { debounce, throttle } from "../../parts/later.js";
import { empty, failure, head } from "../../parts/states.js";
import { virtualList } from "../../parts/virtual-list.js";
import { bulkBar } from "./bulk-bar.js";
import { filterBar, levelChips } from "./filters.js";
import { plan } from "./plan.js";
import { drawItem, rowsHead, skeleton } from "./rows.js";
import { AccountSource } from "./source.js";

export const title = "accounts.title";
export const events = ["account", "incident"];

const LISTS = ["level", "status", "mode", "gateway", "workspace"];

export function mount({ root, signal }) {
  const source = new AccountSource(signal);
  const selected = new Map();
  const top = h("div", {});
  const chips = h("div", {});
  const tools = h("div", {});
  const header = h("div", {});
  const body = h("div", { class: "rows-body", role: "rowgroup" });
  const changed = h("div", { class: "changed" });
  const rows = h("div", { class: "panel rows", role: "table", "aria-label": t("accounts.title") }, header, body);
  const bulk = h("div", { class: "bulk" });
  root.append(top, chips, tools, h("div", {}, changed, rows, bulk));

  let filters = read();
  let sizes = null;

  const list = virtualList({
    body, signal,
    layout: () => current(),
    draw: (index) => item(index),
    renew: (index, element) => item(index, element),
    seen: (from, to) => source.need(from, to),
  });
  addEventListener("resize", () => (sizes = null), { signal });

  // The plan is made once for a set of rows, not once for a row.
  let made = null;
  function current() {
    if (!source.known || source.total === 0) return null;
    sizes ??= measure();
    if (!made || made.total !== source.total || made.groups !== source.groups || made.sizes !== sizes) {
      made = { total: source.total, groups: source.groups, sizes, plan: plan({ total: source.total, groups: source.groups, sizes }) };
    }
    return made.plan;
  }

  const item = (index, element) => drawItem({ index, element, source, plan: current(), selected, toggle });

  function measure() {
    const style = getComputedStyle(body);
    return { row: parseFloat(style.getPropertyValue("--row")) || 68, head: parseFloat(style.getPropertyValue("--head")) || 44 };
  }

  function read() {
    const address = query();
    return {
      search: address.get("search") ?? "", sort: address.get("sort") ?? "attention", order: address.get("order") ?? "asc", group: address.get("group") ?? "",
      attention: address.get("attention") === "true", ...Object.fromEntries(LISTS.map((name) => [name, queryList(name)])),
    };
  }

  function change(changes) {
    filters = { ...filters, ...changes };
    setQuery({ ...filters, sort: filters.sort === "attention" ? "" : filters.sort, order: filters.order === "asc" ? "" : filters.order, attention: filters.attention ? "true" : "" });
    selected.clear();
    drawTools();
    begin();
  }

  async function begin() {
    try {
      await source.start({ ...filters, attention: filters.attention || undefined });
      list.clear();
      drawAll();
    } catch (error) {
      if (signal.aborted) return;
      body.style.height = "auto";
      list.clear();
      fill(body, h("div", { class: "rows-empty", style: { position: "static" } }, failure(error, begin)));
    }
  }

  function drawAll() {
    body.querySelector(".rows-empty")?.remove();
    drawTop();
    drawTools();
    rows.setAttribute("aria-rowcount", source.total + 1);
    if (source.total === 0) {
      list.clear();
      body.style.height = "auto";
      fill(body, h("div", { class: "rows-empty", style: { position: "static" } }, nothing()));
    } else {
      list.paint();
    }
    drawChanged();
  }

  function nothing() {
    if (source.counts?.total === 0 && !filters.search) return empty("phone", t("accounts.empty"), t("accounts.empty.text"), h("code", { class: "code" }, "denyut account-import accounts.json"));
    return empty("search", t("accounts.none"), t("accounts.none.text"), h("button", { type: "button", class: "button", on: { click: clear } }, t("filter.clear")));
  }

  const clear = () => change({ search: "", attention: false, ...Object.fromEntries(LISTS.map((name) => [name, []])) });

  function drawTop() {
    const counts = source.counts;
    update(top, head(t("accounts.title"), counts ? t("accounts.text", { n: counts.total, total: number(counts.total), attention: number(counts.attention) }) : ""));
  }

  function drawTools() {
    update(chips, levelChips({ filters, counts: source.counts, change }));
    update(tools, filterBar({ filters, counts: source.counts, change, search, clear }));
    update(header, rowsHead({ filters, change, state: selected.size === 0 ? false : selected.size >= source.total ? true : null, toggleAll }));
    update(bulk, bulkBar({ selected: [...selected.values()], clear: () => { selected.clear(); drawSelection(); } }));
  }

  const searchLater = debounce(() => change({ search: filters.search }), 220, signal);
  function search(text) {
    filters.search = text;
    searchLater();
  }

  function toggle(account) {
    if (selected.has(account.id)) selected.delete(account.id);
    else selected.set(account.id, account);
    drawSelection();
  }

  async function toggleAll() {
    if (selected.size) selected.clear();
    else for (const account of await source.all()) selected.set(account.id, account);
    drawSelection();
  }

  function drawSelection() {
    drawTools();
    list.refresh();
  }

  // Live: rows change where they stand; an order that is no longer true is offered, never forced on the reader.
  function drawChanged() {
    update(changed, source.outdated && h("button", { type: "button", class: "button primary small", on: { click: () => { scrollTo(0, 0); begin(); } } }, t("accounts.changed")));
  }

  const recount = throttle(async () => {
    await source.recount();
    drawTop();
    drawTools();
    drawChanged();
  }, 2000, signal);

  source.arrived = () => list.refresh();
  on("account", ({ accounts = [], removed = [] }) => {
    const indexes = source.apply(accounts, removed);
    if (current()) list.refresh((index) => indexes.has(current().row(index)));
    for (const account of accounts) if (selected.has(account.id)) selected.set(account.id, account);
    recount();
  }, signal);
  on("reload", begin, signal);

  update(top, head(t("accounts.title"), ""));
  drawTools();
  fill(body, skeleton());
  body.style.height = "816px";
  begin().then(() => body.querySelector(".skeleton")?.remove());
}
