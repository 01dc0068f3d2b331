// How numbers are written, as explorer/words/numerals.py writes them; and a number kept within bounds.

const MOST_DIGITS = 100; // what toFixed and toExponential can write: enough for every digit of a double that can be a tie

/**
 * A number rounded to `places` decimals; one that lies exactly in the middle goes to the even digit, as in Python.
 * @param {string} exact All decimals of the number, without a sign.
 * @param {string} rounded The same number at `places` decimals, the middle rounded up.
 * @param {number} places
 * @returns {string}
 */
function toEven(exact, rounded, places) {
  const point = exact.indexOf("."), kept = exact.slice(0, places ? point + 1 + places : point);
  const middle = /^50*$/.test(exact.slice(point + 1 + places));
  return middle && Number(kept.at(-1)) % 2 === 0 ? kept : rounded;
}

/**
 * Mantissa and exponent with `digits` significant digits.
 * @param {number} value Finite.
 * @param {number} digits
 * @returns {[string, string]}
 */
function scientific(value, digits) {
  const [mantissa, power] = Math.abs(value).toExponential(digits - 1).split("e");
  const [exact, exactPower] = Math.abs(value).toExponential(MOST_DIGITS).split("e");
  return exactPower === power ? [toEven(exact, mantissa, digits - 1), power] : [mantissa, power];
}

/**
 * A number with `digits` significant digits and a real minus sign; 0 is "0".
 * @param {number} value
 * @param {number} [digits]
 * @returns {string}
 */
export function numberText(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const [mantissa, power] = scientific(value, digits), size = Number(`${mantissa}e${power}`), sign = value < 0 ? "−" : "";
  if (size < 1e-3 || size >= 1e6) {
    const raised = String(Number(power)).replace(/[-\d]/g, (letter) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(letter)]);
    return `${sign}${mantissa}·10${raised}`;
  }
  const places = Math.max(0, digits - 1 - Number(power)), whole = Math.abs(value);
  return sign + grouped(toEven(whole.toFixed(MOST_DIGITS), whole.toFixed(places), places));
}

const LEAST_DECIMALS = 2, MOST_DECIMALS = 5;

/**
 * The decimals of all numbers of a sum, as in explorer/words/numerals.py: as many as show three digits of its total.
 * @param {number[]} amounts
 * @param {number} total
 * @returns {number}
 */
export function sumDecimals(amounts, total) {
  const size = total && Number.isFinite(total) ? Math.abs(total) : Math.max(0, ...amounts.filter(Number.isFinite).map(Math.abs));
  return size ? clamp(2 - Number(scientific(size, 3)[1]), LEAST_DECIMALS, MOST_DECIMALS) : LEAST_DECIMALS;
}

/**
 * The decimals of all numbers of a small table, as in explorer/words/numerals.py: none but 0 is to read as 0.
 * @param {number[]} values
 * @param {number} most
 * @returns {number}
 */
export function gridDecimals(values, most) {
  const places = values.filter((value) => value && Number.isFinite(value)).map((value) => -Number(scientific(value, 1)[1]));
  const wanted = places.filter((place) => place <= most); // smaller numbers are written "3e−5" in any case
  return wanted.length ? Math.min(Math.max(...wanted, Math.min(...wanted) + 1, LEAST_DECIMALS), most) : LEAST_DECIMALS;
}

/**
 * A number of a table with so many decimals; one that would read as 0 there, but is none, is written "3e−5".
 * @param {number} value
 * @param {number} decimals
 * @returns {string}
 */
export function gridText(value, decimals) {
  if (!Number.isFinite(value)) return numberText(value);
  const whole = Math.abs(value), text = toEven(whole.toFixed(MOST_DIGITS), whole.toFixed(decimals), decimals), sign = value < 0 ? "−" : "";
  if (Number(text) !== 0) return sign + text;
  return value ? `${sign}${scientific(value, 1).map(Number).join("e").replace("-", "−")}` : text;
}

/**
 * A number with so many decimals, commas and a real minus sign, never a minus zero; as `fixed` in explorer/words/numerals.py.
 * @param {number} value
 * @param {number} decimals
 * @param {boolean} [sign] Whether a plus is written.
 * @returns {string}
 */
export function fixedText(value, decimals, sign = false) {
  if (!Number.isFinite(value)) return numberText(value);
  const whole = Math.abs(value), text = toEven(whole.toFixed(MOST_DIGITS), whole.toFixed(decimals), decimals);
  const minus = value < 0 && Number(text) !== 0;
  return (minus ? "−" : sign ? "+" : "") + grouped(text);
}

/**
 * A share as a percentage with one decimal; "<0.1%" for a positive one that would be rounded to 0.
 * @param {number} share
 * @returns {string}
 */
export const percentText = (share) => (share > 0 && share < 0.0005 ? "<0.1%" : `${fixedText(100 * share, 1).replace(/,/g, "")}%`);

const grouped = (text) => text.replace(/^\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ","));

/**
 * A number in as few letters as its digits need: no zeros at the end, no groups.
 * @param {number} value Finite.
 * @param {number} [digits] Significant digits.
 * @returns {string}
 */
export function shortNumber(value, digits = 3) {
  const plain = Math.abs(value) >= 1e-3 || value === 0;
  return (plain ? String(Number(value.toPrecision(digits))) : value.toExponential(1)).replace("-", "−");
}

/**
 * A count with commas between groups of three digits.
 * @param {number} count
 * @returns {string}
 */
export const countText = (count) => count.toLocaleString("en-US");

/**
 * The number of `low` to `high` that is nearest to `value`.
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
