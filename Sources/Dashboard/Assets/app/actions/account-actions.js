// What an operator can do with one account or with many. One place, so that list and page ask and say the same.

import { part, send } from "../core/api.js";
import { h } from "../core/dom.js";
import { now } from "../core/clock.js";
import { number } from "../core/format.js";
import { t } from "../core/i18n.js";
import { accountName } from "../parts/account.js";
import { select } from "../parts/choice.js";
import { ask, field } from "../parts/dialog.js";
import { attempt, toast } from "../parts/toast.js";
import { openReconnect } from "./reconnect.js";

const HOUR = 3_600_000;

/** The entries of an account's menu, as far as they make sense now. */
export function accountMenu(account, { link = true } = {}) {
  return [
    link && { label: t("account.open"), icon: "eye", href: `/accounts/${account.id}` },
    { label: t("account.check"), icon: "refresh", run: () => checkNow(account) },
    account.status === "qr_scanning" && { label: t("account.scan"), icon: "qr", run: () => openReconnect(account, "scan") },
    { label: t("account.reconnect"), icon: "reconnect", run: () => openReconnect(account) },
    null,
    account.mode === "held"
      ? { label: t("account.release"), icon: "play", run: () => act(account, "release", {}, t("done.release")) }
      : account.mode === "active" && { label: t("account.hold"), icon: "hand", run: () => hold([account]) },
    account.mode !== "disabled" && { label: t("account.maintenance"), icon: "wrench", run: () => maintain([account]) },
    account.mode === "disabled"
      ? { label: t("account.enable"), icon: "play", run: () => act(account, "enable", {}, t("done.enable")) }
      : { label: t("account.disable"), icon: "ban", danger: true, run: () => disable([account]) },
  ];
}

export const checkNow = (account) => act(account, "check", {}, t("done.check"));

const act = (account, action, body, done) => attempt(() => send("POST", `/accounts/${part(account.id)}/${action}`, body), done);

const UNTIL = [[HOUR, "until.1h"], [4 * HOUR, "until.4h"], [24 * HOUR, "until.24h"], [168 * HOUR, "until.7d"]];
const untilField = (options) => field(t("field.until"), select(t("field.until"), options.map(([value, key]) => [String(value), t(key)]), String(options[0][0]), null, "until"));
const reasonField = (required = false) => field(t("field.reason"), h("input", { class: "input", name: "reason", maxlength: 500, autocomplete: "off", required }), t("field.reason.hint"));
const subject = (accounts) => (accounts.length === 1 ? accountName(accounts[0]) : t("bulk.accounts", { n: accounts.length, count: number(accounts.length) }));

export const hold = (accounts) => ask({
  title: t("hold.title", { n: accounts.length }), note: subject(accounts), label: t("account.hold"),
  fields: [h("p", { class: "muted" }, t("hold.text")), reasonField(true)],
  run: ({ reason }) => carry(accounts, "hold", { reason }, "done.hold"),
});

export const maintain = (accounts) => ask({
  title: t("maintenance.title"), note: subject(accounts), label: t("maintenance.begin"),
  fields: [h("p", { class: "muted" }, t("maintenance.text")), untilField(UNTIL), reasonField()],
  run: ({ until, reason }) => {
    const body = { reason, until_at: now() + Number(until) };
    if (accounts.length === 1) Object.assign(body, { from_at: now(), timezone: Intl.DateTimeFormat().resolvedOptions().timeZone });
    return carry(accounts, "maintenance", body, "done.maintenance");
  },
});

export const disable = (accounts) => ask({
  title: t("disable.title", { n: accounts.length }), note: subject(accounts), label: t("account.disable"), danger: true,
  fields: [h("p", { class: "muted" }, t("disable.text")), reasonField()],
  run: ({ reason }) => carry(accounts, "disable", { reason }, "done.disable"),
});

/** Many accounts: each passes its own gates, and what was refused is said. */
export const reconnectMany = (accounts) => ask({
  title: t("reconnect.many.title", { n: accounts.length }), note: subject(accounts), label: t("account.reconnect"),
  fields: [h("p", { class: "muted" }, t("reconnect.many.text"))],
  run: () => carry(accounts, "reconnect", {}, "done.reconnect"),
});

export const checkMany = (accounts) => attempt(() => carry(accounts, "check", {}, "done.check"));

async function carry(accounts, action, body, done) {
  if (accounts.length === 1) {
    await send("POST", `/accounts/${part(accounts[0].id)}/${action}`, body);
    toast(t(done));
    return true;
  }
  let count = 0;
  const refused = [];
  for (let start = 0; start < accounts.length; start += 500) {
    const ids = accounts.slice(start, start + 500).map((account) => account.id);
    const result = await send("POST", "/accounts/bulk", { action, ids, ...body });
    count += result.done;
    refused.push(...result.failed);
  }
  if (count) toast(t("bulk.done", { n: number(count) }));
  if (refused.length) toast(`${t("bulk.refused", { n: refused.length })} ${refused[0].message}`, "warning");
  return true;
}
