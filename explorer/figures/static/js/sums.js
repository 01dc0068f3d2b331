// The arithmetic of what slides: weighted sums over a window, map by map, and poolings.

import { tapPlaces, valuesOf } from "./run.js";

/**
 * The first and the last channel that a channel of a step reads.
 * @param {object} run
 * @param {object} step
 * @param {number} channel
 * @returns {[number, number]}
 */
export function channelsRead(run, step, channel) {
  if (step.channels === "all") return [0, run.steps[step.sources[0]].shape[2] - 1];
  return step.channels === "own" ? [channel, channel] : step.channels[channel];
}

/** Rows or columns of the input and which row or column of the kernel (or share) belongs to each. */
function placesAt(step, axis, at) {
  const listed = step.how.places?.[axis ? "cols" : "rows"][at];
  if (listed) return listed;
  const places = tapPlaces(step.how, axis, at);
  return [places, places.map((_, tap) => tap)];
}

/** The numbers of one channel under rows and columns, row by row; `fill` in the padding. */
function patchOf(run, source, rows, cols, channel, fill) {
  const values = valuesOf(run, source), [high, wide, channels] = run.steps[source].shape;
  const outside = (r, c) => r < 0 || c < 0 || r >= high || c >= wide;
  return rows.flatMap((r) => cols.map((c) => (outside(r, c) ? fill : values[(r * wide + c) * channels + channel])));
}

/** Which cells under rows and columns lie in the padding. */
function paddingOf(run, source, rows, cols) {
  const [high, wide] = run.steps[source].shape;
  return rows.flatMap((r) => cols.map((c) => r < 0 || c < 0 || r >= high || c >= wide));
}

/** Which cells under rows and columns a mean leaves out: all of the padding but its `counted` cells, next to the map. */
function leftOut(run, source, rows, cols, [high, wide]) {
  const shape = run.steps[source].shape, out = (at, [before, after], length) => at < -before || at >= length + after;
  return rows.flatMap((r) => cols.map((c) => out(r, high, shape[0]) || out(c, wide, shape[1])));
}

/** The weights on channel `at` of those that are read; of a blend the products of the shares. */
function kernelOf(run, step, cell, at, count, rows, cols) {
  if (step.how.how === "blend") return rows.flatMap((r) => cols.map((c) => r * c));
  const weights = run.arrays[step.how.arrays.weights], filters = step.shape[2], size = weights.length / filters / count;
  const wide = step.how.places ? step.how.kernel[1] : step.how.taps[1], from = (cell.channel * count + at) * size;
  return rows.flatMap((r) => cols.map((c) => weights[from + r * wide + c]));
}

/**
 * A weighted sum over a window: what each channel adds.
 * @param {object} run
 * @param {object} step
 * @param {import("./run.js").Cell} cell
 * @returns {object}
 */
export function sumParts(run, step, cell) {
  const [rows, kernelRows] = placesAt(step, 0, cell.row), [cols, kernelCols] = placesAt(step, 1, cell.col), source = step.sources[0];
  const [k0, k1] = channelsRead(run, step, cell.channel), padding = paddingOf(run, source, rows, cols), parts = [];
  for (let channel = k0; channel <= k1; channel++) {
    const patch = patchOf(run, source, rows, cols, channel, 0);
    const kernel = kernelOf(run, step, cell, channel - k0, k1 - k0 + 1, kernelRows, kernelCols);
    const amount = patch.reduce((total, value, i) => total + value * kernel[i], 0);
    parts.push({ channel, patch, kernel, amount });
  }
  const biases = step.how.arrays.bias === undefined ? null : run.arrays[step.how.arrays.bias];
  const bias = biases ? biases[cell.channel] : null;
  const total = parts.reduce((all, { amount }) => all + amount, 0) + (bias ?? 0);
  const count = parts.length * rows.length * cols.length;
  return { kind: "sum", parts, padding, rows: rows.length, cols: cols.length, source, bias, biased: step.how.how === "sum", count, total, result: total };
}

/**
 * A pooling: the window, and its largest number or its mean.
 * @param {object} run
 * @param {object} step
 * @param {import("./run.js").Cell} cell
 * @returns {object}
 */
export function explainWindow(run, step, cell) {
  const source = step.sources[0], [rows] = placesAt(step, 0, cell.row), [cols] = placesAt(step, 1, cell.col);
  const padding = paddingOf(run, source, rows, cols), largest = step.how.how === "max";
  const values = patchOf(run, source, rows, cols, cell.channel, largest ? -Infinity : 0);
  const window = { kind: "window", values, rows: rows.length, cols: cols.length, source, channel: cell.channel };
  if (!largest) {
    const left = leftOut(run, source, rows, cols, step.how.counted), count = left.filter((out) => !out).length;
    const total = values.reduce((a, b) => a + b, 0);
    return { ...window, left, winner: null, count, total, result: total / count };
  }
  const real = values.filter((_, i) => !padding[i]), result = Math.max(...real);
  const isLargest = (value) => (Number.isNaN(result) ? Number.isNaN(value) : value === result);
  const winner = values.findIndex((value, i) => !padding[i] && isLargest(value)), ties = real.filter(isLargest).length;
  const at = { row: rows[Math.floor(winner / cols.length)], col: cols[winner % cols.length] };
  return { ...window, left: padding, winner, at, ties, count: real.length, result };
}
