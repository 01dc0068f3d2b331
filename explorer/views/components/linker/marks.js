// Draws outlines in the charts around what the hovered cell and the selected cell read.

import { sameCell } from "./cells.js";
import { changeChart } from "./charts.js";
import { NOTHING, crosshair, feedOutlines, grownTo, ownEdges, ownOutlines, paddingPath, readOutlines, rectPath } from "./paths.js";
import { feeds, reaches } from "./reads.js";

/** @typedef {{type: "path", path: string, line: {color: string, width: number, dash?: string}}} Shape One of Plotly's. */

/** The shapes of an outline that contrasts with any colour. */
const twice = (path, color, widths) =>
  [["#000000", widths[0]], [color, widths[1]]].map(([each, width]) => ({ type: "path", path, line: { color: each, width } }));
const YELLOW_LINE = ["#ffd400", [4, 2]], WHITE_LINE = ["#ffffff", [3.5, 1.5]];

/**
 * Draws the outlines in the overview: the selected cell, what the pointed or else the selected one reads, and what reads it.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @returns {void}
 */
export function markOverview(hub, gd) {
  const { steps } = hub.scene, { hovered, chosen, marks } = hub, shapes = gd.layout.shapes.map((shape) => ({ ...shape }));
  const cell = hovered || chosen, hulls = cell ? reaches(steps, cell) : [];
  // The names are those of explorer/figures/overview/figure.py.
  const draw = (path, ...names) => { for (const shape of shapes) if (names.includes(shape.name)) shape.path = path || NOTHING; };
  const reads = cell ? readOutlines(steps, cell, hulls, marks.cone) : NOTHING;
  draw(hovered && ownEdges(steps, hovered, hulls), "hover_edges");
  draw(hovered ? ownOutlines(steps, hovered) + reads : reads, "hover_under", "hover_over");
  draw(chosen && ownOutlines(steps, chosen), "chosen_under", "chosen_over");
  const fed = cell && marks.feeds ? feedOutlines(steps, feeds(steps, cell)) : NOTHING;
  draw(hovered && fed, "hover_feeds");
  draw(!hovered && fed, "chosen_feeds");
  fadeEdges(gd, Boolean(hovered));
  reshape(hub, gd, shapes);
}

/** Makes the edges at rest recede while those of one cell stand out. They are the layout image named "edges". */
function fadeEdges(gd, faded) {
  const place = (gd.layout.images || []).findIndex(({ name }) => name === "edges");
  const image = place >= 0 && gd.querySelectorAll(".layer-subplot .imagelayer image")[place];
  if (!image) return;
  image.classList.add("cnn-edges");
  image.classList.toggle("faded", faded);
}

/**
 * New paths for the shapes of the overview. One unit there is one px unless it is presented, so that the path Plotly drew can be changed where
 * it is (0.1 ms); otherwise the array goes to Plotly as a whole (for single attributes it would calculate every trace).
 */
function reshape(hub, gd, shapes) {
  const { xaxis, yaxis, shapes: full } = gd._fullLayout;
  const natural = [xaxis, yaxis].every((axis) => axis._length === Math.abs(axis.range[1] - axis.range[0]) && !axis._offset);
  const drawn = natural && shapes.map((_, i) => gd.querySelector(`.shapelayer path[data-index="${i}"]`));
  if (!drawn || drawn.includes(null)) {
    if (paths(shapes) !== paths(gd.layout.shapes)) changeChart(hub, gd, "relayout", { shapes });
    return;
  }
  shapes.forEach(({ path }, i) => {
    if (gd.layout.shapes[i].path === path) return;
    gd.layout.shapes[i].path = full[i].path = path;
    drawn[i].setAttribute("d", path);
  });
}

const edges = (r) => [r.c0 - 0.5, r.r0 - 0.5, r.c1 + 0.5, r.r1 + 0.5];

/** The ranges of both axes that show `view` (edges x0, y0, x1, y1) in the form of a map of rows x cols. */
function rangesAround(view, rows, cols) {
  const side = Math.max(view[2] - view[0], view[3] - view[1], rows, cols);
  const grow = (low, high, length) => {
    const extra = (side * length) / Math.max(rows, cols) - (high - low);
    return extra > 0 ? [low - extra / 2, high + extra / 2] : [low, high];
  };
  const wide = side > Math.max(rows, cols) ? side * 1.04 : side;
  const x = grow(view[0], view[2], cols * (wide / side)), y = grow(view[1], view[3], rows * (wide / side));
  return [x, [y[1], y[0]]];
}

/**
 * Draws on the photo what the hovered and the selected cell read; what lies in the padding is hatched.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @returns {void}
 */
export function markPhoto(hub, gd) {
  const { rows, cols } = gd.layout.meta, steps = hub.scene.steps, pointer = hub.pointer || {}, shapes = [];
  let view = [-0.5, -0.5, cols - 0.5, rows - 0.5];
  if (hub.chosen) {
    const exact = pointer.cell && sameCell(hub.chosen, pointer.cell), box = exact && pointer.box;
    if (box) view = [Math.min(view[0], box[0]), Math.min(view[1], box[1]), Math.max(view[2], box[2]), Math.max(view[3], box[3])];
    const hatched = box ? paddingPath(box, rows, cols) : "", line = (dash) => ({ color: hub.scene.ink, width: 1, dash });
    if (hatched) shapes.push({ type: "path", path: hatched, line: line() }, { type: "path", path: rectPath(...box), line: line("dot") });
    const reach = reaches(steps, hub.chosen)[0];
    if (reach) shapes.push(...onPhoto(gd, edges(reach), YELLOW_LINE, view));
  }
  if (hub.hovered && !sameCell(hub.hovered, hub.chosen)) {
    const reach = reaches(steps, hub.hovered)[0];
    if (reach) shapes.push(...onPhoto(gd, edges(reach), WHITE_LINE, view));
  }
  put(hub, gd, shapes, ...rangesAround(view, rows, cols));
}

