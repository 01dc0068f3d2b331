// Cells, and how one leads to another. Pure: no page, no hub.

import { clamp } from "../shared/numbers.js";

/**
 * One step of the network: what Python sends of it (explorer/figures/overview/linking.py), and where it is drawn.
 * @typedef {object} Step
 * @property {string} path
 * @property {string} name
 * @property {[number, number, number]} shape Rows, columns, channels; a vector is 1 x 1 x n.
 * @property {"maps" | string} form How it is drawn; other forms than "maps" are one column for all channels.
 * @property {"all" | "own" | "flatten" | "join" | "spread" | [number, number][]} [channels] Which channels a channel reads; pairs are first, last.
 * @property {Table} [rows] What its rows read one step down.
 * @property {Table} [cols] What its columns read one step down.
 * @property {import("./moves.js").Moves} [moves] How a step moves cells about, whose channels, rows and columns then do not say it.
 * @property {number[]} [sources] The places of the steps that it reads.
 * @property {number[]} [offsets] Of a joining step: the channel to which channel 0 of each source goes.
 * @property {Slot[]} slots Its pictures.
 * @property {boolean} [folded] Whether it is folded into another column.
 */

/** @typedef {[number[], number[], number] | null} Table First and last cell read per output cell, and their distance; null: its own. */

/** @typedef {[number, number, number, number, number]} Slot First channel, x, y, width, height in px. */

/** @typedef {{step: number, row: number, col: number, channel: number}} Cell `step` is the place of its step. */

/**
 * The first and the last row, column and channel of what is read, counted from 0.
 * @typedef {{r0: number, r1: number, c0: number, c1: number, k0: number, k1: number}} Box
 */

/** @typedef {Box & {boxes?: Box[]}} Reach The hull; `boxes` are those of several ways that lead there. */

/**
 * Whether the network on the screen has this cell.
 * @param {{steps: Step[]} | null} scene
 * @param {Cell | null} cell
 * @returns {boolean}
 */
export function hasCell(scene, cell) {
  const step = cell && scene && scene.steps[cell.step];
  return Boolean(step) && cell.row < step.shape[0] && cell.col < step.shape[1] && cell.channel < step.shape[2];
}

/**
 * Whether both are one cell, or both none.
 * @param {Cell | null} a
 * @param {Cell | null} b
 * @returns {boolean}
 */
export const sameCell = (a, b) => a === b || (a && b && a.step === b.step && a.row === b.row && a.col === b.col && a.channel === b.channel);

/**
 * Whether a map of this shape has the row and the column.
 * @param {number[]} shape
 * @param {number} row
 * @param {number} col
 * @returns {boolean}
 */
export const onMap = (shape, row, col) => row >= 0 && col >= 0 && row < shape[0] && col < shape[1];

/**
 * Whether two steps share a column of the overview.
 * @param {Step} a
 * @param {Step} b
 * @returns {boolean}
 */
export const sameColumn = (a, b) => Boolean(a.slots?.length && b.slots?.length) && a.slots[0].join() === b.slots[0].join();

/**
 * The cell of another step that lies where `cell` does; the middle of its map where there is none.
 * @param {Step[]} steps
 * @param {Cell | null} cell
 * @param {number} step The place of the other step.
 * @returns {Cell}
 */
export function cellInStep(steps, cell, step) {
  const to = steps[step].shape;
  if (!cell) return { step, row: to[0] >> 1, col: to[1] >> 1, channel: 0 };
  const from = steps[cell.step].shape;
  const scaled = (value, i) =>
    clamp(from[i] > 1 ? Math.round((value / (from[i] - 1)) * (to[i] - 1)) : to[i] >> 1, 0, to[i] - 1);
  return { step, row: scaled(cell.row, 0), col: scaled(cell.col, 1), channel: clamp(cell.channel, 0, to[2] - 1) };
}

/**
 * The keys that lead from one cell to another.
 * @type {string[]}
 */
export const CELL_KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "[", "]", "+", "-", "="];

/** What the keys change, and by how much; with Shift the arrows change the map and the layer. */
const MOVES = { ArrowUp: ["row", -1], ArrowDown: ["row", 1], ArrowLeft: ["col", -1], ArrowRight: ["col", 1],
  "[": ["channel", -1], "]": ["channel", 1], "-": ["layer", -1], "+": ["layer", 1], "=": ["layer", 1] };
const SHIFTED = { ArrowUp: ["channel", -1], ArrowDown: ["channel", 1], ArrowLeft: ["layer", -1], ArrowRight: ["layer", 1] };

/**
 * The cell that a key leads to: arrows in the map, with Shift through maps and layers; also brackets, plus and minus.
 * @param {Step[]} steps
 * @param {Cell} cell
 * @param {string} name One of CELL_KEYS.
 * @param {boolean} shift
 * @returns {Cell}
 */
export function cellAfterKey(steps, cell, name, shift) {
  const [what, by] = (shift && SHIFTED[name]) || MOVES[name], shape = steps[cell.step].shape;
  if (what === "layer") return cellInLayer(steps, cell, by);
  const vector = shape[0] === 1 && shape[1] === 1, axis = vector ? "channel" : what;
  return { ...cell, [axis]: clamp(cell[axis] + by, 0, shape[{ row: 0, col: 1, channel: 2 }[axis]] - 1) };
}

/** The cell in the next layer, or in the one before; what is folded into a column is passed over. */
function cellInLayer(steps, cell, by) {
  let to = cell.step + by;
  while (steps[to] && (steps[to].folded || sameColumn(steps[to], steps[cell.step]))) to += by;
  return steps[to] ? cellInStep(steps, cell, to) : cell;
}
