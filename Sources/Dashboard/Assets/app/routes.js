// Every page by its address. The one place that names the pages, so that what they share need not know them.

export const routes = [
  ["/", () => import("./pages/overview/page.js")],
  ["/settings/whatsapp-accounts", () => import("./pages/accounts/page.js")],
  ["/accounts/:id", () => import("./pages/account/page.js")],
  ["/incidents", () => import("./pages/incidents/page.js")],
  ["/queues", () => import("./pages/queues/page.js")],
  ["/workers", () => import("./pages/workers/page.js")],
  ["/schedule", () => import("./pages/schedule/page.js")],
  ["/store", () => import("./pages/store/page.js")],
  ["/login", () => import("./pages/login/page.js")],
];
