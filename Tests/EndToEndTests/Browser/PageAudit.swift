import Gateways

/// What would keep somebody from using a page.
extension Page {
    private static let controls: Set<String> = [
        "button", "link", "checkbox", "combobox", "textbox", "searchbox", "menuitem", "radio", "switch", "tab",
        "slider",
        "spinbutton", "listbox", "option", "img", "image", "dialog",
    ]

    /// Controls and pictures without a name, as a screen reader would be told (the browser's accessibility tree).
    func unnamedControls() async throws -> [String] {
        let tree = try await call("Accessibility.getFullAXTree")
        var unnamed: [String] = []
        for node in tree["nodes"].array ?? [] where node["ignored"].bool != true {
            let role = node["role"]["value"].string ?? ""
            guard Self.controls.contains(role), (node["name"]["value"].string ?? "").isEmpty else { continue }
            let element = try await call("DOM.describeNode", ["backendNodeId": node["backendDOMNodeId"]])["node"]
            unnamed.append("\(role) <\(element["localName"].string ?? "") \(element["attributes"])>")
        }
        return unnamed
    }

    /// Texts whose contrast with what is under them is below level AA (https://www.w3.org/TR/WCAG21/#contrast-minimum).
    func faintTexts() async throws -> [String] {
        try await waitUntilStill()
        return (try await value(Self.contrastScript).array ?? []).compactMap(\.string)
    }

    /// What else a page must have, and has not.
    func structureFaults() async throws -> [String] {
        (try await value(Self.structureScript).array ?? []).compactMap(\.string)
    }

    private static let structureScript = #"""
        (() => {
          const faults = [];
          if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
          if (!document.querySelector("main")) faults.push("no main");
          if (!document.documentElement.lang) faults.push("no language");
          if (!document.title) faults.push("no title");
          const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
          for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) faults.push(`id twice: ${id}`);
          const wide = document.documentElement.scrollWidth - innerWidth;
          if (wide > 0) faults.push(`${wide} px wider than the screen`);
          const text = document.body.innerText.match(/.{0,20}(undefined|NaN|Invalid Date|\[object).{0,20}/);
          if (text) faults.push(text[0]);
          return faults;
        })()
        """#

    private static let contrastScript = #"""
        (() => {
          const parse = (text) => {
            const srgb = text.match(/^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)/);
            if (srgb) return [srgb[1] * 255, srgb[2] * 255, srgb[3] * 255, srgb[4] === undefined ? 1 : +srgb[4]];
            const parts = text.match(/^rgba?\(([^)]*)\)/);
            if (!parts) return null;
            const [r, g, b, a = 1] = parts[1].split(/[ ,\/]+/).map(Number);
            return [r, g, b, a];
          };
          const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
          const light = ([r, g, b]) => {
            const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * x + 0.7152 * y + 0.0722 * z;
          };
          const under = (element) => {
            const layers = [];
            for (let e = element; e; e = e.parentElement) {
              const colour = parse(getComputedStyle(e).backgroundColor);
              if (colour && colour[3] > 0) layers.push(colour);
              if (colour?.[3] === 1) break;
            }
            const base = matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0, 1] : [255, 255, 255, 1];
            return layers.reduceRight((ground, layer) => over(layer, ground), base);
          };
          const opacity = (element) => {
            let value = 1;
            for (let e = element; e; e = e.parentElement) value *= +getComputedStyle(e).opacity;
            return value;
          };
          const faint = new Set();
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const text = texts.currentNode.data.trim();
            const element = texts.currentNode.parentElement;
            if (!text || !element.getClientRects().length || element.closest("[disabled], [aria-disabled=true], .hidden-text, .skip, script, style")) continue;
            const style = getComputedStyle(element);
            if (style.visibility !== "visible") continue;
            const ground = under(element);
            let ink = parse(element.closest("svg") ? style.fill : style.color);
            if (!ink) { faint.add(`unreadable colour ${style.color}`); continue; }
            ink = over([ink[0], ink[1], ink[2], ink[3] * opacity(element)], ground);
            const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            const size = parseFloat(style.fontSize);
            const large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
            if (ratio < (large ? 3 : 4.5)) faint.add(`${ratio.toFixed(2)}: "${text.slice(0, 40)}" in ${element.tagName} ${element.className?.baseVal ?? element.className}`);
          }
          return [...faint];
        })()
        """#
}
