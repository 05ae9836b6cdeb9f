// Elements are made here and nowhere else. Text becomes text nodes, never markup, so nothing that a gateway, a user or
// an error message says can become part of the page.

const SVG = "http://www.w3.org/2000/svg";

// What a reader changes is a property of the element; the attribute is only where it began.
const STATE = ["value", "checked", "indeterminate"];

/** Makes an HTML element: `h("p", { class: "muted", on: { click } }, "text", child)`. */
export const h = (tag, props, ...children) => build(document.createElement(tag), props, children);

/** The same for SVG. */
export const s = (tag, props, ...children) => build(document.createElementNS(SVG, tag), props, children);

/** Puts children in place of what an element holds. */
export function fill(element, ...children) {
  const nodes = [];
  collect(children, nodes);
  element.replaceChildren(...nodes);
}

/**
 * Makes what is on the page equal to what was newly built, changing only what differs, so that focus, scrolling, open
 * details and the reader's place survive a live update. An element with
 * an `island` manages itself: it stays while the value is the same, and is put in whole when it is another.
 */
export function morph(old, made) {
  if (old.nodeType !== made.nodeType || old.nodeName !== made.nodeName || old.$key !== made.$key) {
    old.replaceWith(made);
    return made;
  }
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== made.data) old.data = made.data;
    return old;
  }
  if (made.$island !== undefined || old.$island !== undefined) return old.$island === made.$island ? old : exchange(old, made);
  matchAttributes(old, made);
  for (const type of Object.keys(made.$on ?? {})) if (!old.$on?.[type]) old.addEventListener(type, dispatch);
  old.$on = made.$on;
  old.$tip = made.$tip;
  matchChildren(old, made);
  matchState(old, made);
  return old;
}

/** Morphs the children of `root` into the given ones. */
export function update(root, ...children) {
  const made = root.cloneNode(false);
  fill(made, ...children);
  matchChildren(root, made);
}

// An island that changed is put in whole; the focus and an open table go over to the new one.
function exchange(old, made) {
  const focused = old.contains(document.activeElement);
  const open = old.querySelector("details[open]");
  old.replaceWith(made);
  if (open) made.querySelector("details")?.setAttribute("open", "");
  if (focused) made.querySelector("[tabindex]")?.focus({ preventScroll: true });
  return made;
}

function build(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null) continue;
    if (STATE.includes(name)) element[`$${name}`] = value;
    if (value === false || STATE.includes(name)) continue;
    switch (name) {
      case "on":
        element.$on = value;
        for (const type of Object.keys(value)) element.addEventListener(type, dispatch);
        break;
      case "style":
        for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
        break;
      case "key": element.$key = value; break;
      case "island": element.$island = value; break;
      case "tip": element.$tip = value; break;
      default: element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  const nodes = [];
  collect(children, nodes);
  element.append(...nodes);
  for (const name of STATE) if (element[`$${name}`] !== undefined) element[name] = element[`$${name}`];
  return element;
}

function collect(children, into) {
  for (const child of children) {
    if (Array.isArray(child)) collect(child, into);
    else if (child === undefined || child === null || child === false || child === "") continue;
    else into.push(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

// One listener for each kind of event looks the handler up, so that a morph can exchange handlers.
function dispatch(event) {
  event.currentTarget.$on?.[event.type]?.(event);
}

function matchAttributes(old, made) {
  for (const { name } of [...old.attributes]) {
    const keep = name === "style" || (name === "open" && /^(DETAILS|DIALOG)$/.test(old.nodeName));
    if (!keep && !made.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of made.attributes) {
    if (name !== "style" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  // The style attribute is closed by our content security policy; the style object is not.
  if (old.style && made.style && old.style.cssText !== made.style.cssText) old.style.cssText = made.style.cssText;
}

function matchChildren(old, made) {
  const keyed = new Map();
  for (const child of old.childNodes) if (child.$key !== undefined) keyed.set(child.$key, child);
  let place = old.firstChild;
  for (const next of [...made.childNodes]) {
    let candidate = place;
    if (next.$key !== undefined) {
      candidate = keyed.get(next.$key);
      if (candidate && candidate !== place) old.insertBefore(candidate, place);
    } else if (place?.$key !== undefined) {
      candidate = undefined;
    }
    if (candidate) {
      place = candidate.nextSibling;
      morph(candidate, next);
    } else {
      old.insertBefore(next, place);
    }
  }
  while (place) {
    const rest = place.nextSibling;
    place.remove();
    place = rest;
  }
}

function matchState(old, made) {
  for (const name of STATE) {
    const wanted = made[`$${name}`];
    if (wanted === undefined) continue;
    if (name === "value" && old === document.activeElement && old.nodeName !== "SELECT") continue;
    if (old[name] !== wanted) old[name] = wanted;
  }
}
