// Attaches listeners to the charts, again whenever Streamlit has mounted them anew.

import { wishFocus } from "../focus/wish.js";
import { opensMap } from "./choosing/again.js";
import { cellInStep, sameCell } from "./cells.js";
import { changeChart, chartOf, isDrawn, mapPages, scaleOf } from "./charts.js";
import { chooseCell } from "./choose.js";
import { chooseByKey } from "./keys/keys.js";
import { hideLoupe, showCell, showEnlarged, showWords } from "./loupe/loupe.js";
import { dragLoupe } from "./loupe/touch.js";
import { hitChannels, hitCone, hitEnlarged, hitFilters, hitOverview, hitPhoto, hitStrengths, hitZone } from "./hits.js";
import { markChannels, markCone, markEnlarged, markOverview, markPhoto, markThumbnail } from "./marks.js";
import { keepFocus, nameCharts, refocus } from "./names.js";

/**
 * Attaches listeners to every chart on the page, and updates each chart.
 * @param {import("./hub.js").Hub} hub
 * @returns {void}
 */
export function attachCharts(hub) {
  if (!hub.scene) return;
  const overview = chartOf("overview"), photo = chartOf("photo"), enlarged = chartOf("enlarged");
  if (isDrawn(overview) && overview.layout.meta && overview.layout.meta.key === hub.scene.key) {
    listen(hub, overview, hitOverview, "overview");
    paint(hub, overview);
    bringIntoView(hub, overview);
  }
  if (isDrawn(photo)) { listen(hub, photo, hitPhoto, "photo"); markPhoto(hub, photo); }
  for (const channels of mapPages()) {
    if (isDrawn(channels)) { listen(hub, channels, hitChannels, "channels"); markChannels(hub, channels); }
  }
  const filters = chartOf("color_filters");
  if (isDrawn(filters)) { listen(hub, filters, hitFilters, "color_filters"); markChannels(hub, filters); }
  const strengths = chartOf("strengths");
  if (isDrawn(strengths)) listen(hub, strengths, hitStrengths, "strengths");
  if (isDrawn(enlarged)) { listen(hub, enlarged, hitEnlarged, "enlarged"); markEnlarged(hub, enlarged); }
  const cone = chartOf("cone_maps");
  if (isDrawn(cone)) listen(hub, cone, hitCone, "cone");
  markThumbnail(hub);
  nameCharts(hub);
  refocus(hub);
}

/** Scrolls to the selected column of a wide network, and on phones to the selected layer's button; once per layout. */
function bringIntoView(hub, gd) {
  const begin = hub.chosen ?? hub.scene.begin; // the pointer comes after the first chart: by then it is seen
  if (!begin || hub.viewed === hub.scene.key) return;
  const frame = gd.closest(".st-key-overview"), { slots } = hub.scene.steps[begin.step];
  const phone = Boolean(document.querySelector(".st-key-chips"));
  const slot = (phone && slots.find(([channel]) => channel === begin.channel)) || slots[0];
  const chip = document.querySelector('.st-key-chips [aria-checked="true"], .st-key-chips [kind$="Active"]');
  const row = chip && chip.parentElement;
  if (!row && document.querySelector(".st-key-chips")) return; // the chips are not drawn yet
  hub.viewed = hub.scene.key;
  if (frame && slot && frame.scrollWidth > frame.clientWidth) frame.scrollLeft = slot[1] + marginOf(frame) - (frame.clientWidth - (phone ? slot[3] : 0)) / 2;
  if (row) row.scrollLeft = chip.offsetLeft - row.clientWidth / 2;
}

/** How far from the left edge of its frame the overview begins, in px: on a phone the frame reaches to the window's edges. */
const marginOf = (frame) => parseFloat(getComputedStyle(frame).paddingLeft) || 0;

function listen(hub, gd, hit, role) {
  if (gd.dataset.linked) return;
  gd.dataset.linked = role;
  // After a resize or a change of theme Streamlit redraws a chart from its first specification.
  gd.on("plotly_afterplot", () => hub.soon());
  gd.addEventListener("pointerdown", (event) => { hub.finger = event.pointerType === "touch"; });
  gd.addEventListener("mousemove", (event) => {
    if (hub.finger && event.isTrusted) return; // a browser makes such a move of every tap: the loupe would stay
    hover(hub, hit(hub, gd, event), loupeOf(hub, gd, role, event));
  });
  gd.addEventListener("mouseleave", () => { hover(hub, null); hideLoupe(); });
  if (role === "overview") {
    gd.addEventListener("mousemove", (event) => point(hub, gd, event));
    gd.addEventListener("mouseleave", () => { hub.zone = null; });
    gd.addEventListener("click", (event) => choose(hub, gd, hit(hub, gd, event), event));
  } else gd.addEventListener("click", (event) => chooseCell(hub, hit(hub, gd, event)));
  if (role === "enlarged") dragLoupe(hub, gd, (event) => hit(hub, gd, event), (cell, event) => showEnlarged(hub, gd, cell, event));
  if (["photo", "strengths", "color_filters"].includes(role)) return; // the page of maps takes the keys
  gd.tabIndex = 0;
  keepFocus(hub, gd, role);
  gd.addEventListener("keydown", (event) => chooseByKey(hub, event));
}

