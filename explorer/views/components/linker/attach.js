// Attaches listeners to the charts, again whenever Streamlit has mounted them anew.

import { cellInStep, sameCell } from "./cells.js";
import { changeChart, chartOf, isDrawn, mapPages } from "./charts.js";
import { chooseByKey, chooseCell } from "./choose.js";
import { hitChannels, hitCone, hitEnlarged, hitFilters, hitOverview, hitPhoto, hitStrengths, hitZone } from "./hits.js";
import { markChannels, markCone, markEnlarged, markOverview, markPhoto } from "./marks.js";
import { keepFocus, nameCharts, refocus } from "./names.js";
import { writeReadout } from "./readout.js";

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
  nameCharts(hub);
  refocus(hub);
}

/** Scrolls to the selected column of a wide network, and on phones to the selected layer's button; once per layout. */
function bringIntoView(hub, gd) {
  if (!hub.chosen || hub.viewed === hub.scene.key) return;
  const frame = gd.closest(".st-key-overview"), slot = hub.scene.steps[hub.chosen.step].slots[0];
  const chip = document.querySelector('.st-key-chips [aria-checked="true"], .st-key-chips [kind$="Active"]');
  const row = chip && chip.parentElement;
  if (!row && document.querySelector(".st-key-chips")) return; // the chips are not drawn yet
  hub.viewed = hub.scene.key;
  if (frame && slot && frame.scrollWidth > frame.clientWidth) frame.scrollLeft = slot[1] - frame.clientWidth / 2;
  if (row) row.scrollLeft = chip.offsetLeft - row.clientWidth / 2;
}

function listen(hub, gd, hit, role) {
  if (gd.dataset.linked) return;
  gd.dataset.linked = role;
  // After a resize or a change of theme Streamlit redraws a chart from its first specification.
  gd.on("plotly_afterplot", () => hub.soon());
  gd.addEventListener("mousemove", (event) => hover(hub, hit(hub, gd, event)));
  gd.addEventListener("mouseleave", () => hover(hub, null));
  gd.addEventListener("click", (event) => chooseCell(hub, hit(hub, gd, event)));
  if (role === "overview") {
    gd.addEventListener("mousemove", (event) => point(hub, gd, event));
    gd.addEventListener("mouseleave", () => { hub.zone = null; writeReadout(hub); });
    gd.addEventListener("click", (event) => { if (!hit(hub, gd, event)) act(hub, gd, event); });
  }
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
    hub.timings.pictures = performance.now();
  }
  markOverview(hub, gd);
}

function hover(hub, cell) {
  if (sameCell(cell, hub.hovered)) return;
  const began = performance.now();
  hub.hovered = cell;
  if (cell) document.dispatchEvent(new CustomEvent("cnn-explorer", { detail: "point" }));
  const overview = chartOf("overview"), photo = chartOf("photo");
  if (isDrawn(overview) && overview.dataset.linked) markOverview(hub, overview, true);
  if (isDrawn(photo)) markPhoto(hub, photo);
  const cone = chartOf("cone_maps");
  if (isDrawn(cone)) markCone(hub, cone);
  writeReadout(hub);
  hub.timings.hover.push(performance.now() - began);
}

/** Shows the words of the zone under the pointer, unless the pointer is on a cell. */
function point(hub, gd, event) {
  const zone = hub.hovered ? null : hitZone(hub, gd, event);
  if (zone === hub.zone) return;
  hub.zone = zone;
  gd.style.cursor = zone && zone.act ? "pointer" : "";
  writeReadout(hub);
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
