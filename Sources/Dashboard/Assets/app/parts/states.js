// The states that a page is in when it has nothing to show yet, nothing at all, or nothing new.

import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "./icon.js";

/** Nothing here, and why that is so. */
export const empty = (symbol, title, text, action) =>
  h("div", { class: "empty" }, icon(symbol), h("strong", {}, title), text && h("p", {}, text), action);

/** It could not be loaded: what the server said, and another try. */
export const failure = (error, retry) =>
  h("div", { class: "empty", role: "alert", "data-level": "failed" }, icon("cloud-off"),
    h("strong", {}, t("error.load")), h("p", {}, error.message),
    retry && h("button", { type: "button", class: "button", on: { click: () => retry({}) } }, icon("refresh"), t("action.again")));

/** Grey lines in the place of text that is on its way. */
export const bones = (count = 4, height = 18) =>
  h("div", { class: "stack", key: "bones", role: "status", "aria-label": t("state.loading") },
    Array.from({ length: count }, (_, index) => h("span", { class: "bone", style: { height: `${height}px`, width: `${92 - ((index * 17) % 40)}%` } })));

/** A panel with a heading. */
export const panel = ({ title, note, tools, flush = false, key, ...props }, ...body) =>
  h("section", { ...props, key, class: `panel ${props.class ?? ""}` },
    title && h("header", {}, h("div", {}, h("h2", {}, title), note && h("p", {}, note)), tools && h("div", { class: "row wrap" }, tools)),
    h("div", { class: flush ? "body flush" : "body" }, body));

/** The head of a page. */
export const head = (title, text, actions, crumb) =>
  h("header", { class: "page-head" },
    h("div", { class: "grow" }, crumb && h("a", { class: "crumb", href: crumb.href }, icon("back"), crumb.label),
      h("h1", { tabindex: "-1" }, title), h("p", {}, text)),
    actions && h("div", { class: "actions" }, actions));
