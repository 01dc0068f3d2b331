// How the focus writes numbers: as many decimals for all numbers of one sum, so that they can be added up by eye.

import { numberText } from "../../shared/numbers.js";

/**
 * How many decimals numbers of this size need: two for 1.23, one for 12.3.
 * @param {number} size The largest magnitude.
 * @returns {number}
 */
export const placesFor = (size) => Math.min(Math.max(2 - Math.floor(Math.log10(size || 1)), 0), 4);

/**
 * A number with so many decimals and a real minus sign.
 * @param {number} value
 * @param {number} places
 * @param {boolean} [signed] Whether a positive number has a plus sign.
 * @returns {string}
 */
export function decimal(value, places, signed = false) {
  if (!Number.isFinite(value)) return numberText(value);
  const text = Math.abs(value).toFixed(places), zero = Number(text) === 0;
  return `${zero ? "" : value < 0 ? "−" : signed ? "+" : ""}${text}`;
}

/**
 * A number with so many decimals, or with more where they would make a 0 of it: "0.0031".
 * @param {number} value
 * @param {number} places
 * @returns {string}
 */
export function factor(value, places) {
  const text = decimal(value, places);
  return value && Number(text.replace("−", "-")) === 0 ? numberText(value) : text;
}

/**
 * A piece of the page that holds one number, by name.
 * @param {string} name "sum", "subtotal:2" and so on; tests read them by it.
 * @param {string} [more] Other attributes.
 * @returns {string}
 */
export const numberTag = (name, more = "") => `<span class="cnn-number" data-number="${name}" ${more}></span>`;

/**
 * Writes a number into its piece of the page.
 * @param {HTMLElement} within
 * @param {string} name
 * @param {string} text
 * @returns {void}
 */
export function writeNumber(within, name, text) {
  for (const each of within.querySelectorAll(`[data-number="${name}"]`)) if (each.textContent !== text) each.textContent = text;
}
