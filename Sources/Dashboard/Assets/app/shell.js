// What stands around every page: navigation, the live light, language, theme, the reader.

import { fill, h, update } from "./core/dom.js";
import { chooseLanguage, language, t } from "./core/i18n.js";
import { condition, on } from "./core/live.js";
import { get } from "./core/api.js";
import { logout, session } from "./core/session.js";
import { chooseTheme, theme } from "./core/theme.js";
import { icon } from "./parts/icon.js";
import { openMenu } from "./parts/menu.js";
import { ago } from "./core/ticker.js";

const PAGES = [
  ["/", "overview", "nav.overview"],
  ["/settings/whatsapp-accounts", "phone", "nav.accounts"],
  ["/incidents", "alert", "nav.incidents"],
  ["/queues", "layers", "nav.queues"],
  ["/workers", "cpu", "nav.workers"],
  ["/schedule", "calendar", "nav.schedule"],
  ["/store", "database", "nav.store"],
];

let current = null;
let openIncidents = null;
let bare = null;

/** Where the page goes; null before the shell is drawn. */
export const pageRoot = () => document.getElementById("page");

export function drawShell(pattern) {
  current = pattern === "/accounts/:id" ? "/settings/whatsapp-accounts" : pattern;
  const shell = document.getElementById("shell");
  const nowBare = !session.signed_in;
  if (bare !== nowBare || !pageRoot()) {
    bare = nowBare;
    shell.className = bare ? "shell bare" : "shell";
    fill(shell, bare ? [] : [skip(), h("aside", { class: "side", id: "side" }), h("header", { class: "topbar", id: "topbar" })],
      h("main", { class: "main", id: "main" }, h("div", { class: "banner", id: "banner", role: "status" }), h("div", { id: "page" })),
      bare ? [] : h("nav", { class: "tabbar", id: "tabbar" }));
    if (!bare && openIncidents === null) countIncidents();
  }
  drawParts();
}

function drawParts() {
  if (bare || !pageRoot()) return;
  const link = ([path, symbol, key]) =>
    h("a", { href: path, "aria-current": path === current && "page" }, icon(symbol), h("span", { class: "clip" }, t(key)), count(path));
  update(document.getElementById("side"),
    h("a", { class: "brand", href: "/" }, mark(), "Denyut"),
    h("nav", { "aria-label": t("nav.label") },
      h("div", { class: "nav" }, PAGES.slice(0, 3).map(link)),
      h("div", { class: "nav-title" }, t("nav.engine")),
      h("div", { class: "nav" }, PAGES.slice(3).map(link))),
    h("div", { class: "side-foot" }, light(true), h("div", { class: "prefs" }, ...preferences())));
  update(document.getElementById("topbar"), h("a", { class: "brand", href: "/" }, mark(), "Denyut"), light(false), ...preferences());
  const tabs = document.getElementById("tabbar");
  tabs.setAttribute("aria-label", t("nav.label"));
  update(tabs,
    PAGES.slice(0, 4).map(([path, symbol, key]) =>
      h("a", { href: path, "aria-current": path === current && "page" }, icon(symbol), h("span", {}, t(`${key}.short`)), count(path))),
    h("button", { type: "button", "aria-haspopup": "menu", on: { click: more } }, icon("more"), h("span", {}, t("nav.more"))));
  drawBanner();
}

const skip = () => h("a", { class: "skip", href: "#main", on: { click: (event) => { event.preventDefault(); pageRoot().querySelector("h1")?.focus(); } } }, t("nav.skip"));

function mark() {
  return icon("pulse", { class: "mark" });
}

function count(path) {
  if (path !== "/incidents" || !openIncidents?.open) return null;
  return h("span", { class: openIncidents.needs_human ? "pill bad" : "pill", "aria-label": t("nav.open", { n: openIncidents.open }) }, Math.min(openIncidents.open, 999));
}

function light(long) {
  return h("div", { class: "live", "data-state": condition.state, title: t(`live.${condition.state}.long`) },
    h("i", { "aria-hidden": "true" }), h("span", { class: long ? "" : "hidden-text" }, t(`live.${condition.state}`)));
}

function preferences() {
  const other = language === "id" ? "en" : "id";
  return [
    h("button", { type: "button", class: "button quiet icon small", lang: other, title: t("prefs.language"), "aria-label": t("prefs.language"),
      on: { click: async () => { await chooseLanguage(other); document.dispatchEvent(new Event("denyut:redraw")); } } }, other.toUpperCase()),
    h("button", { type: "button", class: "button quiet icon small", "aria-label": t(`prefs.theme.${theme()}`), title: t(`prefs.theme.${theme()}`),
      on: { click: () => { chooseTheme(); drawParts(); } } }, icon({ light: "sun", dark: "moon", auto: "contrast" }[theme()])),
    h("button", { type: "button", class: "button quiet icon small", "aria-label": t("prefs.reader"), title: session.user ?? "", "aria-haspopup": "menu", on: { click: reader } }, icon("user")),
  ];
}

function reader(event) {
  openMenu(event.currentTarget, [
    { note: `${session.user ?? ""} · ${t(`role.${session.role}`)}` },
    { label: t("prefs.logout"), icon: "logout", run: async () => { await logout(); document.dispatchEvent(new Event("denyut:redraw")); } },
  ]);
}

function more(event) {
  openMenu(event.currentTarget, PAGES.slice(4).map(([path, symbol, key]) => ({ label: t(key), icon: symbol, href: path })));
}

function drawBanner() {
  const bad = condition.state === "offline" || condition.state === "stale";
  update(document.getElementById("banner"), bad && h("div", { "data-level": condition.state === "offline" ? "failed" : "warning" },
    icon("cloud-off"),
    h("span", {}, t(condition.reason ? `stale.${condition.reason}` : "stale.offline"), " ", condition.since ? [t("stale.since"), " ", ago(condition.since)] : null)));
}

async function countIncidents() {
  try {
    openIncidents = (await get("/incidents", { limit: 1 })).counts;
    drawParts();
  } catch {
    // The number returns with the next event.
  }
}

on("condition", drawParts);
on("incident", ({ counts }) => {
  openIncidents = counts;
  drawParts();
});
