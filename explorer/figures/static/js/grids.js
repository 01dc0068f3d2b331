// Small matrices of the rail: numbers on coloured cells, or colours alone where there are too many.

import { imageOf } from "../../../views/components/shared/canvas.js";
import { cssColor, inkOn, mapScale, shade } from "../../../views/components/shared/colors.js";
import { fixedText, gridDecimals, gridText } from "../../../views/components/shared/numbers.js";
import { el } from "./dom.js";

const NUMBERED = 3, NUMBERED_ALONE = 4, COLOURED = 60, MOST_IN_CELL = 4, LEAST = 2;

/** A number in a small cell, as explorer/figures/rail/numerals.py writes it. */
function inCell(value, decimals) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "?" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size >= 999.5) return size < 999500 ? `${fixedText(value / 1000, 0)}k` : value.toExponential(0).replace("e+", "e").replaceAll("-", "−");
  const text = gridText(value, size < 0.9995 ? decimals : size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
  if (text.includes("e")) return "≈0";
  return decimals > LEAST && size < 0.9995 ? text.replace("0.", ".") : text;
}

/** The decimals of all numbers below 10 in a matrix of small cells. */
function cellDecimals(values) {
  const finite = values.filter(Number.isFinite);
  return gridDecimals(finite, MOST_IN_CELL - (finite.some((value) => value < 0) ? 1 : 0));
}

function numbered(values, cols, scale, words, outside, mark, decimals) {
  const cells = values.map((value, i) => {
    const pad = outside?.[i], colour = shade(scale, Number.isFinite(value) ? value : 0);
    const style = pad ? {} : { background: cssColor(colour), color: inkOn(colour) };
    const text = pad && !Number.isFinite(value) ? "" : inCell(value, decimals);
    return el("span", { className: `${pad ? "pad" : ""}${mark === i ? " mark" : ""}`, style }, text);
  });
  return el("div", { className: "grid", role: "group", "aria-label": words, style: { "--n": String(cols) } }, ...cells);
}

function coloured(values, rows, cols, scale, words, mark) {
  const size = COLOURED / Math.max(rows, cols), image = imageOf(values.map((value) => (Number.isFinite(value) ? value : 0)), rows, cols, scale);
  image.setAttribute("role", "img");
  image.setAttribute("aria-label", `${words}, ${rows} × ${cols} numbers as colours`);
  const px = (value) => `${value.toFixed(1)}px`, place = { left: px((mark % cols) * size), top: px(Math.floor(mark / cols) * size) };
  const frame = mark >= 0 && el("i", { style: { ...place, width: px(size), height: px(size) } });
  return el("div", { className: "colors", style: { width: px(cols * size), height: px(rows * size) } }, image, frame);
}

/**
 * A matrix as HTML. Its numbers have the decimals that it and the matrices `alike` need together.
 * @param {number[]} values Row by row.
 * @param {number} rows
 * @param {number} cols
 * @param {{colors: string[], limit: number, words: string, outside?: boolean[], mark?: number | null, alone?: boolean, alike?: number[][]}} look
 * @returns {HTMLElement}
 */
export function grid(values, rows, cols, { colors, limit, words, outside, mark = null, alone = false, alike = [] }) {
  const scale = mapScale(colors, limit || 1);
  if (!values.length) return el("span", { className: "none" }, `${words}: nothing`);
  if (Math.max(rows, cols) <= (alone ? NUMBERED_ALONE : NUMBERED)) {
    return numbered(values, cols, scale, words, outside, mark, cellDecimals([values, ...alike].flat()));
  }
  return coloured(values, rows, cols, scale, words, mark ?? -1);
}
