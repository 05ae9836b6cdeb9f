// What can be done with the accounts that are ticked.

import { h } from "../../core/dom.js";
import { number } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { checkMany, disable, hold, maintain, reconnectMany } from "../../actions/account-actions.js";
import { icon } from "../../parts/icon.js";

export function bulkBar({ selected, clear }) {
  if (!selected.length) return null;
  const button = (label, symbol, run, danger) =>
    h("button", { type: "button", class: `button small ${danger ? "danger" : "quiet"}`, on: { click: () => run(selected) } }, icon(symbol), label);
  return h("div", { role: "toolbar", "aria-label": t("bulk.label") },
    h("strong", { class: "number" }, t("bulk.selected", { n: selected.length, count: number(selected.length) })),
    button(t("account.check"), "refresh", checkMany), button(t("account.reconnect"), "reconnect", reconnectMany),
    button(t("account.hold"), "hand", hold), button(t("account.maintenance"), "wrench", maintain), button(t("account.disable"), "ban", disable, true),
    h("button", { type: "button", class: "button quiet icon small", "aria-label": t("bulk.clear"), on: { click: clear } }, icon("close")));
}
