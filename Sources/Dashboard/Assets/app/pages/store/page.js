// Store: the one file that everything stands in, and whether it is well.

import { h } from "../../core/dom.js";
import { bytes, number } from "../../core/format.js";
import { say, t } from "../../core/i18n.js";
import { ago } from "../../core/ticker.js";
import { valueChart } from "../../charts/value-chart.js";
import { icon } from "../../parts/icon.js";
import { load } from "../../parts/loader.js";
import { bones, head, panel } from "../../parts/states.js";

export const title = "store.title";
export const events = ["store"];

const TONE = { ok: "excellent", warning: "warning", error: "failed" };
const SIGN = { ok: "check", warning: "alert", error: "close" };

export function mount({ root, signal }) {
  load({ root, path: "/store", draw, types: ["store"], pace: 5000, signal, waiting: () => [head(t("store.title"), ""), bones(4, 80)] });
}

function draw(store) {
  const worst = ["error", "warning", "ok"].find((level) => [store.verdict, ...store.checks].some((item) => item.level === level));
  const figure = (key, value, note) => h("div", { class: "figure" }, h("dt", {}, t(key)), h("dd", {}, value), h("dd", {}, note));
  return [
    head(t("store.title"), t(`store.text.${worst}`)),
    h("dl", { class: "panel figures" },
      figure("store.version", `${store.engine} ${store.version}`, h("span", { class: "note", "data-level": TONE[store.verdict.level] }, icon(SIGN[store.verdict.level]), say(`verdict.${store.verdict.code}`, store.verdict.code))),
      figure("store.size", bytes(store.size_bytes), t("store.free", { bytes: bytes(store.free_bytes) })),
      figure("store.wal", bytes(store.wal_bytes), [t("store.checkpointed"), " ", ago(store.checkpointed_at)]),
      figure("store.disk", store.disk_free_bytes === null ? "–" : bytes(store.disk_free_bytes), store.filesystem ?? ""),
      figure("store.lease", store.oldest_lease_at ? ago(store.oldest_lease_at) : "–", t("store.schema", { version: store.schema_version }))),
    store.verdict.level !== "ok" && h("div", { class: "advice", "data-level": TONE[store.verdict.level] }, h("strong", {}, store.verdict.message), store.verdict.advice && h("span", { class: "block" }, store.verdict.advice)),
    h("div", { class: "grid" },
      panel({ title: t("store.wal_hour"), note: `${t("store.wal_limit", { bytes: bytes(store.wal_limit_bytes) })}. ${t("store.wal_note")}`, class: "span-7" }, valueChart({ label: t("store.wal"), text: bytes, limit: store.wal_limit_bytes, left: 70, height: 220, key: `wal ${store.wal_series.at(-1)?.at} ${store.wal_series.at(-1)?.wal_bytes}`, points: store.wal_series.map((point) => ({ at: point.at, value: point.wal_bytes })) })),
      panel({ title: t("store.checks"), class: "span-5", flush: true }, h("ul", { class: "list" }, store.checks.map((check) => h("li", { key: check.name, class: "row top", "data-level": TONE[check.level] }, h("span", { class: "sign" }, icon(SIGN[check.level])), h("span", { class: "grow" }, h("span", { class: "strong" }, check.name), h("span", { class: "small muted block" }, check.message), check.advice && h("span", { class: "small block" }, check.advice)), h("span", { class: "hidden-text" }, t(`check.level.${check.level}`)))))),
      panel({ title: t("store.tables"), class: "span-7", flush: true }, h("table", { class: "table" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("column.table")), h("th", { scope: "col", class: "end" }, t("column.rows")))), h("tbody", {}, store.tables.map((table) => h("tr", { key: table.name }, h("td", { class: "mono" }, table.name), h("td", { class: "end" }, number(table.rows), table.capped && "+")))))),
      panel({ title: t("store.pragmas"), class: "span-5 at-top" }, h("dl", { class: "facts" }, h("dt", {}, t("store.file")), h("dd", { class: "mono" }, store.file), Object.entries(store.pragmas).map(([name, value]) => [h("dt", { class: "mono" }, name), h("dd", { class: "mono" }, value)])))),
  ];
}
