// Tooltips for hover, focus and touch. Content is built when it is shown, from `tip` of the element that has it.

import { fill, h } from "../core/dom.js";

let bubble = null;
let owner = null;
let waiting = null;

/** One tooltip for the page, listening at its root, so that thousands of rows cost nothing. */
export function installTips() {
  bubble = h("div", { class: "tip", id: "tip", role: "tooltip", hidden: true });
  document.getElementById("layer").append(bubble);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const element = find(event.target);
    if (element === owner) return;
    clearTimeout(waiting);
    if (element) waiting = setTimeout(() => show(element), 120);
    else hide();
  });
  document.addEventListener("focusin", (event) => {
    const element = find(event.target);
    if (element && event.target.matches(":focus-visible")) show(element);
    else if (!element) hide();
  });
  document.addEventListener("focusout", () => hide());
  document.addEventListener("click", (event) => {
    const element = find(event.target);
    if (element && element !== owner) show(element);
    else hide();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("scroll", () => hide(), { passive: true, capture: true });
}

function find(target) {
  for (let element = target; element; element = element.parentElement) if (element.$tip) return element;
  return null;
}

function show(element) {
  const content = element.$tip();
  if (!content || !element.isConnected) return hide();
  hide();
  owner = element;
  fill(bubble, content);
  bubble.hidden = false;
  element.setAttribute("aria-describedby", "tip");
  // An open dialog covers everything outside it, so the tooltip goes where its owner is.
  (element.closest("dialog") ?? document.getElementById("layer")).append(bubble);
  const place = element.getBoundingClientRect();
  const size = bubble.getBoundingClientRect();
  const left = Math.max(12, Math.min(place.left, innerWidth - size.width - 12));
  const below = place.bottom + 8 + size.height < innerHeight;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${below ? place.bottom + 8 : Math.max(8, place.top - size.height - 8)}px`;
}

function hide() {
  clearTimeout(waiting);
  owner?.removeAttribute("aria-describedby");
  owner = null;
  bubble.hidden = true;
}
