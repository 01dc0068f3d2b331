// The surroundings of the window, enlarged, for maps with so many cells that the window is only a dot.

import { stripes } from "../shared/canvas.js";
import { clamp } from "../shared/numbers.js";
import { windowOn } from "./window.js";

const LENS_SIDE = 132, TOO_SMALL = 3;

/** The range of cells that the lens shows along one axis: as many as are still some px large, centred on the window. */
function lensSpan(taps) {
  const span = taps.at(-1) - taps[0] + 1, shown = Math.max(span + 6, 12);
  return { shown, first: Math.floor(taps[0] + span / 2 - shown / 2) };
}

/**
 * Draws the window and the cells around it; hides the figure where cells are large enough as they are.
 * @param {HTMLElement} element The slider.
 * @param {import("./window.js").Taps} taps
 * @returns {void}
 */
export function magnify(element, taps) {
  const { data, in: under } = element, figure = element.querySelector(".cnn-lens");
  figure.hidden = under.k >= TOO_SMALL;
  if (figure.hidden) return;
  const canvas = figure.querySelector("canvas"), dpr = window.devicePixelRatio || 1, pen = canvas.getContext("2d");
  const rows = lensSpan(taps.rows), cols = lensSpan(taps.cols), k = LENS_SIDE / Math.max(rows.shown, cols.shown);
  canvas.width = canvas.height = Math.round(LENS_SIDE * dpr);
  canvas.style.width = canvas.style.height = `${LENS_SIDE}px`;
  pen.setTransform(dpr, 0, 0, dpr, 0, 0);
  pen.imageSmoothingEnabled = false;
  const [high, wide] = data.size, [[top, bottom], [left, right]] = data.sides;
  const x = (col) => (col - cols.first) * k, y = (row) => (row - rows.first) * k;
  const inLens = (at) => clamp(at, 0, LENS_SIDE), start = [inLens(x(-left)), inLens(y(-top))];
  const padded = [...start, inLens(x(wide + right)) - start[0], inLens(y(high + bottom)) - start[1]];
  pen.clearRect(0, 0, LENS_SIDE, LENS_SIDE);
  pen.fillStyle = data.theme.zero;
  pen.fillRect(...padded);
  stripes(pen, ...padded, data.theme.faint);
  pen.drawImage(element.inImage, x(0), y(0), wide * k, high * k);
  windowOn(pen, data, taps, x, y, k);
}
