// Addresses are real: every page can be opened, shared and gone back to by its URL, filters included.

let show = () => {};
const scrolls = new Map();

/** Finds the page of an address among [pattern, loader]: its loader and the named parts of the path; null where there is none. */
export function match(routes, path) {
  const parts = path.replace(/\/+$/, "").split("/");
  for (const [pattern, load] of routes) {
    const wanted = pattern.replace(/\/+$/, "").split("/");
    if (wanted.length !== parts.length) continue;
    const params = {};
    const fits = wanted.every((name, index) => {
      if (!name.startsWith(":")) return name === parts[index];
      params[name.slice(1)] = parts[index];
      return parts[index] !== "";
    });
    if (fits) return { pattern, load, params };
  }
  return null;
}

export function startRouter(routes, call) {
  show = call;
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => show({ back: true, scroll: scrolls.get(location.href) ?? 0 }));
  addEventListener("scroll", () => scrolls.set(location.href, scrollY), { passive: true });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (link.target || link.hasAttribute("download") || url.origin !== location.origin || !match(routes, url.pathname)) return;
    event.preventDefault();
    go(url.pathname + url.search + url.hash);
  });
  return show({});
}

export function go(address, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  return show({});
}

/** Sets parts of the query in place; empty ones leave it. The page is not shown anew. */
export function setQuery(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === null || value === "" || value.length === 0) query.delete(name);
    else query.set(name, Array.isArray(value) ? value.join(",") : value);
  }
  const text = query.toString().replaceAll("%2C", ",");
  history.replaceState(null, "", location.pathname + (text ? `?${text}` : ""));
}

export const query = () => new URLSearchParams(location.search);
export const queryList = (name) => query().get(name)?.split(",").filter(Boolean) ?? [];
