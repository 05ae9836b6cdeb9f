// Every word of the page comes from a dictionary; only the chosen one is loaded.

let words = {};
let rules = new Intl.PluralRules("en");

/** `en` or `id`. */
export let language = "en";

/** The locale of numbers and times: the reader's own variant of the chosen language, where the browser has one. */
export let locale = "en";

/** Loads the dictionary of the language the reader chose, or else the browser asks for. */
export async function loadWords() {
  language = document.documentElement.lang === "id" ? "id" : "en";
  words = (await (language === "id" ? import("../i18n/id.js") : import("../i18n/en.js"))).default;
  rules = new Intl.PluralRules(language);
  locale = navigator.languages.find((name) => name.toLowerCase().startsWith(language)) ?? language;
}

/** Changes the language and remembers it. */
export async function chooseLanguage(name) {
  try {
    localStorage.setItem("denyut.language", name);
  } catch {
    // The choice lasts as long as the page.
  }
  document.documentElement.lang = name;
  await loadWords();
}

/** The text of a key, with `{names}` filled in. With `n`, the plural form `key.one` or `key.other` is taken. */
export function t(key, values) {
  let text = words[key];
  if (text === undefined && values?.n !== undefined) text = words[`${key}.${rules.select(values.n)}`] ?? words[`${key}.other`];
  if (text === undefined) return key;
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole) : text;
}

/** The text of a key if the dictionary has it, else what the server said. */
export const say = (key, otherwise, values) => (words[key] === undefined ? otherwise : t(key, values));
