// A code as a picture: the gateway's own, or one drawn here.

import { h, s } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { encode } from "./encode.js";

const IMAGE = /^data:image\/(png|jpeg);base64,[A-Za-z0-9+/=\s]+$/;

/** Null where the gateway sent something that is no code. */
export function picture({ format, value }) {
  if (format === "image") {
    return IMAGE.test(value) ? h("img", { src: value, alt: t("qr.alt"), width: 248, height: 248 }) : null;
  }
  const grid = encode(value);
  if (!grid) return null;
  const quiet = 2;
  const size = grid.length + quiet * 2;
  const path = grid.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : ""))).join("");
  return s("svg", { class: "code-image", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": t("qr.alt"), "shape-rendering": "crispEdges" },
    s("rect", { width: size, height: size, fill: "#fff" }), s("path", { d: path, fill: "#000" }));
}
