import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { empty, head } from "../parts/states.js";

export const title = "missing.title";

export function mount({ root }) {
  root.append(head(t("missing.title"), ""), empty("search", t("missing.text"), null, h("a", { class: "button", href: "/" }, t("nav.overview"))));
}
