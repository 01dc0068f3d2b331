// The keys of the picture, and those of the whole page.

import { CELL_KEYS, cellAfterKey } from "../cells.js";
import { chooseCell } from "../choose.js";
import { wishFocus } from "../../focus/wish.js";
import { hideLoupe } from "../loupe/loupe.js";
import { showHelp } from "./help.js";

const TYPING = "input, textarea, select, [contenteditable], [role=combobox], [role=slider], [role=radiogroup], [role=tablist], dialog";

/**
 * Handles a key that is pressed on a chart.
 * @param {import("../hub.js").Hub} hub
 * @param {KeyboardEvent} event
 * @returns {void}
 */
export function chooseByKey(hub, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !hub.chosen) return;
  if (event.key === "Enter") return act(event, () => wishFocus({ open: true }));
  if (event.key === "Escape") return act(event, () => { hideLoupe(); wishFocus({ open: false }); });
  if (!CELL_KEYS.includes(event.key)) return;
  act(event, () => {
    hub.hovered = null;
    hideLoupe();
    chooseCell(hub, cellAfterKey(hub.scene.steps, hub.chosen, event.key, event.shiftKey));
  });
}

function act(event, action) {
  event.preventDefault();
  event.stopPropagation();
  action();
}

/**
 * Listens to the keys of the whole page, unless the visitor types, and to the buttons that stand for keys on a phone.
 * @param {import("../hub.js").Hub} hub
 * @returns {void}
 */
export function listenToKeys(hub) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    if (event.key === "?") act(event, showHelp);
    else if (event.key === "p" || event.key === "P") act(event, togglePresent);
  });
  document.addEventListener("cnn-explorer:step", ({ detail }) => {
    if (hub.scene && hub.chosen) chooseCell(hub, cellAfterKey(hub.scene.steps, hub.chosen, detail.key, Boolean(detail.shift)));
  });
}

/** Asks the page to change to the mode for lecturers, or back. */
function togglePresent() {
  const on = !document.documentElement.classList.contains("cnn-presenting");
  document.dispatchEvent(new CustomEvent("cnn-explorer:present", { detail: { on } }));
}
