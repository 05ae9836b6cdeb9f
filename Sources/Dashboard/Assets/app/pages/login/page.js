// Login: a password, or the one-time link of a first start.

import { fill, h } from "../../core/dom.js";
import { chooseLanguage, language, t } from "../../core/i18n.js";
import { go, query } from "../../core/router.js";
import { login, session } from "../../core/session.js";
import { field } from "../../parts/dialog.js";
import { icon } from "../../parts/icon.js";

export const title = "login.title";

export function mount({ root }) {
  root.className = "login";
  // The token stands after the #, which a browser sends to nobody; it leaves the address before anything else happens.
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) history.replaceState(null, "", location.pathname + location.search);
  const problem = h("p", { role: "alert", class: "login-problem", "data-level": "failed" });
  const button = h("button", { type: "submit", class: "button primary" }, t("login.enter"));
  const user = h("input", { class: "input", name: "user", autocomplete: "username", maxlength: 200, required: true, autocapitalize: "none", spellcheck: "false" });
  const password = h("input", { class: "input", name: "password", type: "password", autocomplete: "current-password", maxlength: 1024, required: true });
  const other = language === "id" ? "en" : "id";
  root.append(
    h("form", { class: "panel login-card", on: { submit } },
      h("div", { class: "login-mark" }, icon("pulse", { width: 44, height: 44 })),
      h("h1", { tabindex: "-1" }, t("login.title")), h("p", { class: "muted" }, t("login.text")),
      session.login_configured === false && !token && h("p", { class: "advice", "data-level": "warning" }, t("login.first")),
      field(t("login.user"), user), field(t("login.password"), password), problem, button),
    h("button", { type: "button", class: "button quiet", lang: other, on: { click: async () => { await chooseLanguage(other); document.dispatchEvent(new Event("denyut:redraw")); } } }, other === "id" ? "Bahasa Indonesia" : "English"));
  if (token) enter({ one_time_token: token });
  else user.focus();

  function submit(event) {
    event.preventDefault();
    enter({ user: user.value.trim(), password: password.value });
  }

  async function enter(credentials) {
    if (button.disabled) return;
    button.disabled = true;
    fill(problem);
    try {
      await login(credentials);
      go(target(), { replace: true });
    } catch (error) {
      fill(problem, error.code === "unauthorized" ? t(token ? "login.link_used" : "login.wrong") : error.code === "too_many_requests" ? t("login.slow", { seconds: Math.ceil((error.retryAfter ?? 1000) / 1000) }) : error.message);
      button.disabled = false;
      password.value = "";
      password.focus();
    }
  }
}

// Only a path of this page: an address of elsewhere would send the reader to a stranger.
function target() {
  const next = query().get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) && !next.startsWith("/login") ? next : "/";
}
