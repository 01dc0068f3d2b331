// The maps of the overview while a training goes on: the pictures are replaced in place, as when a training is played.

import { restore, showFrame, showSum } from "../training/stage.js";

let live = false;

/**
 * Shows the pictures and texts of one moment; not while the overview is another one, or is not drawn yet.
 * @param {{sources: string[], texts: Record<string, string>}} frame
 * @returns {boolean} Whether they were shown.
 */
export function bringMaps({ sources, texts }) {
  const chart = document.querySelector(".st-key-overview .js-plotly-plot");
  if (!chart?._fullLayout || document.querySelector(".cnn-training.playing")) return false;
  live = true;
  showFrame({ frames: [{ sources, texts, rail: "" }], cell: null }, 0);
  return true;
}

/**
 * Shows the rail of a cell, if that is still the one that is selected.
 * @param {{cell: object, html: string}} rail
 * @returns {void}
 */
export const bringRail = ({ cell, html }) => showSum(cell, html);

/**
 * Shows again what the page has, if pictures of a training were shown.
 * @returns {void}
 */
export function endMaps() {
  if (!live) return;
  live = false;
  restore();
}
