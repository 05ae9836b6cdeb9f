// Dialogs are the browser's own: they hold the focus, close on Escape and give the focus back.

import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "./icon.js";
import { attempt } from "./toast.js";

/** Opens a dialog; `closed` is called once, however it closes. */
export function openDialog({ title, note, sheet = false, closed = () => {} }, ...body) {
  const dialog = h("dialog", { class: sheet && "side-sheet", "aria-labelledby": "dialog-title", on: {
    close: () => { dialog.remove(); closed(); },
    click: (event) => event.target === dialog && dialog.close(),
  } },
  h("div", { class: "dialog" },
    h("div", { class: "dialog-head" }, h("div", { class: "grow" }, h("h2", { id: "dialog-title" }, title), note && h("p", {}, note)),
      h("button", { type: "button", class: "button quiet icon", "aria-label": t("action.close"), on: { click: () => dialog.close() } }, icon("close"))),
    body));
  document.getElementById("layer").append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Asks before an action: `fields` are inputs with names, whose values are given to `run`. The dialog stays open, with
 * the server's words, when the action fails.
 */
export function ask({ title, note, fields = [], label, danger = false, run, done }) {
  const form = h("form", { class: "stack", method: "dialog", on: { submit } }, fields,
    h("div", { class: "row", style: { "justify-content": "flex-end" } },
      h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, t("action.cancel")),
      h("button", { type: "submit", class: danger ? "button danger" : "button primary" }, label)));
  const dialog = openDialog({ title, note }, form);
  async function submit(event) {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    const result = await attempt(() => run(Object.fromEntries(new FormData(form))), done);
    button.disabled = false;
    if (result !== undefined) dialog.close();
  }
}

/** A field of a form with its label. */
export const field = (label, input, hint) => h("label", { class: "field" }, h("span", {}, label), input, hint && h("small", {}, hint));
