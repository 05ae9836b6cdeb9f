// A menu of actions under the button that opened it.

import { h } from "../core/dom.js";
import { icon } from "./icon.js";

let close = () => {};

/** Items: `{ label, icon, run | href, danger }`, `{ note }`, or `null` for a line. */
export function openMenu(button, items) {
  const again = button.getAttribute("aria-expanded") === "true";
  close();
  if (again) return;
  const menu = h("div", { class: "menu", role: "menu", on: { keydown: move } }, items.filter((item) => item !== false).map(entry));
  button.setAttribute("aria-expanded", "true");
  const listening = new AbortController();
  close = (focus) => {
    close = () => {};
    listening.abort();
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  };
  document.getElementById("layer").append(menu);
  place(menu, button);
  addEventListener("pointerdown", (event) => !menu.contains(event.target) && !button.contains(event.target) && close(), { signal: listening.signal, capture: true });
  addEventListener("scroll", (event) => !menu.contains(event.target) && close(), { signal: listening.signal, passive: true, capture: true });
  addEventListener("resize", () => close(), { signal: listening.signal });
  menu.querySelector("button, a")?.focus({ focusVisible: false });
}

function entry(item) {
  if (item === null) return h("hr", { role: "separator" });
  if (item.note) return h("p", { class: "muted small", style: { padding: "6px 10px" } }, item.note);
  const inner = [icon(item.icon), h("span", { class: "clip" }, item.label)];
  if (item.href) return h("a", { role: "menuitem", href: item.href, on: { click: () => close() } }, inner);
  return h("button", { role: "menuitem", type: "button", class: item.danger && "danger", on: { click: () => { close(true); item.run(); } } }, inner);
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(12, Math.min(at.right - size.width, innerWidth - size.width - 12))}px`;
  menu.style.top = `${at.bottom + 6 + size.height < innerHeight ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)}px`;
}

function move(event) {
  const entries = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const index = entries.indexOf(document.activeElement);
  const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    entries.at(to % entries.length).focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    close(true);
  }
}
