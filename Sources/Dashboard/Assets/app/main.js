import { whenSignedOut } from "./core/api.js";
import { h } from "./core/dom.js";
import { loadWords, t } from "./core/i18n.js";
import { stop, want } from "./core/live.js";
import { go, match, startRouter } from "./core/router.js";
import { forget, loadSession, session } from "./core/session.js";
import { failure } from "./parts/states.js";
import { installTips } from "./parts/tip.js";
import { routes } from "./routes.js";
import { drawShell, pageRoot } from "./shell.js";

let leaving = new AbortController();
let turn = 0;

/** Shows the page of the address. A page gets a root of its own and a signal that aborts when the reader leaves it. */
async function show({ back = false, scroll = 0 } = {}) {
  const mine = ++turn;
  const found = match(routes, location.pathname);
  if (!session.signed_in && found?.pattern !== "/login") {
    const next = location.pathname + location.search;
    return go(next === "/" ? "/login" : `/login?next=${encodeURIComponent(next)}`, { replace: true });
  }
  if (session.signed_in && found?.pattern === "/login") return go("/", { replace: true });
  try {
    const page = found ? await found.load() : await import("./pages/missing.js");
    if (mine !== turn) return;
    leaving.abort();
    leaving = new AbortController();
    const first = pageRoot() === null;
    drawShell(found?.pattern);
    const root = h("div", { class: "page" });
    pageRoot().replaceChildren(root);
    document.title = `${t(page.title)} · Denyut`;
    if (page.events) want(page.events);
    else stop();
    page.mount({ root, params: found?.params ?? {}, signal: leaving.signal });
    scrollTo(0, back ? scroll : 0);
    if (!first) root.querySelector("h1")?.focus({ preventScroll: true });
  } catch (error) {
    if (mine !== turn) return;
    drawShell(found?.pattern);
    pageRoot().replaceChildren(h("div", { class: "page" }, failure(error, show)));
  }
}

/** Draws everything again, in another language or for another reader. */
export async function redraw() {
  await show({ back: true, scroll: scrollY });
}

whenSignedOut(() => {
  forget();
  stop();
  show();
});

installTips();
// The page's modules are on their way while the words and the session are asked for.
match(routes, location.pathname)?.load();
const [, problem] = await Promise.all([loadWords(), loadSession().then(() => null, (error) => error)]);
document.addEventListener("denyut:redraw", redraw);
if (problem) {
  drawShell(null);
  pageRoot().replaceChildren(h("div", { class: "page" }, failure(problem, () => location.reload())));
} else {
  await startRouter(routes, show);
}