/** Puts the latest pictures and texts into the overview, unless they are there already. */
function paint(hub, gd) {
  const { sources, texts, version } = hub.scene;
  const changes = {};
  for (const [index, text] of Object.entries(texts)) {
    if (gd.layout.annotations[index].text !== text) changes[`annotations[${index}].text`] = text;
  }
  const stale = sources && sources.some((source, i) => gd.data[i].source !== source);
  // Pictures and texts in one call, because every call makes Plotly redraw the whole chart.
  if (stale) changeChart(hub, gd, "update", { source: sources }, changes, sources.map((_, i) => i));
  else if (Object.keys(changes).length) changeChart(hub, gd, "relayout", changes);
  if (gd.dataset.version !== version) {
    gd.dataset.version = version;
    hub.framed = false;
    hub.timings.pictures = performance.now();
  }
  const limit = document.querySelector(".cnn-row-words .limit"), [legend] = gd.layout.annotations;
  if (limit && legend && limit.textContent !== legend.text) limit.textContent = legend.text;
  markOverview(hub, gd);
}

/** What shows the cell under the pointer, by the role of the chart. */
function loupeOf(hub, gd, role, event) {
  if (role === "overview") return (cell) => showCell(hub, cell, event);
  if (role === "enlarged") return (cell) => showEnlarged(hub, gd, cell, event);
  return null;
}

function hover(hub, cell, show) {
  const began = performance.now(), moved = !sameCell(cell, hub.hovered);
  if (cell && show) show(cell); // at every move, because it follows the pointer
  else if (moved) hideLoupe();
  if (moved) {
    hub.hovered = cell;
    if (cell) document.dispatchEvent(new CustomEvent("cnn-explorer", { detail: "point" }));
    const overview = chartOf("overview"), photo = chartOf("photo");
    if (isDrawn(overview) && overview.dataset.linked) markOverview(hub, overview);
    if (isDrawn(photo)) markPhoto(hub, photo);
    const cone = chartOf("cone_maps");
    if (isDrawn(cone)) markCone(hub, cone);
  }
  if (moved || show) hub.timings.hover.push(performance.now() - began);
}

/** Shows the words of the zone under the pointer, unless the pointer is on a cell. */
function point(hub, gd, event) {
  const zone = hub.hovered ? null : hitZone(hub, gd, event);
  if (zone && zone.words) showWords(zone.words, event);
  else if (hub.zone && !hub.hovered) hideLoupe();
  hub.zone = zone;
  gd.style.cursor = zone && zone.act ? "pointer" : "";
}

/** Handles a click: selects the cell, or opens the map of the selected one up; elsewhere it is for a zone. */
function choose(hub, gd, cell, event) {
  if (hub.finger && !event.isTrusted) return; // Plotly makes two more clicks of every tap, without a place
  if (!cell) { act(hub, gd, event); return; }
  const at = { x: event.clientX, y: event.clientY };
  if (opensMap(cell, hub.chosen, at, hub.clicked, cellSide(hub, gd, cell))) {
    hideLoupe();
    wishFocus({ open: true });
  } else {
    hub.clicked = { ...at, cell };
    chooseCell(hub, cell);
  }
}

/** The shorter side of a cell of a map in the overview, in px of the screen. */
function cellSide(hub, gd, { step, channel }) {
  const { shape, slots } = hub.scene.steps[step], [, , , w, h] = slots.find((slot) => slot[0] === channel) || slots[0];
  return Math.min(w / shape[1], h / shape[0]) * scaleOf(gd);
}

/** Handles a click on a zone: selects a step, at the same place of its map, or the channel that the zone stands for. */
function act(hub, gd, event) {
  const zone = hitZone(hub, gd, event);
  if (!zone || !zone.act) return;
  const step = hub.scene.steps.findIndex((s) => s.path === zone.path);
  if (step < 0) return;
  const cell = cellInStep(hub.scene.steps, hub.chosen, step);
  chooseCell(hub, zone.channel == null ? cell : { ...cell, channel: zone.channel });
}
