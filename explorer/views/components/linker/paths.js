// Paths for Plotly shapes: outlines, corner ticks, edges, hatching. All in the coordinates of the chart's axes.

import { sameColumn } from "./cells.js";
import { onChannel } from "./reads.js";

/**
 * The path that draws nothing.
 * @type {string}
 */
export const NOTHING = "M0,0";

/**
 * A rectangle between two corners.
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @returns {string}
 */
export const rectPath = (x0, y0, x1, y1) => `M${x0},${y0}H${x1}V${y1}H${x0}Z`;

/** The four corners of a rectangle, so that many outlines do not crowd the chart. */
function ticks(x0, y0, x1, y1) {
  const w = Math.min((x1 - x0) / 2, 5), h = Math.min((y1 - y0) / 2, 5);
  return `M${x0},${y0 + h}V${y0}H${x0 + w}M${x1 - w},${y0}H${x1}V${y0 + h}` +
    `M${x1},${y1 - h}V${y1}H${x1 - w}M${x0 + w},${y1}H${x0}V${y1 - h}`;
}

/** The rectangle of a reach inside a slot, in its true size. */
function inSlot(step, slot, reach) {
  const [, x, y, w, h] = slot, [rows, cols, channels] = step.shape;
  if (step.form !== "maps" && w > h && step.form === "strip") { // a phone's strip lies
    const unit = w / channels;
    return [x + reach.k0 * unit, y, x + (reach.k1 + 1) * unit, y + h];
  }
  if (step.form !== "maps") {
    const unit = h / channels;
    return [x, y + reach.k0 * unit, x + w, y + (reach.k1 + 1) * unit];
  }
  const own = onChannel(reach, slot[0]) || reach;
  return [x + (w * own.c0) / cols, y + (h * own.r0) / rows, x + (w * (own.c1 + 1)) / cols, y + (h * (own.r1 + 1)) / rows];
}

const SMALL = 6, ARM = 6, APART = 3; // px: what is smaller gets a crosshair; its arms, and their distance

/** What marks a box: `outline` draws it; a box that is too small to be seen gets a crosshair, not a larger box. */
function marked(box, outline) {
  const [x0, y0, x1, y1] = box.map((value) => Math.round(value * 10) / 10);
  return x1 - x0 < SMALL || y1 - y0 < SMALL ? crosshair(x0, y0, x1, y1) : outline(x0, y0, x1, y1);
}

/**
 * Four arms around a box; only those to its sides where it is wide.
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {number} [apart] From the box.
 * @param {number} [arm] Length of an arm.
 * @returns {string}
 */
export function crosshair(x0, y0, x1, y1, apart = APART, arm = ARM) {
  const cx = (x0 + x1) / 2, cy = (y0 + y1) / 2;
  const sides = `M${x0 - apart - arm},${cy}H${x0 - apart}M${x1 + apart},${cy}H${x1 + apart + arm}`;
  const ends = `M${cx},${y0 - apart - arm}V${y0 - apart}M${cx},${y1 + apart}V${y1 + apart + arm}`;
  return x1 - x0 >= 2 * SMALL ? sides : sides + ends;
}

/**
 * A box about the same middle with sides of at least `least`, to a tenth.
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {number} least
 * @returns {[number, number, number, number]}
 */
export function grownTo(x0, y0, x1, y1, least) {
  const dx = Math.max(0, least - (x1 - x0)) / 2, dy = Math.max(0, least - (y1 - y0)) / 2;
  const r = (v) => Math.round(v * 10) / 10;
  return [r(x0 - dx), r(y0 - dy), r(x1 + dx), r(y1 + dy)];
}

const shows = (step, slot, reach) => step.form !== "maps" || onChannel(reach, slot[0]) !== null;

/**
 * Outlines of a cell: the cell on its map, and the frame of the map.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @returns {string}
 */
export function ownOutlines(steps, { step, row, col, channel }) {
  const reach = { r0: row, r1: row, c0: col, c1: col, k0: channel, k1: channel };
  const shown = steps[step].slots.filter((slot) => shows(steps[step], slot, reach));
  const frame = ([, x, y, w, h]) => rectPath(x - 2, y - 2, x + w + 2, y + h + 2);
  return shown.map((slot) => marked(inSlot(steps[step], slot, reach), rectPath) + frame(slot)).join("") || NOTHING;
}

