// Hit testing: which cell of each chart the pointer is on, or which zone of a large overview.

import { onMap } from "./cells.js";
import { positionIn } from "./charts.js";

/**
 * The cell of a map in the overview.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {MouseEvent} event
 * @returns {import("./cells.js").Cell | null}
 */
export function hitOverview(hub, gd, event) {
  const [x, y] = positionIn(gd, event);
  for (let i = 0; i < hub.scene.steps.length; i++) {
    const step = hub.scene.steps[i], [rows, cols, channels] = step.shape;
    for (const [channel, sx, sy, w, h] of step.slots) {
      if (x < sx || x >= sx + w || y < sy || y >= sy + h) continue;
      const along = w > h && step.form === "strip" ? (x - sx) / w : (y - sy) / h; // a phone's strip lies
      if (step.form !== "maps") return { step: i, row: 0, col: 0, channel: Math.floor(along * channels) };
      return { step: i, row: Math.floor(((y - sy) / h) * rows), col: Math.floor(((x - sx) / w) * cols), channel };
    }
  }
  return null;
}

/**
 * The cell of the enlarged map; vectors are laid out row by row.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {MouseEvent} event
 * @returns {import("./cells.js").Cell | null}
 */
export function hitEnlarged(hub, gd, event) {
  if (!hub.chosen) return null;
  const [x, y] = positionIn(gd, event), row = Math.round(y), col = Math.round(x);
  const { step, channel } = hub.chosen, shape = hub.scene.steps[step].shape;
  if (shape[0] === 1 && shape[1] === 1) {
    const cols = Number(hub.pointer.columns || 1), unit = row * cols + col;
    return unit >= 0 && unit < shape[2] ? { step, row: 0, col: 0, channel: unit } : null;
  }
  return onMap(shape, row, col) ? { step, row, col, channel } : null;
}

/**
 * The pixel of the photo.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {MouseEvent} event
 * @returns {import("./cells.js").Cell | null}
 */
export function hitPhoto(hub, gd, event) {
  const [x, y] = positionIn(gd, event), row = Math.round(y), col = Math.round(x);
  return onMap(hub.scene.steps[0].shape, row, col) ? { step: 0, row, col, channel: 0 } : null;
}

/**
 * The cell of a map on a page of maps.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {MouseEvent} event
 * @returns {import("./cells.js").Cell | null}
 */
export function hitChannels(hub, gd, event) {
  const [x, y] = positionIn(gd, event), { path, slots } = gd.layout.meta;
  const step = hub.scene.steps.findIndex((s) => s.path === path);
  const hit = slots.find(([, sx, sy, w, h]) => x >= sx && x < sx + w && y >= sy && y < sy + h);
  if (step < 0 || !hit) return null;
  const [channel, sx, sy, w, h] = hit, [rows, cols] = hub.scene.steps[step].shape;
  return { step, channel, row: Math.floor(((y - sy) / h) * rows), col: Math.floor(((x - sx) / w) * cols) };
}

/**
 * A filter on a page of filters: the selected cell's place on that filter's map.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {MouseEvent} event
 * @returns {import("./cells.js").Cell | null}
 */
export function hitFilters(hub, gd, event) {
  const hit = hitChannels(hub, gd, event);
  return hit && hub.chosen && hub.chosen.step === hit.step ? { ...hub.chosen, channel: hit.channel } : null;
}

/**
 * A tick of the strip of strengths on the Layer tab: the map that it stands for.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {MouseEvent} event
 * @returns {import("./cells.js").Cell | null}
 */
export function hitStrengths(hub, gd, event) {
  if (!hub.chosen) return null;
  const box = gd.getBoundingClientRect(), { xaxis } = gd._fullLayout;
  const position = Math.round(xaxis.p2d(event.clientX - box.left - xaxis._offset)), { path, channels } = gd.layout.meta;
  const step = hub.scene.steps.findIndex((s) => s.path === path);
  return step === hub.chosen.step && position in channels ? { ...hub.chosen, channel: channels[position] } : null;
}

/**
 * A cell of one of the maps on the Receptive field tab; vectors are laid out row by row.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {MouseEvent} event
 * @returns {import("./cells.js").Cell | null}
 */
export function hitCone(hub, gd, event) {
  const [x, y] = positionIn(gd, event);
  for (const [path, channel, left, top, size, rows, cols, units] of gd.layout.meta.slots) {
    const row = Math.floor((y - top) / size), col = Math.floor((x - left) / size);
    if (row < 0 || col < 0 || row >= rows || col >= cols) continue;
    const step = hub.scene.steps.findIndex((s) => s.path === path);
    if (step < 0) return null;
    const shape = hub.scene.steps[step].shape;
    if (shape[0] !== rows || shape[1] !== cols) {
      const unit = row * cols + col;
      return unit < units ? { step, row: 0, col: 0, channel: unit } : null;
    }
    return { step, row, col, channel };
  }
  return null;
}

/**
 * The zone under the pointer: a name, a card that opens, a class, a ribbon, or the silhouette.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {MouseEvent} event
 * @returns {import("./hub.js").Zone | null}
 */
export function hitZone(hub, gd, event) {
  if (!hub.scene || !hub.scene.zones.length) return null;
  const [x, y] = positionIn(gd, event);
  return hub.scene.zones.find(({ box: [x0, y0, x1, y1] }) => x >= x0 && x < x1 && y >= y0 && y < y1) || null;
}
