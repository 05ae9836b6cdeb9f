// A list of any length: only the rows that are seen exist. Heights are known beforehand, so nothing ever moves.

/**
 * `layout()` answers `{ height, first(offset), place(index), count }`, or null while there is nothing to lay out; `draw(index)` a row's element, `renew(index,
 * element)` brings one up to date. `seen(from, to)` tells which rows are shown, a little more than fits.
 */
export function virtualList({ body, layout, draw, renew, seen, signal }) {
  const shown = new Map();
  let pending = null;

  function paint() {
    pending = null;
    const plan = layout();
    if (!plan) return;
    body.style.height = `${plan.height}px`;
    const top = body.getBoundingClientRect().top;
    const from = Math.max(0, plan.first(-top - innerHeight / 2));
    const to = Math.min(plan.count, plan.first(-top + innerHeight * 1.5) + 1);
    for (const [index, element] of shown) {
      // A row with the focus stays, or the focus would be lost with it.
      if ((index < from || index >= to) && !(index < plan.count && element.contains(document.activeElement))) {
        element.remove();
        shown.delete(index);
      }
    }
    let before = null;
    for (const [index, element] of shown) if (index < from && (before === null || index > before)) before = index;
    let previous = before === null ? null : shown.get(before);
    for (let index = from; index < to; index += 1) {
      let element = shown.get(index);
      if (!element) {
        element = draw(index);
        shown.set(index, element);
        if (previous) previous.after(element);
        else body.prepend(element);
      }
      const transform = `translateY(${plan.place(index)}px)`;
      if (element.style.transform !== transform) element.style.transform = transform;
      previous = element;
    }
    seen(from, to);
  }

  function soon() {
    pending ??= requestAnimationFrame(paint);
  }

  addEventListener("scroll", soon, { passive: true, signal });
  const observer = new ResizeObserver(soon);
  observer.observe(document.documentElement);
  signal.addEventListener("abort", () => {
    observer.disconnect();
    cancelAnimationFrame(pending);
  });

  return {
    paint,
    soon,
    /** Brings shown rows up to date, those that pass the test. */
    refresh(test = () => true) {
      for (const [index, element] of shown) if (test(index)) shown.set(index, renew(index, element));
    },
    clear() {
      for (const element of shown.values()) element.remove();
      shown.clear();
    },
  };
}
