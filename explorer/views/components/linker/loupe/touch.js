// On a touch screen: the loupe is dragged over the enlarged map; lifting the finger selects the cell.

import { chooseCell } from "../choose.js";
import { hideLoupe } from "./loupe.js";

/**
 * Lets a finger drag the loupe over a chart.
 * @param {import("../hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {(event: PointerEvent) => import("../cells.js").Cell | null} hit
 * @param {(cell: import("../cells.js").Cell, event: PointerEvent) => void} show
 * @returns {void}
 */
export function dragLoupe(hub, gd, hit, show) {
  gd.style.touchAction = "none"; // or the page would scroll instead
  let cell = null;
  const move = (event) => {
    if (event.pointerType !== "touch") return;
    cell = hit(event);
    if (cell) show(cell, event);
    else hideLoupe();
  };
  const end = (event) => {
    if (event.pointerType !== "touch") return;
    hideLoupe();
    if (event.type === "pointerup" && cell) chooseCell(hub, cell);
    cell = null;
  };
  gd.addEventListener("pointerdown", move);
  gd.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) gd.addEventListener(name, end);
}
