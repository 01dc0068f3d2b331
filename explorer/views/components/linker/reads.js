// What a cell reads, computed step by step from the look-up tables that Python sends (explorer/figures/overview/linking.py).
// A Part holds which rows and columns of one step are read (sorted lists) and which channels (k0 to k1).

import { copiedFrom, copiedTo, runs } from "./moves.js";

/** @typedef {{rows: number[], cols: number[], k0: number, k1: number}} Part Rows, columns, first and last channel. */

/** The part that is the cell itself. */
const onlyThis = ({ row, col, channel }) => ({ rows: [row], cols: [col], k0: channel, k1: channel });

/** The rows or columns one step down that those in `set` read, the same without a table; empty if they read only padding. */
function chain(table, set) {
  if (!table) return set;
  const [first, last, stride] = table;
  const read = new Set();
  for (const i of set) {
    if (first[i] < 0) continue;
    for (let j = first[i]; j <= last[i]; j += stride) read.add(j);
  }
  return [...read].sort((a, b) => a - b);
}

/** The channels that those from `k0` to `k1` read, as runs. */
function channelsBelow(step, below, k0, k1) {
  if (step.channels === "all") return [[0, below.shape[2] - 1]];
  if (step.channels === "own") return [[k0, k1]];
  const read = new Set();
  for (const [first, last] of step.channels.slice(k0, k1 + 1)) for (let k = first; k <= last; k++) read.add(k);
  return runs([...read].sort((a, b) => a - b));
}

const range = (length) => Array.from({ length }, (_, i) => i);

/** What a part reads one step down: several parts where these are not a product; none if it reads only padding. */
function down(step, below, reach) {
  const [rows, cols, channels] = below.shape;
  if (step.moves) return copiedFrom(step.moves, step.shape, reach);
  if (step.channels === "flatten") {
    const whole = reach.k0 === 0 && reach.k1 === rows * cols * channels - 1;
    return whole ? [{ rows: range(rows), cols: range(cols), k0: 0, k1: channels - 1 }] : copiedTo({ flat: true }, below.shape, reach);
  }
  const r = chain(step.rows, reach.rows), c = chain(step.cols, reach.cols);
  if (!r.length || !c.length) return [];
  return channelsBelow(step, below, reach.k0, reach.k1).map(([k0, k1]) => ({ rows: r, cols: c, k0, k1 }));
}

/** A part of one step as one of another: along axes where one of them is 1 long and the other is not, all of it. */
function spread(from, to, reach) {
  const along = (axis, set) => (from.shape[axis] === to.shape[axis] ? set : range(to.shape[axis]));
  const [k0, k1] = from.shape[2] === to.shape[2] ? [reach.k0, reach.k1] : [0, to.shape[2] - 1];
  return { rows: along(0, reach.rows), cols: along(1, reach.cols), k0, k1 };
}

/** What a part reads of the source at `place`, as parts; none if nothing, or only padding. */
function downTo(steps, i, place, reach) {
  const step = steps[i], below = steps[step.sources[place]];
  if (step.channels === "spread") return [spread(step, below, reach)];
  if (step.channels !== "join") return down(step, below, reach);
  const k0 = Math.max(reach.k0 - step.offsets[place], 0), k1 = Math.min(reach.k1 - step.offsets[place], below.shape[2] - 1);
  return k0 > k1 ? [] : [{ ...reach, k0, k1 }];
}

const ends = ({ rows, cols, k0, k1 }) =>
  ({ r0: rows[0], r1: rows[rows.length - 1], c0: cols[0], c1: cols[cols.length - 1], k0, k1 });

/** The smallest box around boxes of first and last rows, columns and channels. */
function around(boxes) {
  const least = (name) => Math.min(...boxes.map((box) => box[name]));
  const most = (name) => Math.max(...boxes.map((box) => box[name]));
  return { r0: least("r0"), r1: most("r1"), c0: least("c0"), c1: most("c1"), k0: least("k0"), k1: most("k1") };
}

/** The hull of several parts; `boxes` are their own hulls, if there is more than one. */
function hull(parts) {
  const boxes = parts.map(ends);
  return boxes.length > 1 ? { ...around(boxes), boxes } : boxes[0];
}

