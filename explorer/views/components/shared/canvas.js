// Whole maps on a canvas, as the sliding window and the two readings show them: nearest neighbour, padding hatched.

import { shade } from "./colors.js";

/**
 * The colour of the selected cell's outline.
 * @type {string}
 */
export const YELLOW = "#ffd400";

/**
 * A map as an image of one px per cell.
 * @param {ArrayLike<number>} values Row by row.
 * @param {number} rows
 * @param {number} cols
 * @param {import("./colors.js").Scale} scale
 * @returns {HTMLCanvasElement}
 */
export function imageOf(values, rows, cols, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = cols;
  canvas.height = rows;
  const pen = canvas.getContext("2d"), image = pen.createImageData(cols, rows);
  for (let i = 0; i < rows * cols; i++) image.data.set([...shade(scale, values[i]), 255], 4 * i);
  pen.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Hatches a box, in px.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @param {string} colour
 * @param {number} [gap] Between lines, px.
 * @returns {void}
 */
export function stripes(pen, x, y, w, h, colour, gap = 7) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, w, h);
  pen.clip();
  pen.beginPath();
  for (let d = gap - h; d < w + h; d += gap) { pen.moveTo(x + d, y); pen.lineTo(x + d - h, y + h); }
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.45;
  pen.lineWidth = 1;
  pen.stroke();
  pen.restore();
}

function frame(pen, x, y, w, h, colour) {
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.4;
  pen.lineWidth = 1;
  pen.strokeRect(x, y, w, h);
  pen.globalAlpha = 1;
}

/**
 * Where the cells of a map are on its canvas, in px.
 * @typedef {object} Field
 * @property {number} k Px per cell.
 * @property {number} rows
 * @property {number} cols
 * @property {number} wide
 * @property {number} high
 * @property {CanvasRenderingContext2D} pen
 * @property {HTMLCanvasElement} base The map as it is without outlines.
 * @property {(event: MouseEvent) => [number, number]} cell Row and column under the pointer.
 * @property {() => void} clear Draws the map without outlines.
 * @property {(col: number) => number} x The left edge of a column.
 * @property {(row: number) => number} y The upper edge of a row.
 */

/**
 * A canvas that shows a map with `sides` ([[top, bottom], [left, right]] cells) of padding, at most `side` px long.
 * @param {HTMLCanvasElement} canvas
 * @param {{rows: number, cols: number, sides: number[][], image?: HTMLCanvasElement, side: number}} map
 * @param {{zero: string, faint: string}} theme
 * @returns {Field}
 */
export function field(canvas, { rows, cols, sides, image, side }, theme) {
  const [[top, bottom], [left, right]] = sides, dpr = window.devicePixelRatio || 1;
  const k = side / Math.max(rows + top + bottom, cols + left + right);
  const wide = (cols + left + right) * k, high = (rows + top + bottom) * k;
  const base = document.createElement("canvas");
  for (const each of [canvas, base]) {
    each.width = Math.max(Math.round(wide * dpr), 1);
    each.height = Math.max(Math.round(high * dpr), 1);
    each.getContext("2d").setTransform(dpr, 0, 0, dpr, 0, 0);
  }
  canvas.style.width = `${wide}px`;
  canvas.style.height = `${high}px`;
  const pen = base.getContext("2d");
  pen.imageSmoothingEnabled = false;
  pen.fillStyle = theme.zero;
  pen.fillRect(0, 0, wide, high);
  if (top || bottom || left || right) stripes(pen, 0, 0, wide, high, theme.faint);
  if (!image) frame(pen, 0.5, 0.5, wide - 1, high - 1, theme.faint);
  if (image) pen.drawImage(image, left * k, top * k, cols * k, rows * k);
  const front = canvas.getContext("2d");
  front.imageSmoothingEnabled = false;
  const cell = (event) => {
    const box = canvas.getBoundingClientRect(), zoom = box.width / wide;
    return [Math.floor((event.clientY - box.top) / zoom / k) - top, Math.floor((event.clientX - box.left) / zoom / k) - left];
  };
  const clear = () => { front.clearRect(0, 0, wide, high); front.drawImage(base, 0, 0, wide, high); };
  return { k, rows, cols, wide, high, pen: front, base, cell, clear, x: (col) => (col + left) * k, y: (row) => (row + top) * k };
}

/**
 * Draws an outline that contrasts with any colour, at least 5 px wide.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @param {string} [colour]
 * @returns {void}
 */
export function outline(pen, x, y, w, h, colour = YELLOW) {
  const dx = Math.max(0, 5 - w) / 2, dy = Math.max(0, 5 - h) / 2;
  for (const [line, width] of [["#000000", 4], [colour, 2]]) {
    pen.strokeStyle = line;
    pen.lineWidth = width;
    pen.strokeRect(x - dx, y - dy, w + 2 * dx, h + 2 * dy);
  }
}
