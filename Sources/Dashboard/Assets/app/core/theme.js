// Light, dark, or as the system has it.

const ORDER = ["auto", "light", "dark"];

export const theme = () => document.documentElement.dataset.theme ?? "auto";

/** Goes on to the next choice and remembers it. */
export function chooseTheme() {
  const next = ORDER[(ORDER.indexOf(theme()) + 1) % ORDER.length];
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("denyut.theme", next);
  } catch {
    // The choice lasts as long as the page.
  }
}
