// The page's signs, drawn on a 24-unit grid with one stroke.

import { s } from "../core/dom.js";

const PATHS = {
  pulse: "",
  overview: "M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z",
  phone: "M8 2.8h8a1.7 1.7 0 0 1 1.7 1.7v15a1.7 1.7 0 0 1-1.7 1.7H8a1.7 1.7 0 0 1-1.7-1.7v-15A1.7 1.7 0 0 1 8 2.8zM10.8 17.8h2.4",
  alert: "M12 4 2.8 19.6h18.4zM12 10v4.4M12 17h.01",
  layers: "M12 3 3 7.8l9 4.8 9-4.8zM3 12.2l9 4.8 9-4.8M3 16.4l9 4.8 9-4.8",
  cpu: "M7 7h10v10H7zM10 2.8V7M14 2.8V7M10 17v4.2M14 17v4.2M2.8 10H7M2.8 14H7M17 10h4.2M17 14h4.2",
  calendar: "M4 5.5h16V20H4zM4 10h16M8.5 3v4M15.5 3v4",
  database: "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  search: "M10.8 4a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6zM20 20l-4.3-4.3",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  moon: "M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2z",
  contrast: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 3v18M12 7l6.5 0M12 12h9M12 17h6.5",
  user: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20.5c.8-3.8 3.8-5.7 7.5-5.7s6.7 1.9 7.5 5.7",
  logout: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  "cloud-off": "M3 3l18 18M7 8.5A5 5 0 0 0 7 18.5h10M10 6.3A6 6 0 0 1 17.5 11a4 4 0 0 1 3 6",
  refresh: "M20 5v5h-5M4 19v-5h5M5.3 9.3a7.2 7.2 0 0 1 12.2-2.6L20 10M4 14l2.5 3.3a7.2 7.2 0 0 0 12.2-2.6",
  reconnect: "M9.5 14.5l5-5M11 6.5l1.8-1.8a4.5 4.5 0 0 1 6.4 6.4L17.5 13M13 17.5l-1.8 1.8a4.5 4.5 0 0 1-6.4-6.4L6.5 11",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM20 14v2M18 18h2v2M14 20h1",
  check: "M4.5 12.5l5 5 10-11",
  "check-circle": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8 12.3l2.8 2.8 5.2-6",
  close: "M6 6l12 12M18 6L6 18",
  hand: "M7 12V6.5a1.5 1.5 0 0 1 3 0V11M10 10.5V4.5a1.5 1.5 0 0 1 3 0V11M13 5.5a1.5 1.5 0 0 1 3 0V12M16 8a1.5 1.5 0 0 1 3 0v6.5c0 3.6-2.5 6.5-6.2 6.5-3 0-4.3-1.2-5.6-3.5L4.3 13.2c-.6-1.1.7-2.4 1.9-1.6L7 12.5",
  wrench: "M14.5 6.5a4 4 0 0 1 5-1l-2.7 2.7 1 1 2.7-2.7a4 4 0 0 1-5.3 5.3L8 19a2.1 2.1 0 0 1-3-3l7.2-7.2a4 4 0 0 1 2.3-2.3z",
  ban: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM5.7 5.7l12.6 12.6",
  play: "M7 4.5v15l12-7.5z",
  pause: "M8 5v14M16 5v14",
  trash: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5",
  stop: "M6 6h12v12H6z",
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l3.3 2",
  chevron: "M9 5l7 7-7 7",
  back: "M15 5l-7 7 7 7",
  server: "M4 4h16v7H4zM4 13h16v7H4zM8 7.5h.01M8 16.5h.01",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  shield: "M12 3l7.5 3v5.5c0 4.5-3.2 8-7.5 9.5-4.3-1.5-7.5-5-7.5-9.5V6z",
  inbox: "M4 13l2.5-8h11L20 13v6H4zM4 13h5l1.5 2.5h3L15 13h5",
  info: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5M12 8h.01",
  spark: "M3 13h4l2.5-7 5 13 3-8 1.5 2h2",
  wave: "M3 12c2-5 4-5 6 0s4 5 6 0 4-5 6 0",
};

/** A sign. It says nothing to a screen reader: its words stand beside it, or in the label of what it stands in. */
export function icon(name, props) {
  if (name === "pulse") {
    return s("svg", { viewBox: "0 0 32 32", "aria-hidden": "true", ...props },
      s("rect", { width: 32, height: 32, rx: 8, fill: "#4a3fc9" }),
      s("path", { d: "M4 17h6l3-9 5 17 4-12 2 4h4", fill: "none", stroke: "#fff", "stroke-width": 2.6, "stroke-linecap": "round", "stroke-linejoin": "round" }));
  }
  return s("svg", { viewBox: "0 0 24 24", width: 18, height: 18, fill: "none", stroke: "currentColor", "stroke-width": name === "more" ? 3 : 1.8, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", ...props },
    s("path", { d: PATHS[name] }));
}

// Each level has a shape of its own, so that no one needs its colour.
const LEVELS = {
  excellent: ["M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z", "M4.8 8.2l2.2 2.2 4.2-4.6"],
  good: ["M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z", "M5 8h6"],
  warning: ["M8 1.2 15.2 14H.8z", "M8 6v3.6M8 11.9h.01"],
  critical: ["M8 .6 15.4 8 8 15.4.6 8z", "M8 4.6v4M8 11.2h.01"],
  failed: ["M4.9 1h6.2L15 4.9v6.2L11.1 15H4.9L1 11.1V4.9z", "M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"],
  unknown: ["M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z", "M6.2 6.4a1.9 1.9 0 1 1 2.6 1.8c-.5.2-.8.5-.8 1M8 11.2h.01"],
};

/** The sign of a level: round with a tick, round with a bar, triangle, diamond, octagon, dashed ring. */
export function levelIcon(level) {
  const [shape, sign] = LEVELS[level] ?? LEVELS.unknown;
  const open = level === "unknown" || !LEVELS[level];
  return s("svg", { viewBox: "0 0 16 16", width: 15, height: 15, "aria-hidden": "true", "data-level": level, class: "level-icon" },
    s("path", open ? { d: shape, fill: "none", stroke: "var(--solid)", "stroke-width": 1.5, "stroke-dasharray": "2.6 2" } : { d: shape, fill: "var(--solid)" }),
    s("path", { d: sign, fill: "none", stroke: open ? "var(--solid)" : "var(--surface)", "stroke-width": 1.7, "stroke-linecap": "round", "stroke-linejoin": "round" }));
}
