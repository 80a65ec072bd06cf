// Translated texts of the page, from its JSON block `strings`.

/** @type {Record<string, string>} */
let texts = {};
const block = document.getElementById("strings");
if (block?.textContent) texts = JSON.parse(block.textContent);

/**
 * Return the text of a key in the page's language, with `{name}` filled from `values`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function text(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
