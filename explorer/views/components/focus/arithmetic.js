// The arithmetic of the cells of one map, in double precision from the numbers that were sent. Pure: no page.

/** @typedef {import("./unpack.js").Numbers} Numbers */

/**
 * The window of one cell: input rows and columns, the kernel's row and column for each, and which lie on the map.
 * @typedef {object} Under
 * @property {number[]} rows
 * @property {number[]} cols
 * @property {number[]} rowTaps
 * @property {number[]} colTaps
 * @property {number[] | null} rowShares Of an interpolation.
 * @property {number[] | null} colShares
 */

/**
 * The window of the output cell (row, col).
 * @param {object} table Python's WindowTable.
 * @param {number} row
 * @param {number} col
 * @returns {Under}
 */
export const windowUnder = (table, row, col) => ({
  rows: table.rows.at[row], cols: table.cols.at[col], rowTaps: table.rows.tap[row], colTaps: table.cols.tap[col],
  rowShares: table.rows.shares && table.rows.shares[row], colShares: table.cols.shares && table.cols.shares[col],
});

/**
 * Whether a tap lies on the map, not in the padding.
 * @param {Numbers} map
 * @param {number} row
 * @param {number} col
 * @returns {boolean}
 */
export const liesOnMap = (map, row, col) => row >= 0 && col >= 0 && row < map.rows && col < map.cols;

/**
 * The numbers under a window, `padding` where it hangs over the edge.
 * @param {Numbers} map
 * @param {Under} under
 * @param {number} [padding]
 * @returns {number[][]}
 */
export const patchOf = (map, under, padding = 0) =>
  under.rows.map((row) => under.cols.map((col) => (liesOnMap(map, row, col) ? map.values[row * map.cols + col] : padding)));

/**
 * The weights of a window: taps of a kernel, the shares of an interpolation, or ones.
 * @param {Numbers | undefined} kernel
 * @param {Under} under
 * @returns {number[][]}
 */
export const weightsOf = (kernel, under) =>
  under.rowTaps.map((row, i) => under.colTaps.map((col, j) => {
    if (kernel) return kernel.values[row * kernel.cols + col];
    return under.rowShares ? under.rowShares[i] * under.colShares[j] : 1;
  }));

/**
 * What one input adds to every cell: (output rows x output columns).
 * @param {Numbers} map
 * @param {Numbers | undefined} kernel
 * @param {object} table
 * @returns {Numbers}
 */
export function partialMap(map, kernel, table) {
  const rows = table.rows.at.length, cols = table.cols.at.length, values = new Float64Array(rows * cols);
  for (let row = 0; row < rows; row++) for (let col = 0; col < cols; col++) values[row * cols + col] = partOf(map, kernel, windowUnder(table, row, col));
  return { values, rows, cols };
}

function partOf(map, kernel, under) {
  let total = 0;
  for (let i = 0; i < under.rows.length; i++) for (let j = 0; j < under.cols.length; j++) {
    const row = under.rows[i], col = under.cols[j];
    if (!liesOnMap(map, row, col)) continue;
    const weight = kernel ? kernel.values[under.rowTaps[i] * kernel.cols + under.colTaps[j]] : under.rowShares ? under.rowShares[i] * under.colShares[j] : 1;
    total += map.values[row * map.cols + col] * weight;
  }
  return total;
}

/**
 * The sum of one cell: what each input adds, what the others add and take away, and all of it with the bias.
 * @param {object} record Python's SumFocus.
 * @param {Numbers[]} parts The partial maps of its inputs.
 * @param {number} row Of the table.
 * @param {number} col
 * @returns {{parts: number[], plus: number, minus: number, total: number}}
 */
export function sumOf(record, parts, row, col) {
  const at = row * record.table.cols.at.length + col, added = parts.map((part) => part.values[at]);
  const plus = record.others ? record.others.plus.values[at] : 0, minus = record.others ? record.others.minus.values[at] : 0;
  return { parts: added, plus, minus, total: added.reduce((a, b) => a + b, 0) + plus + minus + (record.bias ?? 0) };
}

/** How many of these rows (columns) of a map count in a mean: those on it, and in the padding those next to it. */
const counting = (places, length, [before, after]) => places.filter((at) => at >= -before && at < length + after).length;

/**
 * What comes out of a window: its largest number, its mean, or its one number.
 * @param {object} record Python's WindowFocus.
 * @param {Under} under
 * @returns {{value: number, winner: number, total: number, count: number}} `winner` counts places in reading order.
 */
export function drawnFrom(record, under) {
  const map = record.source.values, flat = [], places = [];
  under.rows.forEach((row, i) => under.cols.forEach((col, j) => {
    if (liesOnMap(map, row, col)) { flat.push(map.values[row * map.cols + col]); places.push(i * under.cols.length + j); }
  }));
  const total = flat.reduce((a, b) => a + b, 0), [rows, cols] = record.counted;
  const count = counting(under.rows, map.rows, rows) * counting(under.cols, map.cols, cols);
  if (record.rule !== "max") return { value: record.rule === "mean" ? total / count : flat.length ? total : record.fill, winner: -1, total, count };
  let best = 0;
  for (let n = 1; n < flat.length; n++) if (flat[n] > flat[best] || (Number.isNaN(flat[n]) && !Number.isNaN(flat[best]))) best = n;
  return { value: flat[best], winner: places[best], total, count };
}

/**
 * A calculation line by line: the number after each line; of a line without a sign its own number.
 * @param {object[]} lines Python's Lines.
 * @param {number} value What it begins with.
 * @param {number} at The cell's place in the maps of operands.
 * @returns {{by: number, after: number}[]}
 */
export function worked(lines, value, at) {
  let now = value;
  return lines.map(({ sign, by: operand }) => {
    const by = typeof operand === "number" ? operand : operand.values[at];
    if (!sign) return { by, after: by };
    now = { "−": now - by, "÷": now / by, "×": now * by, "+": now + by }[sign];
    return { by, after: now };
  });
}

/**
 * For each input row (or column), the output row whose window has its middle nearest to it.
 * @param {{at: number[][]}} axis
 * @param {number} length Of the input.
 * @returns {number[]}
 */
export function nearestOutputs(axis, length) {
  const middles = axis.at.map((places) => (places[0] + places.at(-1)) / 2);
  return Array.from({ length }, (_, place) => {
    let best = 0;
    middles.forEach((middle, n) => { if (Math.abs(middle - place) < Math.abs(middles[best] - place)) best = n; });
    return best;
  });
}
