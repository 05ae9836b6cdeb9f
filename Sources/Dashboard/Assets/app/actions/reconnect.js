// Reconnect: the dialog in which a person watches a session come back, and scans its code where one is needed.

import { get, part, send } from "../core/api.js";
import { now } from "../core/clock.js";
import { h, update } from "../core/dom.js";
import { countdown } from "../core/format.js";
import { say, t } from "../core/i18n.js";
import { on } from "../core/live.js";
import { everySecond } from "../core/ticker.js";
import { accountName } from "../parts/account.js";
import { blockedText } from "../parts/badge.js";
import { openDialog } from "../parts/dialog.js";
import { icon } from "../parts/icon.js";
import { toast } from "../parts/toast.js";
import { picture } from "../qr/picture.js";

const WATCH = 20_000;
// A code that is shown is here within seconds: after this there is none, and a restart may help.
const LATE = 20_000;
// Trying again would not help, or would do harm.
const HOPELESS = ["banned", "outdated", "time_locked"];
const ENDED = ["succeeded", "failed", "blocked", "cancelled", "idle", "not_needed"];

/**
 * @param mode "scan" shows the code that the session shows, and touches nothing; "auto" brings the session back.
 */
export function openReconnect(account, mode = "auto") {
  const leaving = new AbortController();
  const body = h("div", { class: "qr", "aria-live": "polite" });
  const dialog = openDialog({ title: t(mode === "scan" ? "account.scan" : "reconnect.title"), note: accountName(account), closed }, body);
  const path = `/accounts/${part(account.id)}/reconnect`;
  let state = null;
  let opened = now();
  // Whether it was down while somebody looked.
  let wasAway = false;

  const watch = () => send("PUT", `${path}/watch`).catch(() => {});
  const watching = setInterval(watch, WATCH);

  async function start(next) {
    mode = next;
    opened = now();
    take({ state: "starting", revision: 0 });
    try {
      take(await send("POST", path, { mode: next }));
      watch();
    } catch (error) {
      if (error.code === "blocked") take({ state: "blocked", blocked_by: error.message, blocked_gate: error.gate, revision: Infinity });
      else take({ state: "failed", failure: { code: error.code ?? "internal", message: error.message, advice: null }, revision: Infinity });
    }
  }

  async function reload() {
    try {
      take(await get(path, {}, leaving.signal));
    } catch {
      // The next event, or the next second without one, asks again.
    }
  }

  function take(next) {
    if (leaving.signal.aborted || (state && next.revision !== 0 && next.revision < state.revision)) return;
    if (["scan", "waiting_for_qr", "restarting", "authenticated"].includes(next.state)) wasAway = true;
    state = next.state === "not_needed" && wasAway ? { ...next, state: "succeeded" } : next;
    draw();
    if (state.state === "succeeded") {
      toast(t("reconnect.succeeded.toast", { name: accountName(account) }));
      setTimeout(() => dialog.close(), 2200);
    }
  }

  function draw() {
    update(body, view(state, { again: () => start(state.failure?.code === "qr_expired" ? "qr" : "auto"), fresh: () => start("qr"), close: () => dialog.close(), isLate: now() - opened > LATE }), h("div", { key: "tick", id: "qr-count", class: "qr-count" }));
    tick();
  }

  function tick() {
    if (state?.state === "waiting_for_qr" && now() - opened > LATE && !body.querySelector(".late")) return draw();
    const box = body.querySelector("#qr-count");
    if (!box || !state) return;
    if (state.state === "scan" && state.qr) {
      const left = state.qr.expires_at - now();
      const life = state.qr.expires_at - state.qr.generated_at;
      body.querySelector(".qr-frame")?.classList.toggle("over", left <= 0);
      update(box, h("span", { class: "number", "aria-live": "off" }, left > 0 ? t("qr.left", { time: countdown(left) }) : t("qr.renewing")),
        h("div", { class: "meter" }, h("i", { style: { "--part": `${Math.max(0, Math.min(100, (left / life) * 100))}%` } })));
    } else if (!ENDED.includes(state.state)) {
      update(box, h("span", { class: "number muted", "aria-live": "off" }, t("reconnect.elapsed", { time: countdown(now() - opened) })));
    } else {
      update(box);
    }
  }

  function closed() {
    clearInterval(watching);
    leaving.abort();
    // Who only looked at a code breaks nothing off.
    if (mode !== "scan" && state && !ENDED.includes(state.state) && state.state !== "authenticated") send("DELETE", path).catch(() => {});
  }

  on("account", ({ reconnects = [] }) => reconnects.some((item) => item.account_id === account.id) && reload(), leaving.signal);
  on("reload", reload, leaving.signal);
  everySecond(tick, leaving.signal);
  start(mode);
}

