// Screens: what of a run is drawn, where, in which colours. Pure but for the canvases that it makes.

import { imageOf } from "../../../views/components/shared/canvas.js";
import { mapScale, planeScale } from "../../../views/components/shared/colors.js";
import { mapOf } from "./run.js";

const FULL = ["#ff0000", "#00ff00", "#0000ff"];

/**
 * A screen of the record with its run, and its steps as the functions of the app's linker know them (with `slots`). What is
 * not drawn counts as folded, so that keys pass over it.
 * @param {object} plain The whole record.
 * @param {number} at
 * @returns {object}
 */
export function screenOf(plain, at) {
  const screen = plain.screens[at], run = plain.runs[screen.run], folded = new Set(screen.folded);
  const steps = run.steps.map((step, i) => ({ ...step, slots: screen.slots[i].map((slot) => [...slot]), folded: folded.has(i) || !screen.slots[i].length }));
  const limitOf = (step, channel) => (Array.isArray(screen.limits[step]) ? screen.limits[step][channel] : screen.limits[step]);
  return { ...screen, run, steps, limitOf };
}

/**
 * Turns the column of a cell to the page with its map, if that is not drawn. The last page overlaps the one before it.
 * @param {object} screen
 * @param {import("./run.js").Cell} cell
 * @returns {boolean} Whether it was turned.
 */
export function turnTo({ steps }, { step, channel }) {
  const { slots, shape, form } = steps[step], shown = slots.length;
  if (form !== "maps" || !shown || slots.some((slot) => slot[0] === channel)) return false;
  if (slots.some((slot, i) => slot[0] !== slots[0][0] + i)) return false; // lanes of a concatenation
  const first = Math.min(Math.floor(channel / shown) * shown, shape[2] - shown), before = slots[0][0], place = slots[0].slice(1).join();
  for (const each of steps) {
    if (each.slots[0]?.slice(1).join() !== place) continue;
    for (const slot of each.slots) slot[0] += first - before;
  }
  return true;
}

/**
 * The colours of a map.
 * @param {object} screen
 * @param {object} theme
 * @param {number} step The place of the step whose numbers are drawn.
 * @param {number} channel
 * @returns {import("../../../views/components/shared/colors.js").Scale}
 */
export function scaleOf(screen, theme, step, channel) {
  if (step) return mapScale(theme.diverging, screen.limitOf(step, channel));
  return planeScale(screen.steps[0].shape[2] === 3 ? FULL[channel] : "#ffffff");
}

/**
 * A map as a canvas of one px per cell, null if the file does not have its numbers.
 * @param {object} screen
 * @param {object} theme
 * @param {number} step
 * @param {number} channel
 * @returns {HTMLCanvasElement | null}
 */
export function pictureOf(screen, theme, step, channel) {
  const values = mapOf(screen.run, step, channel), [rows, cols] = screen.steps[step].shape;
  return values && imageOf(values, rows, cols, scaleOf(screen, theme, step, channel));
}

/**
 * The photo itself, as it enters the network.
 * @param {object} screen
 * @returns {HTMLCanvasElement}
 */
export function photoOf(screen) {
  const [rows, cols, channels] = screen.steps[0].shape, planes = Array.from({ length: channels }, (_, k) => mapOf(screen.run, 0, k));
  const canvas = Object.assign(document.createElement("canvas"), { width: cols, height: rows });
  if (planes.includes(null)) return canvas;
  const pen = canvas.getContext("2d"), image = pen.createImageData(cols, rows);
  const byte = (i, c) => Math.round(255 * Math.min(Math.max(channels === 3 ? planes[c][i] : planes.reduce((all, plane) => all + plane[i], 0) / channels, 0), 1));
  for (let i = 0; i < rows * cols; i++) image.data.set([byte(i, 0), byte(i, 1), byte(i, 2), 255], 4 * i);
  pen.putImageData(image, 0, 0);
  return canvas;
}
