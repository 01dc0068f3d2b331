// One map on the screen: a canvas of one px per cell, enlarged by CSS, with an outline that moves by transforms alone.

import { shade } from "../../shared/colors.js";

const STEPS = 255;

/**
 * The colors of a map as a table of STEPS entries from its low to its high end.
 * @param {object} plane Python's Plane.
 * @param {object} theme
 * @returns {{low: number, high: number, table: number[][]}}
 */
export function colorTable({ low, high, colors }, theme) {
  const ends = { grey: "#ffffff", red: "#ff5a4d", green: "#4ddb6a", blue: "#5a8cff" };
  const stops = ends[colors] ? ["#000000", ends[colors]] : colors === "weights" ? theme.weights : theme.diverging;
  const scale = { zmin: 0, zmax: STEPS - 1, colorscale: stops.map((color, n) => [n / (stops.length - 1), color]) };
  return { low, high, table: Array.from({ length: STEPS }, (_, n) => shade(scale, n)) };
}

/**
 * The color of a number.
 * @param {{low: number, high: number, table: number[][]}} colors
 * @param {number} value
 * @returns {number[]} Red, green and blue.
 */
export function tint({ low, high, table }, value) {
  const share = (value - low) / (high - low || 1);
  return table[Math.min(Math.max(Math.round(share * (STEPS - 1)), 0), STEPS - 1)] || table[STEPS >> 1];
}

/** A map on the screen. */
export class PlaneView {
  /**
   * @param {string} label For screen readers.
   * @param {[[number, number], [number, number]]} [margin] Cells of padding to show: above, below; left, right.
   */
  constructor(label, margin = [[0, 0], [0, 0]]) {
    this.margin = margin;
    this.element = document.createElement("div");
    this.element.className = "cnn-plane";
    this.element.innerHTML = `<canvas role="img"></canvas><i class="cnn-curtain"></i><i class="cnn-curtain"></i><i class="cnn-mark" hidden></i>`;
    this.canvas = this.element.firstChild;
    this.canvas.setAttribute("aria-label", label);
    [this.below, this.beside, this.marker] = this.element.querySelectorAll("i");
  }

  /** Paints `numbers` (Numbers) in `colors` (a color table). */
  paint(numbers, colors) {
    const { rows, cols, values } = numbers;
    this.rows = rows;
    this.cols = cols;
    this.canvas.width = cols;
    this.canvas.height = rows;
    const pen = this.canvas.getContext("2d"), image = pen.createImageData(cols, rows), { data } = image;
    for (let n = 0; n < rows * cols; n++) {
      if (Number.isNaN(values[n])) continue;
      const color = tint(colors, values[n]);
      data[4 * n] = color[0];
      data[4 * n + 1] = color[1];
      data[4 * n + 2] = color[2];
      data[4 * n + 3] = 255;
    }
    pen.putImageData(image, 0, 0);
  }

  /** Makes its longer side `side` px. */
  resize(side) {
    const [[top, bottom], [left, right]] = this.margin, high = this.rows + top + bottom, wide = this.cols + left + right;
    const k = (this.k = side / Math.max(high, wide));
    Object.assign(this.element.style, { width: `${wide * k}px`, height: `${high * k}px` });
    Object.assign(this.canvas.style, { width: `${this.cols * k}px`, height: `${this.rows * k}px`, left: `${left * k}px`, top: `${top * k}px` });
    this.element.classList.toggle("cnn-padded", top + bottom + left + right > 0);
  }

  /** Outlines the rows and columns `row` to `lastRow`, `col` to `lastCol`. */
  mark(row, col, lastRow = row, lastCol = col) {
    const [[top], [left]] = this.margin, k = this.k, wide = (lastCol - col + 1) * k, high = (lastRow - row + 1) * k;
    const x = Math.max(5 - wide, 0) / 2, y = Math.max(5 - high, 0) / 2;
    this.marker.hidden = lastRow < row || this.rows * this.cols === 1;
    this.marker.style.transform = `translate(${(col + left) * k - x}px, ${(row + top) * k - y}px)`;
    this.marker.style.width = `${wide + 2 * x}px`;
    this.marker.style.height = `${high + 2 * y}px`;
  }

  /** Covers all cells after (row, col) in reading order; uncovers all without them. */
  cover(row, col) {
    this.element.classList.toggle("cnn-covered", row !== undefined);
    if (row === undefined) return;
    const { k } = this;
    Object.assign(this.below.style, { top: `${(row + 1) * k}px`, height: `${(this.rows - row - 1) * k}px`, left: 0, width: "100%" });
    Object.assign(this.beside.style, { top: `${row * k}px`, height: `${k}px`, left: `${(col + 1) * k}px`, width: `${(this.cols - col - 1) * k}px` });
  }

  /** Row and column under the pointer, within the map. */
  cellAt(event) {
    const box = this.canvas.getBoundingClientRect(), inside = (share, length) => Math.min(Math.max(Math.floor(share * length), 0), length - 1);
    return [inside((event.clientY - box.top) / box.height, this.rows), inside((event.clientX - box.left) / box.width, this.cols)];
  }
}