function view(state, { again, fresh, close, isLate }) {
  switch (state.state) {
    case "scan": return state.qr ? scanView(state) : waitView(t("reconnect.waiting_for_qr"));
    case "succeeded": return outcome("excellent", "check-circle", t("reconnect.succeeded"), t("reconnect.succeeded.text"));
    case "not_needed": return outcome("excellent", "check-circle", t("reconnect.not_needed"), t("reconnect.not_needed.text"), null, [button(t("action.close"), close, "primary")]);
    case "waiting_for_qr": return [waitView(t("reconnect.waiting_for_qr")), isLate && h("div", { key: "late", class: "late stack tight" }, h("p", { class: "muted" }, t("reconnect.no_code")), button(t("account.reconnect"), again))];
    case "blocked": return outcome("warning", "shield", t("reconnect.blocked"), blockedText(state), t("reconnect.blocked.advice"), [button(t("action.again"), again, "primary"), button(t("action.close"), close)]);
    case "failed": {
      const { code, message, advice } = state.failure;
      const help = say(`failure.${code}`, advice ?? t("failure.internal"));
      const retry = HOPELESS.includes(code) ? null : button(t(code === "qr_expired" ? "reconnect.new_code" : "action.again"), code === "logged_out" ? fresh : again, "primary");
      return outcome("failed", "alert", t("reconnect.failed"), message, help, [retry, button(t("action.close"), close, retry ? "" : "primary")]);
    }
    case "cancelled": case "idle": return outcome("unknown", "info", t("reconnect.cancelled"), t("reconnect.cancelled.text"), null, [button(t("action.again"), again, "primary")]);
    default: return waitView(say(`reconnect.${state.state}`, t("reconnect.starting")));
  }
}

const button = (label, click, kind = "") => h("button", { type: "button", class: `button ${kind}`, on: { click } }, label);

const waitView = (text) => h("div", { key: "wait", class: "qr-frame waiting" }, h("div", { class: "cover" }, h("div", { class: "spinner" }), text));

function scanView({ qr, window, max_windows: windows }) {
  const image = picture(qr);
  return [
    h("div", { key: `code ${qr.generated_at} ${qr.number}`, class: "qr-frame" },
      image ?? h("div", { class: "cover" }, icon("alert"), t("qr.unreadable")),
      qr.expires_at <= now() && h("div", { class: "cover" }, h("div", { class: "spinner" }))),
    h("ol", { key: "steps", class: "steps" }, ["qr.step.1", "qr.step.2", "qr.step.3"].map((key) => h("li", {}, h("span", {}, t(key))))),
    window && windows > 1 && h("p", { key: "window", class: "muted small" }, t("qr.window", { window, windows, number: qr.number })),
  ];
}

const outcome = (level, symbol, title, text, advice, buttons) =>
  h("div", { key: "outcome", class: "outcome", "data-level": level }, icon(symbol), h("strong", {}, title), text && h("p", {}, text), advice && h("p", { class: "advice" }, advice), buttons && h("div", { class: "row wrap" }, buttons));
