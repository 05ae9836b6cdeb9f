// Runs before the first paint, so that a chosen theme and language never flash.
try {
  const theme = localStorage.getItem("denyut.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const language = localStorage.getItem("denyut.language") ?? navigator.language;
  document.documentElement.lang = /^(id|in)\b/i.test(language) ? "id" : "en";
} catch {
  // Storage may be closed to us (private windows): the browser's own choices hold.
}
