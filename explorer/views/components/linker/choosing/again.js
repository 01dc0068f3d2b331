// Whether a click on the selected map opens it up, or selects another of its cells. Pure: no page, no hub.

import { sameCell } from "../cells.js";

const AIMED = 6; // px: a hand cannot aim at a smaller cell twice
const NEAR = 3; // px between two clicks that are meant for the same place

/**
 * The rule of the second click: it opens the map if it falls on the selected cell again, or, where cells are drawn smaller than
 * 6 px, on the same map within 3 px of the click that selected it; otherwise it selects the cell that it falls on.
 * @param {import("../cells.js").Cell} hit The cell under the pointer.
 * @param {import("../cells.js").Cell | null} chosen The selected one.
 * @param {{x: number, y: number}} at Where the pointer is.
 * @param {{x: number, y: number, cell: import("../cells.js").Cell} | null} last The click before, and the cell that it selected.
 * @param {number} side Of a cell of this map on the screen, in px.
 * @returns {boolean}
 */
export function opensMap(hit, chosen, at, last, side) {
  if (sameCell(hit, chosen)) return true;
  if (!last || side >= AIMED || !sameCell(last.cell, chosen)) return false;
  return hit.step === chosen.step && hit.channel === chosen.channel && Math.hypot(at.x - last.x, at.y - last.y) <= NEAR;
}
