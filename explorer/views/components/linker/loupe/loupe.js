// The loupe: 9 x 9 cells around the one under the pointer, and the number in the middle.

import { YELLOW, stripes } from "../../shared/canvas.js";
import { cssColor, mapScale, planeScale, shade } from "../../shared/colors.js";
import { numberText } from "../../shared/numbers.js";
import { matrixOf } from "../../shared/packed.js";
import { sameCell } from "../cells.js";
import { cellWords } from "../words.js";
import { fetchValues } from "./fetching.js";
import { valueOf, valueText, valuesIn } from "./values.js";

const WHEN_STILL = ": its number appears once the maps stop changing";
const CELLS = 9, SIDE = 16, AWAY = 20; // px: a cell, and the distance from the pointer

/** @typedef {{rows: number, cols: number, scale: import("../../shared/colors.js").Scale, at: (row: number, col: number) => number}} Grid */

/**
 * Shows the loupe on a cell of the overview.
 * @param {import("../hub.js").Hub} hub
 * @param {import("../cells.js").Cell} cell
 * @param {MouseEvent} event
 * @returns {void}
 */
export function showCell(hub, cell, event) {
  const { steps } = hub.scene, step = steps[cell.step], maps = step.form === "maps";
  const slot = maps ? step.slots.find((each) => each[0] === cell.channel) : step.slots[0];
  const values = slot && valuesIn(hub, slot);
  const name = cellWords(steps, cell);
  if (hub.framed) return place(event, null, `${name}${WHEN_STILL}`, "");
  if (!values) {
    place(event, null, name, "");
    hub.awaited = () => { if (sameCell(hub.hovered, cell)) showCell(hub, cell, event); };
    fetchValues(hub);
    return;
  }
  const [row, col] = maps ? [cell.row, cell.col] : [cell.channel, 0], code = values.codes[row * values.cols + col];
  if (values.texts) return place(event, null, "", values.texts[row]);
  const at = (r, c) => valueOf(values.codes[r * values.cols + c]);
  const scale = values.full ? planeScale(values.full) : mapScale(hub.values.colors, values.limit);
  const grid = { rows: values.rows, cols: values.cols, scale, at };
  place(event, maps ? drawn(grid, row, col) : null, `${name}: `, valueText(code));
}

/**
 * Shows the loupe on a cell of the enlarged map, whose numbers are those of its chart; vectors are laid out row by row.
 * @param {import("../hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {import("../cells.js").Cell} cell
 * @param {MouseEvent} event
 * @returns {void}
 */
export function showEnlarged(hub, gd, cell, event) {
  if (hub.framed && gd.closest(".st-key-map_row")) return place(event, null, `${cellWords(hub.scene.steps, cell)}${WHEN_STILL}`, "");
  const [trace] = gd.data, shape = hub.scene.steps[cell.step].shape;
  if (trace.dx || (shape[0] === 1 && shape[1] === 1)) return hideLoupe(); // blocks of cells, or a vector
  const z = (trace.matrix ??= matrixOf(trace.z)), { zmin, zmax, colorscale } = trace;
  const grid = { rows: shape[0], cols: shape[1], scale: { zmin, zmax, colorscale }, at: (row, col) => z[row][col] };
  place(event, drawn(grid, cell.row, cell.col), `${cellWords(hub.scene.steps, cell)}: `, numberText(z[cell.row][cell.col]));
}

/**
 * Shows words alone: what a zone of the overview stands for.
 * @param {string} words
 * @param {MouseEvent} event
 * @returns {void}
 */
export const showWords = (words, event) => place(event, null, words, "");

/**
 * Takes the loupe away.
 * @returns {void}
 */
export function hideLoupe() {
  document.querySelector(".cnn-loupe")?.setAttribute("hidden", "");
}

function box() {
  const there = document.querySelector(".cnn-loupe");
  if (there) return there;
  const loupe = document.createElement("div");
  loupe.className = "cnn-loupe";
  loupe.setAttribute("aria-hidden", "true"); // the selected cell is announced; what the pointer passes would be noise
  loupe.innerHTML = "<canvas></canvas><p><span></span><b></b></p>";
  const canvas = loupe.querySelector("canvas"), dpr = window.devicePixelRatio || 1;
  canvas.width = canvas.height = CELLS * SIDE * dpr;
  canvas.getContext("2d").scale(dpr, dpr);
  return document.body.appendChild(loupe);
}

/** A function that draws the cells around one; those outside of the map are hatched. */
const drawn = (grid, row, col) => (canvas) => {
  const pen = canvas.getContext("2d"), whole = CELLS * SIDE, half = CELLS >> 1;
  pen.clearRect(0, 0, whole, whole);
  stripes(pen, 0, 0, whole, whole, "#8a94a0");
  for (let r = 0; r < CELLS; r++) {
    for (let c = 0; c < CELLS; c++) {
      const [i, j] = [row - half + r, col - half + c];
      if (i < 0 || j < 0 || i >= grid.rows || j >= grid.cols) continue;
      pen.fillStyle = cssColor(shade(grid.scale, grid.at(i, j)));
      pen.fillRect(c * SIDE, r * SIDE, SIDE, SIDE);
    }
  }
  const at = half * SIDE;
  for (const [color, width] of [["#000000", 4], [YELLOW, 2]]) {
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.strokeRect(at, at, SIDE, SIDE);
  }
};

/** Fills the loupe and puts it beside the pointer, on the side where it fits; never under the pointer. */
function place(event, draw, words, value) {
  const loupe = box(), canvas = loupe.firstChild, [name, number] = loupe.lastChild.children;
  canvas.hidden = !draw;
  if (draw) draw(canvas);
  name.textContent = words;
  number.textContent = value;
  loupe.hidden = false;
  const { offsetWidth: wide, offsetHeight: high } = loupe, touch = event.pointerType === "touch";
  const right = event.clientX + AWAY + wide <= window.innerWidth, below = !touch && event.clientY + AWAY + high <= window.innerHeight;
  const left = right ? event.clientX + AWAY : Math.max(event.clientX - AWAY - wide, 4);
  const top = below ? event.clientY + AWAY : Math.max(event.clientY - (touch ? 3 : 1) * AWAY - high, 4);
  loupe.style.transform = `translate(${left}px, ${top}px)`;
}
