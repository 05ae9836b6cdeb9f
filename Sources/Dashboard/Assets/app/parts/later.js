// Calling not too often: at once, and then again at most every so many milliseconds, the last call never lost.

export function throttle(call, milliseconds, signal) {
  let timer = null;
  let again = false;
  signal?.addEventListener("abort", () => clearTimeout(timer));
  return function run() {
    if (timer) {
      again = true;
      return;
    }
    call();
    timer = setTimeout(() => {
      timer = null;
      if (again) {
        again = false;
        run();
      }
    }, milliseconds);
  };
}

/** Calling once, when nothing was asked for so long. */
export function debounce(call, milliseconds, signal) {
  let timer = null;
  signal?.addEventListener("abort", () => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, milliseconds);
  };
}
