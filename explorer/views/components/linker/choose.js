// Selecting a cell by pointer or keys, and sending it to Python.

import { chartOf, isDrawn, mapPages } from "./charts.js";
import { markChannels, markEnlarged, markOverview, markPhoto, markThumbnail } from "./marks.js";

const SEND_EVERY = 90; // ms, while a key is held down

/**
 * Selects the cell, at once in all charts, and sends it to Python.
 * @param {import("./hub.js").Hub} hub
 * @param {import("./cells.js").Cell | null} cell
 * @returns {void}
 */
export function chooseCell(hub, cell) {
  if (!cell || !hub.scene) return;
  document.dispatchEvent(new CustomEvent("cnn-explorer", { detail: "click" }));
  hub.chosen = cell;
  hub.serial = (hub.serial || 0) + 1; // from now on an answer to anything earlier is stale
  const overview = chartOf("overview");
  if (isDrawn(overview)) markOverview(hub, overview);
  keepInRow(hub);
  refresh(hub);
  clearTimeout(hub.timer);
  const wait = Math.max(0, SEND_EVERY - (performance.now() - hub.sent));
  hub.timer = setTimeout(() => deliver(hub), wait);
}

/** On a phone: swipes the row of maps to the selected one, if it is not in view. */
function keepInRow(hub) {
  const row = document.querySelector(".st-key-chips") && document.querySelector(".st-key-overview");
  const slot = row && hub.scene.steps[hub.chosen.step].slots.find(([channel]) => channel === hub.chosen.channel);
  if (!slot || (slot[1] >= row.scrollLeft && slot[1] + slot[3] <= row.scrollLeft + row.clientWidth - 16)) return;
  row.scrollTo({ left: slot[1] + parseFloat(getComputedStyle(row).paddingLeft) - (row.clientWidth - slot[3]) / 2, behavior: "smooth" });
}

function refresh(hub) {
  const photo = chartOf("photo"), enlarged = chartOf("enlarged");
  if (isDrawn(photo)) markPhoto(hub, photo);
  markThumbnail(hub);
  if (isDrawn(enlarged)) markEnlarged(hub, enlarged);
  for (const page of [...mapPages(), chartOf("color_filters")]) if (isDrawn(page)) markChannels(hub, page);
}

function deliver(hub) {
  if (!hub.send || !hub.chosen) return;
  hub.sent = performance.now();
  const { step, row, col, channel } = hub.chosen;
  hub.send("pick", { path: hub.scene.steps[step].path, row, col, channel, serial: hub.serial });
}