/**
 * Outlines of what a cell reads: of everything, or of the maps that it reads directly.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @param {(import("./cells.js").Reach | undefined)[]} hulls By the place of the step.
 * @param {boolean} everything
 * @returns {string}
 */
export function readOutlines(steps, cell, hulls, everything) {
  const direct = nearest(steps, cell.step), own = steps[cell.step];
  let path = "";
  hulls.forEach((reach, i) => {
    if (i === cell.step || sameColumn(steps[i], own) || !(everything || direct.has(i))) return;
    for (const slot of steps[i].slots) {
      if (shows(steps[i], slot, reach)) path += marked(inSlot(steps[i], slot, reach), ticks);
    }
  });
  return path || NOTHING;
}

/**
 * Outlines of everything that reads a cell; layers that read it with all their cells are left out.
 * @param {import("./cells.js").Step[]} steps
 * @param {(import("./cells.js").Reach | undefined)[]} hulls By the place of the step.
 * @returns {string}
 */
export function feedOutlines(steps, hulls) {
  let path = "";
  hulls.forEach((reach, i) => {
    const { shape, slots, form } = steps[i];
    const all = reach.r0 === 0 && reach.c0 === 0 && reach.r1 === shape[0] - 1 && reach.c1 === shape[1] - 1;
    if (all && form !== "maps" && reach.k0 === 0 && reach.k1 === shape[2] - 1) return;
    for (const slot of slots) if (shows(steps[i], slot, reach)) path += marked(inSlot(steps[i], slot, reach), rectPath);
  });
  return path || NOTHING;
}

/** The steps on the screen that a step reads, straight or through steps that are hidden or in its own column. */
function nearest(steps, i) {
  const shown = new Set();
  const beside = (j) => steps[j].slots.length && !sameColumn(steps[j], steps[i]);
  const walk = (j) => (beside(j) ? shown.add(j) : (steps[j].sources || []).forEach(walk));
  (steps[i].sources || []).forEach(walk);
  return shown;
}

/**
 * The edges into the cell's own map, from every map in the columns below that it reads.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @param {(import("./cells.js").Reach | undefined)[]} hulls By the place of the step.
 * @returns {string}
 */
export function ownEdges(steps, cell, hulls) {
  const step = steps[cell.step];
  const target = step.slots.find((slot) => step.form !== "maps" || slot[0] === cell.channel);
  if (!target) return NOTHING;
  let path = "";
  for (const i of nearest(steps, cell.step)) {
    for (const slot of steps[i].slots) {
      if (!hulls[i] || !shows(steps[i], slot, hulls[i])) continue;
      const x0 = slot[1] + slot[3] + 1, y0 = slot[2] + slot[4] / 2, x1 = target[1] - 1, y1 = target[2] + target[4] / 2;
      const mid = (x0 + x1) / 2;
      path += `M${x0},${y0}C${mid},${y0} ${mid},${y1} ${x1},${y1}`;
    }
  }
  return path || NOTHING;
}

/** Diagonal lines across a rectangle, `gap` apart. */
function hatch(x0, y0, x1, y1, gap) {
  let path = "";
  const w = x1 - x0, h = y1 - y0;
  for (let d = gap / 2; d < w + h; d += gap) {
    const sx = x0 + Math.min(d, w), sy = y0 + Math.max(0, d - w);
    const ex = x0 + Math.max(0, d - h), ey = y0 + Math.min(d, h);
    path += `M${sx},${sy}L${ex},${ey}`;
  }
  return path;
}

/**
 * The parts of `box` that lie outside a map, hatched.
 * @param {[number, number, number, number]} box Edges x0, y0, x1, y1.
 * @param {number} rows
 * @param {number} cols
 * @returns {string}
 */
export function paddingPath(box, rows, cols) {
  const [x0, y0, x1, y1] = box, left = -0.5, top = -0.5, right = cols - 0.5, bottom = rows - 0.5;
  const gap = Math.max(rows, cols) / 45;
  const inner = [Math.max(y0, top), Math.min(y1, bottom)];
  let path = "";
  if (y0 < top) path += hatch(x0, y0, x1, Math.min(top, y1), gap);
  if (y1 > bottom) path += hatch(x0, Math.max(bottom, y0), x1, y1, gap);
  if (x0 < left && inner[1] > inner[0]) path += hatch(x0, inner[0], Math.min(left, x1), inner[1], gap);
  if (x1 > right && inner[1] > inner[0]) path += hatch(Math.max(right, x0), inner[0], x1, inner[1], gap);
  return path;
}
