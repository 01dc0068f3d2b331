// How the focus opens out of a map of the overview, and closes into it again.

import { chartOf, isDrawn } from "../linker/charts.js";
import { calm } from "./drawing/calm.js";

const OPENING = 400, CLOSING = 240; // ms
const EASE = "cubic-bezier(0.16, 0.84, 0.3, 1)";

/**
 * The box of the selected map in the overview, in px of the window; null where it is not drawn.
 * @param {import("../linker/hub.js").Hub} hub
 * @returns {DOMRect | null}
 */
export function tileBox(hub) {
  const gd = chartOf("overview"), step = hub?.chosen && hub.scene.steps[hub.chosen.step];
  if (!step || !isDrawn(gd)) return null;
  const slot = step.slots.find((each) => each[0] === hub.chosen.channel) || step.slots[0];
  if (!slot) return null;
  const box = gd.getBoundingClientRect(), { xaxis, yaxis } = gd._fullLayout, [, x, y, w, h] = slot;
  const left = box.left + xaxis._offset + xaxis.d2p(x), top = box.top + yaxis._offset + yaxis.d2p(y);
  return new DOMRect(left, top, Math.abs(xaxis.d2p(x + w) - xaxis.d2p(x)), Math.abs(yaxis.d2p(y + h) - yaxis.d2p(y)));
}

/**
 * Parts the overview around the map, so that it steps back; or brings it together again.
 * @param {DOMRect | null} tile
 * @param {boolean} open
 * @returns {void}
 */
export function partPage(tile, open) {
  const overview = document.querySelector(".st-key-overview");
  if (overview && tile && open) {
    const box = overview.getBoundingClientRect();
    overview.style.setProperty("transform-origin", `${tile.x + tile.width / 2 - box.left}px ${tile.y + tile.height / 2 - box.top}px`);
  }
  document.body.classList.toggle("cnn-focus-open", open);
}

/**
 * Lets the panel appear.
 * @param {HTMLElement} panel
 * @returns {void}
 */
export function unfold(panel) {
  if (!calm()) panel.animate([{ opacity: 0, transform: "scale(0.965)" }, { opacity: 1, transform: "none" }], { duration: OPENING * 0.7, easing: EASE });
}

/**
 * Lets the map fly from its place in the overview to its place in the panel.
 * @param {HTMLElement} element The map in the panel.
 * @param {DOMRect | null} tile
 * @returns {void}
 */
export function flyIn(element, tile) {
  if (!tile || !tile.width || calm()) return;
  const box = element.getBoundingClientRect();
  const from = `translate(${tile.x - box.x}px, ${tile.y - box.y}px) scale(${tile.width / box.width}, ${tile.height / box.height})`;
  element.animate([{ transform: from, transformOrigin: "0 0" }, { transform: "none", transformOrigin: "0 0" }], { duration: OPENING, easing: EASE });
}

/**
 * Folds the panel into the map that it came from.
 * @param {HTMLElement} panel
 * @param {DOMRect | null} tile
 * @returns {Promise<void>} Kept when it is out of sight.
 */
export async function foldAway(panel, tile) {
  if (calm()) return;
  const box = panel.getBoundingClientRect(), share = 0.3;
  const to = tile ? `translate(${(tile.x + tile.width / 2 - box.x - box.width / 2) * share}px, ${(tile.y + tile.height / 2 - box.y - box.height / 2) * share}px) scale(0.7)` : "scale(0.95)";
  await panel.animate([{ opacity: 1, transform: "none" }, { opacity: 0, transform: to }], { duration: CLOSING, easing: "ease-in" }).finished.catch(() => {});
}
