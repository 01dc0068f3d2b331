// The line of text below the overview, which describes what the pointer is on.

import { reaches } from "./reads.js";

const COLOURS = ["red", "green", "blue"];
const span = (what, a, b) => (a === b ? `${what} ${a}` : `${what}s ${a}–${b}`);

/**
 * A cell in words.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @returns {string}
 */
export function cellWords(steps, cell) {
  const step = steps[cell.step], [rows, cols, channels] = step.shape;
  if (rows === 1 && cols === 1) return `${step.name}, unit ${cell.channel}`;
  const what = cell.step === 0 ? (channels === 3 ? COLOURS[cell.channel] : "grey") : `map ${cell.channel}`;
  return `${step.name}, ${what}, row ${cell.row}, column ${cell.col}`;
}

/**
 * A cell and what it reads of the image, in words.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @returns {string}
 */
export function readWords(steps, cell) {
  if (!cell.step) return cellWords(steps, cell);
  const reach = reaches(steps, cell)[0];
  if (!reach) return `${cellWords(steps, cell)} reads nothing but padding`;
  return `${cellWords(steps, cell)} reads ${span("row", reach.r0, reach.r1)}, ${span("column", reach.c0, reach.c1)} of the image: ` +
    `${reach.r1 - reach.r0 + 1} × ${reach.c1 - reach.c0 + 1} px`;
}

const FINGER = "Tap a map, then tap a cell in the enlarged one.";
const MOUSE = "Point at a square to see what it reads. Click to keep it; arrow keys move it, [ ] change the map, + − the layer.";

/**
 * Writes the line.
 * @param {import("./hub.js").Hub} hub
 * @returns {void}
 */
export function writeReadout(hub) {
  const line = document.querySelector(".cnn-readout");
  if (!line || !hub.scene) return;
  let text = window.matchMedia("(hover: none), (max-width: 640px)").matches ? FINGER : MOUSE;
  if (hub.hovered) text = readWords(hub.scene.steps, hub.hovered);
  else if (hub.zone) text = hub.zone.words;
  if (line.textContent !== text) line.textContent = text;
}
