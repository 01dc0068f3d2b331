// The loupe: 9 x 9 cells around the one under the pointer, its name and its number.

import { YELLOW, stripes } from "../../../views/components/shared/canvas.js";
import { cssColor, shade } from "../../../views/components/shared/colors.js";
import { el } from "./dom.js";

const CELLS = 9, SIDE = 16, AWAY = 20, STRIPES = "#8a94a0"; // px: a cell, and the distance from the pointer

/** The element, made when it is first needed. */
function box() {
  const there = document.querySelector(".cnn-loupe");
  if (there) return there;
  const canvas = el("canvas", { width: 2 * CELLS * SIDE, height: 2 * CELLS * SIDE });
  canvas.getContext("2d").scale(2, 2);
  const loupe = el("div", { className: "cnn-loupe", "aria-hidden": "true" }, canvas, el("p", {}, el("span"), el("b")));
  document.body.append(loupe);
  return loupe;
}

function draw(canvas, { values, rows, cols, scale }, row, col) {
  const pen = canvas.getContext("2d"), whole = CELLS * SIDE, half = CELLS >> 1;
  pen.clearRect(0, 0, whole, whole);
  stripes(pen, 0, 0, whole, whole, STRIPES);
  for (let at = 0; at < CELLS * CELLS; at++) {
    const r = Math.floor(at / CELLS), c = at % CELLS, [i, j] = [row - half + r, col - half + c];
    if (i < 0 || j < 0 || i >= rows || j >= cols) continue;
    pen.fillStyle = cssColor(shade(scale, values[i * cols + j]));
    pen.fillRect(c * SIDE, r * SIDE, SIDE, SIDE);
  }
  for (const [colour, width] of [["#000000", 4], [YELLOW, 2]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.strokeRect(half * SIDE, half * SIDE, SIDE, SIDE);
  }
}

/**
 * Shows the loupe beside the pointer, on the side where it fits; above a finger.
 * @param {{map: object | null, row: number, col: number, words: string, value: string}} shown Without a map it has words alone.
 * @param {PointerEvent} event
 * @returns {void}
 */
export function showLoupe({ map, row, col, words, value }, event) {
  const loupe = box(), canvas = loupe.firstChild, [name, number] = loupe.lastChild.children;
  canvas.hidden = !map;
  if (map) draw(canvas, map, row, col);
  name.textContent = words;
  number.textContent = value;
  loupe.hidden = false;
  const { offsetWidth: wide, offsetHeight: high } = loupe, touch = event.pointerType === "touch";
  const right = event.clientX + AWAY + wide <= innerWidth, under = !touch && event.clientY + AWAY + high <= innerHeight;
  const left = right ? event.clientX + AWAY : Math.max(event.clientX - AWAY - wide, 4);
  const top = under ? event.clientY + AWAY : Math.max(event.clientY - (touch ? 3 : 1) * AWAY - high, 4);
  loupe.style.transform = `translate(${left}px, ${top}px)`;
}

/**
 * Takes the loupe away.
 * @returns {void}
 */
export const hideLoupe = () => document.querySelector(".cnn-loupe")?.setAttribute("hidden", "");
