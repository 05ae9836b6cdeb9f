// Short words after an action. Errors stay until they are read.

import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "./icon.js";

export function toast(text, level = "excellent") {
  const box = document.getElementById("toasts");
  const item = h("div", { class: "toast", "data-level": level },
    icon(level === "excellent" ? "check-circle" : "alert"), h("span", { class: "grow" }, text),
    h("button", { type: "button", class: "button quiet icon small", "aria-label": t("action.close"), on: { click: () => item.remove() } }, icon("close")));
  while (box.childElementCount > 3) box.firstChild.remove();
  box.append(item);
  if (level === "excellent") setTimeout(() => item.remove(), 5000);
}

/** Runs an action and says how it ended. Answers undefined where it failed. */
export async function attempt(action, done) {
  try {
    const value = await action();
    if (done) toast(typeof done === "function" ? done(value) : done);
    return value ?? null;
  } catch (error) {
    toast(error.message, "failed");
    return undefined;
  }
}
