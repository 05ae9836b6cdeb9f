// Choices: one of a few side by side, one of many in a list.

import { h } from "../core/dom.js";

/** Buttons of which one is pressed. */
export const segments = (label, options, chosen, choose) =>
  h("div", { class: "segments", role: "group", "aria-label": label }, options.map(([value, text]) =>
    h("button", { type: "button", "aria-pressed": String(value === chosen), on: { click: () => value !== chosen && choose(value) } }, text)));

/** The browser's own list. */
export const select = (label, options, chosen, choose, name) =>
  h("select", { class: "select", "aria-label": label, name, value: chosen ?? "", on: choose && { change: (event) => choose(event.target.value) } },
    options.map(([value, text]) => h("option", { value, selected: value === (chosen ?? "") }, text)));
