// Paths for Plotly shapes: outlines, corner ticks, edges, hatching. All in the coordinates of the chart's axes.

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

/** The rectangle of a reach inside a slot, at least `least` px a side. */
function inSlot(step, slot, reach, least = 5) {
  const [, x, y, w, h] = slot, [rows, cols, channels] = step.shape;
  if (step.form !== "maps") {
    const unit = h / channels;
    return grownTo(x, y + reach.k0 * unit, x + w, y + (reach.k1 + 1) * unit, least);
  }
  const own = onChannel(reach, slot[0]) || reach;
  return grownTo(x + (w * own.c0) / cols, y + (h * own.r0) / rows,
    x + (w * (own.c1 + 1)) / cols, y + (h * (own.r1 + 1)) / rows, least);
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
 * Outlines of everything that a cell reads: a box on its own map, ticks on the others.
 * @param {import("./cells.js").Step[]} steps
 * @param {(import("./cells.js").Reach | undefined)[]} hulls By the place of the step.
 * @returns {string}
 */
export function readOutlines(steps, hulls) {
  let path = "";
  hulls.forEach((reach, i) => {
    const own = i === hulls.length - 1;
    for (const slot of steps[i].slots) {
      if (!shows(steps[i], slot, reach)) continue;
      const box = inSlot(steps[i], slot, reach);
      path += own ? rectPath(...box) + rectPath(slot[1] - 2, slot[2] - 2, slot[1] + slot[3] + 2, slot[2] + slot[4] + 2)
        : ticks(...box);
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
    for (const slot of slots) if (shows(steps[i], slot, reach)) path += rectPath(...inSlot(steps[i], slot, reach));
  });
  return path || NOTHING;
}

/** The steps on the screen that a step reads, straight or through steps that are not. */
function nearest(steps, i) {
  const shown = new Set();
  const walk = (j) => (steps[j].slots.length ? shown.add(j) : steps[j].sources.forEach(walk));
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
