// Where the window lies on the input, and its outline.

import { outline } from "../shared/canvas.js";

/**
 * What Python sends of the map (explorer/views/components/slide/slide.py), its arrays unpacked.
 * @typedef {object} Maps
 * @property {"sum" | "max" | "mean" | "stamp"} op
 * @property {[number, number]} taps Rows and columns of the window.
 * @property {[number, number]} step
 * @property {[number, number]} dilation
 * @property {[[number, number], [number, number]]} sides Padding before and after, rows and columns.
 * @property {[number, number]} size Of the input.
 * @property {[number, number]} shape Of what is stepped over: the output, or the input of a transposed convolution.
 * @property {string[]} names Of the input channels that were sent.
 * @property {number} others How many were not.
 * @property {Float32Array[]} maps
 * @property {number[][][] | null} kernels
 * @property {Float32Array} output
 * @property {number | null} bias
 * @property {[[number, number], [number, number]]} [counted] Cells of the padding that count in a mean: rows, columns.
 */

/** @typedef {{rows: number[], cols: number[]}} Taps Where the window lies. */

/**
 * Where the taps of a window lie along one axis.
 * @param {Maps} data
 * @param {0 | 1} axis Rows, columns.
 * @param {number} at The row or column of the output.
 * @returns {number[]}
 */
export const tapsAt = ({ taps, step, dilation, sides }, axis, at) =>
  Array.from({ length: taps[axis] }, (_, i) => at * step[axis] - sides[axis][0] + i * dilation[axis]);

/**
 * Outlines the window; a dilated one, where there is room, by an outline around each cell that it reads.
 * @param {CanvasRenderingContext2D} pen
 * @param {Maps} data
 * @param {Taps} taps
 * @param {(col: number) => number} x Px.
 * @param {(row: number) => number} y Px.
 * @param {number} k Px per cell.
 * @returns {void}
 */
export function windowOn(pen, data, taps, x, y, k) {
  const holes = data.dilation.some((rate, axis) => rate > 1 && data.taps[axis] > 1), box = [x(taps.cols[0]), y(taps.rows[0])];
  if (holes && k >= 4) for (const r of taps.rows) for (const c of taps.cols) outline(pen, x(c), y(r), k, k);
  else outline(pen, ...box, x(taps.cols.at(-1) + 1) - box[0], y(taps.rows.at(-1) + 1) - box[1]);
}