/**
 * Marks on the small photo of a phone what the selected cell reads.
 * @param {import("./hub.js").Hub} hub
 * @returns {void}
 */
export function markThumbnail(hub) {
  const region = document.querySelector(".cnn-photo .region");
  if (!region) return;
  const reach = hub.chosen && reaches(hub.scene.steps, hub.chosen)[0], [rows, cols] = hub.scene.steps[0].shape;
  region.hidden = !reach;
  if (!reach) return;
  const share = (from, to, of) => [(100 * from) / of, (100 * (to + 1 - from)) / of];
  const [left, width] = share(reach.c0, reach.c1, cols), [top, height] = share(reach.r0, reach.r1, rows);
  Object.assign(region.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%`, minWidth: "5px", minHeight: "5px" });
}

/** The outline of a region on the photo; arms point to one that is smaller than 6 px. */
function onPhoto(gd, box, line, view) {
  const { xaxis, yaxis } = gd._fullLayout; // the picture can be narrower than its chart
  const px = Math.max(view[2] - view[0], view[3] - view[1]) / Math.max(xaxis._length, yaxis._length); // units a px
  if (Math.min(box[2] - box[0], box[3] - box[1]) >= 6 * px) return twice(rectPath(...box), ...line);
  const arms = twice(crosshair(...box, 3 * px, 8 * px), ...line), [color] = line;
  return [...arms, { type: "path", path: rectPath(...box), line: { color, width: 1 } }];
}

const paths = (shapes) => (shapes || []).map((shape) => shape.path + shape.line.color).join();

/** Sets shapes and axis ranges of a small chart, unless they are set already. */
function put(hub, gd, shapes, x, y) {
  const { xaxis, yaxis } = gd._fullLayout;
  const changes = {};
  if (paths(gd.layout.shapes) !== paths(shapes)) changes.shapes = shapes;
  if (xaxis.range.join() !== x.join()) changes["xaxis.range"] = x;
  if (yaxis.range.join() !== y.join()) changes["yaxis.range"] = y;
  if (Object.keys(changes).length) changeChart(hub, gd, "relayout", changes);
}

/**
 * Outlines the selected cell on its enlarged map.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @returns {void}
 */
export function markEnlarged(hub, gd) {
  if (!hub.chosen || !hub.pointer || !hub.pointer.cell) return;
  const { step, channel } = hub.pointer.cell, cell = hub.chosen;
  const shape = hub.scene.steps[cell.step].shape, vector = shape[0] === 1 && shape[1] === 1;
  if (cell.step !== step || (!vector && cell.channel !== channel)) return;
  const cols = hub.pointer.columns || 1;
  const [row, col] = vector ? [Math.floor(cell.channel / cols), cell.channel % cols] : [cell.row, cell.col];
  const range = gd._fullLayout.xaxis.range, least = (Math.abs(range[1] - range[0]) * 6) / gd._fullLayout.xaxis._length;
  const box = grownBox(col - 0.5, row - 0.5, col + 0.5, row + 0.5, least);
  const shapes = twice(rectPath(...box), ...YELLOW_LINE);
  put(hub, gd, shapes, range, gd._fullLayout.yaxis.range);
}

/**
 * Outlines the selected map on a page of maps.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @returns {void}
 */
export function markChannels(hub, gd) {
  const { path, slots } = gd.layout.meta, cell = hub.chosen;
  const slot = cell && hub.scene.steps[cell.step].path === path && slots.find(([channel]) => channel === cell.channel);
  const box = slot ? rectPath(slot[1] - 2, slot[2] - 2, slot[1] + slot[3] + 2, slot[2] + slot[4] + 2) : NOTHING;
  const shapes = twice(box, ...YELLOW_LINE);
  put(hub, gd, shapes, gd._fullLayout.xaxis.range, gd._fullLayout.yaxis.range);
}

function grownBox(x0, y0, x1, y1, least) {
  const d = Math.max(0, least - (x1 - x0)) / 2;
  return [x0 - d, y0 - d, x1 + d, y1 + d];
}

/**
 * Outlines the hovered cell on the Receptive field tab: changes the path of the chart's last two shapes, empty when nothing is hovered.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @returns {void}
 */
export function markCone(hub, gd) {
  const drawn = [...gd.querySelectorAll(".shapelayer path")].slice(-2);
  if (drawn.length < 2) return;
  let path = "";
  if (hub.hovered) {
    const hulls = reaches(hub.scene.steps, hub.hovered);
    for (const [at, , left, top, size, rows, cols] of gd.layout.meta.slots) {
      const step = hub.scene.steps.findIndex((s) => s.path === at), reach = hulls[step];
      if (!reach) continue;
      const shape = hub.scene.steps[step].shape, vector = shape[0] !== rows || shape[1] !== cols;
      const box = !vector ? [reach.c0, reach.r0, reach.c1, reach.r1]
        : reach.k0 !== reach.k1 ? [0, 0, cols - 1, rows - 1]
          : [reach.k0 % cols, Math.floor(reach.k0 / cols), reach.k0 % cols, Math.floor(reach.k0 / cols)];
      path += rectPath(...grownTo(left + box[0] * size, top + box[1] * size, left + (box[2] + 1) * size, top + (box[3] + 1) * size, 4));
    }
  }
  for (const each of drawn) each.setAttribute("d", path || NOTHING);
}
