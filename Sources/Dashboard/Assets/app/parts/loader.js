// Data of a page: loaded once, loaded again when events say so, never with a flicker.

import { get } from "../core/api.js";
import { update } from "../core/dom.js";
import { on } from "../core/live.js";
import { throttle } from "./later.js";
import { bones, failure } from "./states.js";

/**
 * Loads `path` and draws it under `root`. Events of `types` load again, at most every `pace` milliseconds; what is shown
 * stays until the new data is there, and stays when loading fails: the live light says that it is old. `first` is called
 * once, when the first data has been drawn.
 */
export function load({ root, path, query = () => ({}), draw, types = [], pace = 1000, signal, waiting = () => bones(5), first }) {
  let value = null;
  let turn = 0;
  const redraw = () => value && update(root, draw(value));
  async function reload() {
    const mine = ++turn;
    try {
      const answer = await get(typeof path === "function" ? path() : path, query(), signal);
      if (mine !== turn || signal.aborted) return;
      const before = value;
      value = answer;
      redraw();
      if (!before) first?.(value);
    } catch (error) {
      if (mine !== turn || signal.aborted || value) return;
      update(root, failure(error, reload));
    }
  }
  update(root, waiting());
  reload();
  const soon = throttle(reload, pace, signal);
  for (const type of [...types, "reload"]) on(type, soon, signal);
  return { reload, redraw, soon, get value() { return value; } };
}
