// The arithmetic of the cell that the sliding window is at, as numbers and in words. For display only: what is added up is
// the engine's numbers, in double precision.

import { countText, numberText } from "../shared/numbers.js";
import { tapsAt } from "./window.js";

/**
 * The arithmetic of one output cell; properties that its kind of layer does not have are missing.
 * @typedef {object} Reckoning
 * @property {number[]} rows Of the taps.
 * @property {number[]} cols Of the taps.
 * @property {boolean[][]} inside Which taps are on the map.
 * @property {number[][][]} patches Of each channel that was sent.
 * @property {number} shown The engine's number.
 * @property {number} total
 * @property {number[][][]} [products]
 * @property {number[]} [subtotals] One per channel that was sent.
 * @property {number} [rest] Of the others together.
 * @property {number} [winner] Of a maximum: its place in the window.
 * @property {number} [ties]
 * @property {number} [sum] Of a mean.
 * @property {number} [count]
 */

/** How many of these rows (columns) of a map count in a mean: those on it, and in the padding those next to it. */
const counting = (places, length, [before, after]) => places.filter((at) => at >= -before && at < length + after).length;

/**
 * Computes the arithmetic of one output cell.
 * @param {import("./window.js").Maps} data
 * @param {number} row Of the output.
 * @param {number} col
 * @returns {Reckoning}
 */
export function reckon(data, row, col) {
  const rows = tapsAt(data, 0, row), cols = tapsAt(data, 1, col), [high, wide] = data.size;
  const inside = rows.map((r) => cols.map((c) => r >= 0 && r < high && c >= 0 && c < wide));
  const patches = data.maps.map((map) => rows.map((r, i) => cols.map((c, j) => (inside[i][j] ? map[r * wide + c] : 0))));
  const shown = data.output[row * data.shape[1] + col], flat = patches[0].flat(), real = inside.flat();
  if (data.op === "max") {
    const largest = Math.max(...flat.filter((_, i) => real[i]));
    const winner = flat.findIndex((value, i) => real[i] && value === largest);
    const ties = flat.filter((value, i) => real[i] && value === largest).length;
    return { rows, cols, inside, patches, shown, total: largest, winner, ties, count: real.filter(Boolean).length };
  }
  if (data.op === "mean") {
    const count = counting(rows, high, data.counted[0]) * counting(cols, wide, data.counted[1]), sum = flat.reduce((a, b) => a + b, 0);
    return { rows, cols, inside, patches, shown, total: sum / count, sum, count };
  }
  const products = patches.map((patch, at) => patch.map((line, i) => line.map((value, j) => value * data.kernels[at][i][j])));
  const subtotals = products.map((matrix) => matrix.flat().reduce((a, b) => a + b, 0));
  const sentTotal = subtotals.reduce((a, b) => a + b, 0) + (data.bias ?? 0);
  // The channels that were not sent make up the difference to the engine's number.
  const rest = data.others ? shown - sentTotal : 0;
  return { rows, cols, inside, patches, products, subtotals, rest, shown, total: sentTotal + rest };
}

/**
 * The result in one line.
 * @param {import("./window.js").Maps} data
 * @param {Reckoning} reckoning
 * @param {number} row
 * @param {number} col
 * @returns {string}
 */
export function reckonWords(data, reckoning, row, col) {
  const where = `Row ${row}, column ${col}: `, value = numberText(reckoning.total);
  if (data.op === "max") {
    const tied = reckoning.ties > 1 ? `; ${reckoning.ties} cells tie, and the first in reading order wins` : "";
    return `${where}${value} is the largest of ${reckoning.count} numbers${tied}`;
  }
  if (data.op === "mean") return `${where}sum ${numberText(reckoning.sum)} / ${reckoning.count} = ${value}`;
  const count = (reckoning.subtotals.length + data.others) * reckoning.inside.flat().length;
  const padded = reckoning.inside.flat().filter((real) => !real).length * (reckoning.subtotals.length + data.others);
  const bias = data.bias === null ? "" : ` + bias (${numberText(data.bias)})`;
  const zeros = padded ? `; ${countText(padded)} of the products read padding and are 0` : "";
  return `${where}${countText(count)} product${count === 1 ? "" : "s"} (${numberText(reckoning.total - (data.bias ?? 0))})${bias} = ${value}${zeros}`;
}
