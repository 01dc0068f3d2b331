// Where the card with the number stands: beside the selected map, and never on it or on the answer.

import { chartOf } from "../linker/charts.js";

const GAP = 12, EDGE = 16; // px of the screen

/**
 * The left end of a card in px: right of the selected map if it fits between that and the answer, else left of the map, else
 * where it hides least.
 * @param {number} wide The card's width.
 * @param {[number, number]} chosen Left and right end of the selected map.
 * @param {[number, number]} answer Left and right end of the last column.
 * @param {number} room The window's width.
 * @returns {number}
 */
export function cardLeft(wide, chosen, answer, room) {
  const isLast = chosen[0] >= answer[0], end = isLast ? room - EDGE : answer[0] - GAP;
  if (end - wide >= chosen[1] + GAP) return end - wide;
  return Math.max(EDGE, Math.min(chosen[0], answer[0]) - GAP - wide);
}

/**
 * Puts the card beside the selected map; the style sheet reads the place.
 * @param {import("../linker/hub.js").Hub | undefined} hub
 * @param {number} zoom How much the page is enlarged.
 * @returns {void}
 */
export function placeCard(hub, zoom) {
  const gd = chartOf("overview"), card = document.querySelector('[data-testid="stLayoutWrapper"]:has(> .st-key-right)');
  const columns = hub?.scene?.steps.filter(({ slots }) => slots.length) ?? [];
  const map = hub?.chosen && hub.scene.steps[hub.chosen.step].slots;
  if (!gd || !card || !map?.length) return;
  const spread = (slots) => [Math.min(...slots.map((slot) => slot[1])), Math.max(...slots.map((slot) => slot[1] + slot[3]))];
  const last = columns.map(({ slots }) => spread(slots)).reduce((a, b) => (b[0] >= a[0] ? b : a));
  const left = cardLeft(card.offsetWidth * zoom, onScreen(gd, spread(map)), onScreen(gd, last), innerWidth);
  document.documentElement.style.setProperty("--cnn-card", `${left / zoom}px`);
}

function onScreen(gd, ends) {
  const box = gd.getBoundingClientRect(), { xaxis } = gd._fullLayout;
  return ends.map((x) => box.left + (box.width / gd.offsetWidth) * (xaxis._offset + xaxis.d2p(x)));
}
