// Puts the pictures and texts of a frame into the overview's elements. Plotly is not asked: it would redraw the whole chart.

import { writeRail } from "../rail/writing.js";

const chart = () => document.querySelector(".st-key-overview .js-plotly-plot");

/** The picture elements of the maps, in the order of the chart's traces. */
const pictures = () => [...(chart()?.querySelectorAll(".imagelayer .im image") ?? [])];

/** The annotations whose text is not the chart's own any more. */
const touched = new Set();

const XLINK = "http://www.w3.org/1999/xlink";

function setPicture(image, source) {
  const name = image.hasAttributeNS(XLINK, "href") ? "xlink:href" : "href";
  if (image.getAttribute(name) === source) return;
  if (name === "href") image.setAttribute("href", source);
  else image.setAttributeNS(XLINK, "xlink:href", source);
}

function setText(index, text) {
  const place = chart()?.querySelector(`.annotation[data-index="${index}"] .annotation-text`);
  const bold = text.startsWith("<b>"), plain = text.replace(/<\/?b>/g, "").replace("&lt;", "<");
  if (!place || (place.textContent === plain && Boolean(place.querySelector("[style*=bold]") || place.style.fontWeight) === bold)) return;
  keepEdge(place, chart().layout.annotations[index].xanchor);
  place.textContent = plain;
  place.style.fontWeight = bold ? "bold" : "";
  touched.add(index);
}

/** Plotly places a text by its middle: one of another width would leave the edge at which it is anchored. Measured once. */
function keepEdge(place, anchor) {
  const side = { left: -1, right: 1 }[anchor];
  if (!side || place.cnnEdge) return;
  place.cnnEdge = true;
  if (getComputedStyle(place).textAnchor !== "middle") return;
  place.setAttribute("x", String(Number(place.getAttribute("x")) + (side * place.getComputedTextLength()) / 2));
  place.style.textAnchor = side < 0 ? "start" : "end";
}

/**
 * Shows one frame. A picture that is null is that of the first frame.
 * @param {{frames: {sources: (string | null)[], texts: Record<string, string>, rail: string}[], cell: object}} pack
 * @param {number} index
 * @returns {void}
 */
export function showFrame(pack, index) {
  const frame = pack.frames[index], first = pack.frames[0], images = pictures();
  window.__cnnExplorer.framed = true;
  frame.sources.forEach((source, i) => {
    if (images[i]) setPicture(images[i], source ?? first.sources[i]);
  });
  for (const [place, text] of Object.entries(frame.texts)) setText(place, text);
  showLarge(frame, first);
  showSum(pack.cell, frame.rail);
}

// On a phone the selected map stands large below the row, with the limit of its colours between them.

const limitOfRow = () => document.querySelector(".cnn-row-words .limit");
const large = () => document.querySelector(".st-key-map_row .heatmaplayer image");

/** The number of the selected map among the pictures of the row. */
function placeInRow() {
  const hub = window.__cnnExplorer, { slots, form } = hub.scene.steps[hub.chosen.step];
  return form === "maps" ? slots.findIndex(([channel]) => channel === hub.chosen.channel) : -1;
}

function showLarge(frame, first) {
  const limit = limitOfRow(), image = large(), at = image ? placeInRow() : -1;
  if (limit && frame.texts[0] !== undefined) limit.textContent = frame.texts[0];
  if (at < 0) return;
  image.cnnStill ??= image.getAttributeNS(XLINK, "href") ?? image.getAttribute("href");
  image.style.imageRendering = "pixelated";
  setPicture(image, frame.sources[at] ?? first.sources[at]);
}

function restoreLarge() {
  const image = large();
  if (image?.cnnStill) setPicture(image, image.cnnStill);
}

const rail = () => document.querySelector(".st-key-rail .cnn-rail");

/**
 * Whether the selected cell is still the one whose rails were sent.
 * @param {{path: string, row: number, col: number, channel: number}} cell
 * @returns {boolean}
 */
export function isChosen(cell) {
  const hub = window.__cnnExplorer, chosen = hub?.chosen;
  return Boolean(chosen) && hub.scene.steps[chosen.step].path === cell.path && ["row", "col", "channel"].every((axis) => chosen[axis] === cell[axis]);
}

/**
 * The rail of the selected cell: its value and the sum together, which so agree. Nothing where another cell is selected by now.
 * @param {{path: string, row: number, col: number, channel: number}} cell
 * @param {string} html "" leaves what is there.
 * @returns {void}
 */
export function showSum(cell, html) {
  const place = rail();
  if (place && html && isChosen(cell) && place.written !== html) writeRail(place, html);
}

/**
 * Shows again what the chart has: after a play that ended where it began.
 * @returns {void}
 */
export function restore() {
  const gd = chart();
  window.__cnnExplorer.framed = false;
  pictures().forEach((image, i) => { if (gd.data[i]) setPicture(image, gd.data[i].source); });
  for (const index of touched) if (gd.layout.annotations[index]) setText(index, gd.layout.annotations[index].text);
  touched.clear();
  restoreLarge();
  const place = rail();
  if (place && place.written !== place.shown) writeRail(place, place.shown);
}
