// The scaled kernel that one input cell of a transposed convolution adds: as numbers, in words, and drawn.

import { mapScale } from "../shared/colors.js";
import { countText, numberText } from "../shared/numbers.js";
import { svgText } from "../shared/svg.js";
import { NUMBERED, matrixSvg } from "./matrix.js";

/**
 * Where tap (i, j) of input cell (row, col) falls on the output, or null where it is cut off.
 * @param {{step: number[], dilation: number[], cut: number[], outShape: number[]}} data
 * @param {number} row
 * @param {number} col
 * @param {number} i
 * @param {number} j
 * @returns {[number, number] | null}
 */
export function tapFalls({ step, dilation, cut, outShape }, row, col, i, j) {
  const y = row * step[0] + i * dilation[0] - cut[0], x = col * step[1] + j * dilation[1] - cut[1];
  return y >= 0 && y < outShape[0] && x >= 0 && x < outShape[1] ? [y, x] : null;
}

/** The scaled kernel of input cell `at`, summed over all input maps: kernel rows x kernel columns. */
function summedKernel(data, at) {
  const [rows, cols] = data.taps, from = at * rows * cols;
  return Array.from({ length: rows }, (_, i) => Array.from(data.sums.subarray(from + i * cols, from + (i + 1) * cols)));
}

/**
 * What the cell adds to the output, in words.
 * @param {import("./window.js").Maps} data
 * @param {number} row
 * @param {number} col
 * @returns {string}
 */
export function scaledKernelWords(data, row, col) {
  const value = data.maps[0][row * data.shape[1] + col], many = data.others + 1;
  const with_ = data.others ? `, together with those of all ${countText(many)} input maps` : "";
  const start = data.bias ? ` Every cell of the output starts at the bias, ${numberText(data.bias)}.` : "";
  return `Row ${row}, column ${col} holds ${numberText(value)}: it stamps ${numberText(value)} times its kernel onto the output${with_}. Where stamps overlap, they add up.${start}`;
}

/**
 * Number x kernel = scaled kernel of this map, and beside it the sum over all maps.
 * @param {import("./window.js").Maps} data
 * @param {number} at The input cell, in reading order.
 * @param {number} width Px.
 * @returns {string}
 */
export function scaledKernelSvg(data, at, width) {
  const { theme } = data, [high, wide] = data.taps, kernel = data.kernels[0], value = data.maps[0][at], count = data.others ? 3 : 2;
  const numbered = Math.max(high, wide) <= NUMBERED, sign = 24;
  const cellWide = Math.min(numbered ? 46 : 20, (width - (count + 1) * sign - 46) / (count * wide)), cellHigh = numbered ? 28 : cellWide;
  const product = kernel.map((line) => line.map((weight) => weight * value)), all = summedKernel(data, at), top = 22, middle = top + (high * cellHigh) / 2;
  const products = mapScale(theme.diverging, data.outLimit), fits = numbered && cellWide > 26;
  const x = (i) => 46 + sign + i * (wide * cellWide + sign), head = (text, i) => svgText(text, x(i) + (wide * cellWide) / 2, 8, "middle", { size: 12, color: theme.faint });
  const [y] = [middle - 14], beside = mapScale(theme.diverging, data.limit, data.grey);
  let out = matrixSvg([[value]], null, 0, y, 46, 28, beside, theme.faint, true);
  out += svgText("×", 46 + sign / 2, middle, "middle", { size: 15, color: theme.ink }) + head("its kernel", 0);
  out += matrixSvg(kernel, null, x(0), top, cellWide, cellHigh, mapScale(theme.weights, data.weight), theme.faint, fits);
  out += svgText("=", x(1) - sign / 2, middle, "middle", { size: 15, color: theme.ink }) + head("its stamp", 1);
  out += matrixSvg(product, null, x(1), top, cellWide, cellHigh, products, theme.faint, fits);
  if (data.others) out += head(`all ${countText(data.others + 1)} maps`, 2) + matrixSvg(all, null, x(2), top, cellWide, cellHigh, products, theme.faint, fits);
  return `<svg width="${width}" height="${top + high * cellHigh + 4}" aria-hidden="true">${out}</svg>`;
}