/**
 * The part of a hull that lies on one channel, or null.
 * @param {import("./cells.js").Reach} reach
 * @param {number} channel
 * @returns {import("./cells.js").Box | null}
 */
export function onChannel(reach, channel) {
  const boxes = (reach.boxes || [reach]).filter((box) => box.k0 <= channel && channel <= box.k1);
  return boxes.length ? around(boxes) : null;
}

const holds = (all, some) => { const members = new Set(all); return some.every((each) => members.has(each)); };
const within = (a, b) => a.k0 >= b.k0 && a.k1 <= b.k1 && holds(b.rows, a.rows) && holds(b.cols, a.cols);

/** Adds a part, unless another contains it, and removes the parts that it contains. */
function added(parts, reach) {
  if (!parts) return [reach];
  if (parts.some((part) => within(reach, part))) return parts;
  return [...parts.filter((part) => !within(part, reach)), reach];
}

/**
 * What a cell reads of every step up to its own, exactly.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @returns {(Part[] | undefined)[]} By the place of the step; missing where nothing is read.
 */
export function partsRead(steps, cell) {
  const parts = [];
  parts[cell.step] = [onlyThis(cell)];
  for (let i = cell.step; i >= 0; i--) {
    (steps[i].sources || []).forEach((source, place) => {
      for (const part of parts[i] || []) {
        for (const below of downTo(steps, i, place, part)) parts[source] = added(parts[source], below);
      }
    });
  }
  return parts;
}

/**
 * What a cell reads of every step up to its own.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @returns {(import("./cells.js").Reach | undefined)[]} Hulls by the place of the step; missing where nothing is read.
 */
export const reaches = (steps, cell) => partsRead(steps, cell).map(hull);

/** The rows or columns that read any of those in `set`. */
function readers(table, set) {
  if (!table) return set;
  const [first, last, stride] = table;
  const above = [];
  for (let i = 0; i < first.length; i++) {
    if (first[i] >= 0 && set.some((j) => j >= first[i] && j <= last[i] && (j - first[i]) % stride === 0)) above.push(i);
  }
  return above;
}

/** The channels that read any of those from `k0` to `k1`, as runs. */
function channelsAbove(step, k0, k1) {
  if (step.channels === "all") return [[0, step.shape[2] - 1]];
  if (step.channels === "own") return [[k0, k1]];
  return runs(step.channels.map(([low, high], k) => (high >= k0 && low <= k1 ? k : -1)).filter((k) => k >= 0));
}

/** What reads a part one step up, as parts; none if nothing does. */
function up(step, below, reach) {
  if (step.moves) return copiedTo(step.moves, step.shape, reach);
  if (step.channels === "flatten") return copiedFrom({ flat: true }, below.shape, reach);
  const r = readers(step.rows, reach.rows), c = readers(step.cols, reach.cols);
  if (!r.length || !c.length) return [];
  return channelsAbove(step, reach.k0, reach.k1).map(([k0, k1]) => ({ rows: r, cols: c, k0, k1 }));
}

/** What reads a part of the source at `place`, as parts. */
function upFrom(steps, i, place, reach) {
  const step = steps[i];
  if (step.channels === "spread") return [spread(steps[step.sources[place]], step, reach)];
  if (step.channels !== "join") return up(step, steps[step.sources[place]], reach);
  return [{ ...reach, k0: reach.k0 + step.offsets[place], k1: reach.k1 + step.offsets[place] }];
}

/**
 * What of every later step reads a cell.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @returns {(import("./cells.js").Reach | undefined)[]} Hulls by the place of the step; missing where nothing reads it.
 */
export function feeds(steps, cell) {
  const hulls = [], parts = [];
  parts[cell.step] = [onlyThis(cell)];
  for (let i = cell.step + 1; i < steps.length; i++) {
    steps[i].sources.forEach((source, place) => {
      for (const part of parts[source] || []) {
        for (const reach of upFrom(steps, i, place, part)) parts[i] = added(parts[i], reach);
      }
    });
    if (parts[i]) hulls[i] = hull(parts[i]);
  }
  return hulls;
}
