// Matrices of numbers and signed bars, as SVG.

import { imageOf } from "../shared/canvas.js";
import { cssColor, inkOn, shade } from "../shared/colors.js";
import { gridDecimals, gridText, numberText } from "../shared/numbers.js";
import { svgText } from "../shared/svg.js";

/**
 * The most rows or columns of a matrix whose numbers are written into it.
 * @type {number}
 */
export const NUMBERED = 5;

/** Numbers of a matrix with equally many decimals. */
function texts(matrix, digits) {
  const numbers = matrix.flat(), largest = Math.max(...numbers.map(Math.abs));
  const wanted = largest >= 0.01 && largest < 1e5 ? Math.max(digits - 1 - Math.floor(Math.log10(largest)), 0) : 0;
  const places = largest < 10 ? Math.max(Math.min(wanted, digits), gridDecimals(numbers, digits)) : Math.min(wanted, digits);
  return matrix.map((line) => line.map((v) => {
    if (v === 0) return "0";
    if (!(largest >= 0.01 && largest < 1e5)) return numberText(v, 1);
    return gridText(v, places);
  }));
}

/**
 * One matrix with its top left corner at (x, y), in px.
 * @param {number[][]} values
 * @param {boolean[][] | null} inside Which of them are no padding; null: all.
 * @param {number} x
 * @param {number} y
 * @param {number} wide Of a cell.
 * @param {number} high Of a cell.
 * @param {import("../shared/colors.js").Scale} colours
 * @param {string} ink
 * @param {boolean} numbered
 * @returns {string}
 */
export function matrixSvg(values, inside, x, y, wide, high, colours, ink, numbered) {
  if (values.length * values[0].length > NUMBERED ** 2) return pictured(values, inside, x, y, wide, high, colours, ink);
  const labels = numbered ? texts(values, wide > 40 ? 3 : 2) : null;
  let out = "";
  values.forEach((line, i) => line.forEach((value, j) => {
    const left = x + j * wide, top = y + i * high, real = !inside || inside[i][j];
    const colour = shade(colours, real ? value : 0);
    out += `<rect x="${left}" y="${top}" width="${wide}" height="${high}" fill="${cssColor(colour)}"/>`;
    if (!real) out += `<path d="M${left + wide},${top}L${left},${top + high}" stroke="${ink}" opacity="0.5"/>`;
    if (labels) {
      const text = real ? labels[i][j] : "pad";
      out += svgText(text, left + wide / 2, top + high / 2, "middle", { size: 12, color: real ? inkOn(colour) : ink });
    }
  }));
  return `${out}<rect x="${x}" y="${y}" width="${wide * values[0].length}" height="${high * values.length}" fill="none" stroke="${ink}" opacity="0.5"/>`;
}

/** A large matrix as one image, because a thousand SVG boxes take longer to draw than a frame lasts. */
function pictured(values, inside, x, y, wide, high, colours, ink) {
  const rows = values.length, cols = values[0].length, box = `x="${x}" y="${y}" width="${wide * cols}" height="${high * rows}"`;
  const image = imageOf(values.flatMap((line, i) => line.map((value, j) => (!inside || inside[i][j] ? value : 0))), rows, cols, colours);
  let marks = "";
  if (inside) inside.forEach((line, i) => line.forEach((real, j) => {
    if (!real) marks += `M${x + (j + 1) * wide},${y + i * high}l${-wide},${high}`;
  }));
  return `<image href="${image.toDataURL()}" ${box} preserveAspectRatio="none" style="image-rendering: pixelated"/>` +
    `<path d="${marks}" stroke="${ink}" opacity="0.5"/><rect ${box} fill="none" stroke="${ink}" opacity="0.5"/>`;
}

/**
 * The terms of a sum as signed bars; the last is the sum itself.
 * @param {[string, number][]} terms
 * @param {number} width Px.
 * @param {number} y Px.
 * @param {object} theme
 * @returns {string}
 */
export function barsSvg(terms, width, y, theme) {
  const top = Math.max(...terms.map(([, value]) => Math.abs(value)), 1e-30), left = 150, right = width - 62;
  const middle = (left + right) / 2;
  let out = "";
  terms.forEach(([name, value], i) => {
    const at = y + 24 * i + 12, strong = i === terms.length - 1, long = (value / top) * (right - left) / 2;
    const fill = strong ? theme.ink : theme.diverging[value >= 0 ? 3 : 1], mark = (text) => (strong ? `<b>${text}</b>` : text);
    out += svgText(mark(name), 0, at, "start", { size: 12, color: theme.ink });
    out += `<rect x="${Math.min(middle, middle + long)}" y="${at - 6}" width="${Math.abs(long)}" height="12" fill="${fill}"/>`;
    out += `<path d="M${middle},${at - 10}V${at + 10}" stroke="${theme.faint}"/>`;
    out += svgText(mark(numberText(value)), width, at, "end", { size: 12, color: theme.ink });
  });
  return out;
}
