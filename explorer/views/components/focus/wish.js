// Wishes to open the focus. It is sent after the maps and the rail, so one may come before it is there: it is kept until then.

import { sameCell } from "../linker/cells.js";

let kept = null;

/**
 * Asks the focus to open or to close.
 * @param {{open: boolean, slide?: boolean}} detail With `slide` its window begins to slide.
 * @returns {void}
 */
export function wishFocus(detail) {
  const heard = !document.dispatchEvent(new CustomEvent("cnn-explorer:focus", { detail, cancelable: true }));
  kept = !heard && detail.open ? { detail, cell: window.__cnnExplorer?.chosen } : null;
}

/**
 * The wish that nobody heard, once, if it was for this cell: whoever has selected another one since wants that no more.
 * @param {import("../linker/cells.js").Cell} cell The selected one.
 * @returns {{open: boolean, slide?: boolean} | null}
 */
export function keptWish(cell) {
  const wish = kept;
  kept = null;
  return wish && (!wish.cell || sameCell(wish.cell, cell)) ? wish.detail : null;
}
