// The overview: what Python drew, the maps on a canvas above it, and outlines above both.

import { NOTHING, ownEdges, ownOutlines, readOutlines } from "../../../views/components/linker/paths.js";
import { reaches } from "../../../views/components/linker/reads.js";
import { pictureOf } from "./screens.js";

const SHARP = 2; // px of the canvas for one of the layout
const LAYERS = [["edges", "#5e6a7a", 1.2], ["under", "#000000", 3.5], ["over", "#ffffff", 1.5], ["chosen-under", "#000000", 3.5], ["chosen-over", "#ffd400", 1.8]];

/**
 * Draws the overview of a screen.
 * @param {HTMLElement} place
 * @param {object} screen
 * @param {string} look "light" or "dark".
 * @param {object} theme
 * @returns {void}
 */
export function drawOverview(place, screen, look, theme) {
  const { width, height } = screen, canvas = document.createElement("canvas");
  place.style.setProperty("--ratio", String(width / height));
  place.style.setProperty("--natural", `${width}px`);
  const still = document.createElement("div");
  still.className = "still";
  still.innerHTML = screen.svg[look]; // drawn and escaped by Python; the page's policy runs no script in it
  still.firstChild.setAttribute("aria-hidden", "true");
  fill(still.firstChild);
  canvas.width = SHARP * width;
  canvas.height = SHARP * height;
  const marks = LAYERS.map(([name, colour, line]) => `<path class="${name}" d="${NOTHING}" fill="none" stroke="${colour}" stroke-width="${line}"/>`);
  const overlay = document.createElement("div");
  overlay.className = "marks";
  overlay.innerHTML = `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${marks.join("")}</svg>`;
  place.replaceChildren(still, canvas, overlay);
  drawMaps(place, screen, theme);
}

/** Lets Python's drawing grow and shrink with the page. */
function fill(svg) {
  svg.removeAttribute("style");
  svg.setAttribute("width", "100%");
  svg.setAttribute("height", "100%");
}

/**
 * Draws the maps of all slots.
 * @param {HTMLElement} place
 * @param {object} screen
 * @param {object} theme
 * @returns {void}
 */
export function drawMaps(place, screen, theme) {
  const canvas = place.querySelector("canvas"), pen = canvas.getContext("2d");
  pen.setTransform(SHARP, 0, 0, SHARP, 0, 0);
  pen.clearRect(0, 0, screen.width, screen.height);
  pen.imageSmoothingEnabled = false;
  screen.steps.forEach((step, i) => {
    if (step.form !== "maps" || step.column[0] !== i) return;
    for (const [channel, x, y, w, h] of step.slots) {
      const picture = pictureOf(screen, theme, screen.shown[i], channel);
      if (picture) pen.drawImage(picture, x, y, w, h);
    }
  });
}

/**
 * Outlines what the pointed cell reads, and the selected one; without a pointed one what the selected one reads.
 * @param {HTMLElement} place
 * @param {object} screen
 * @param {import("./run.js").Cell} chosen
 * @param {import("./run.js").Cell | null} hovered
 * @returns {void}
 */
export function markOverview(place, { steps }, chosen, hovered) {
  const cell = hovered ?? chosen, hulls = reaches(steps, cell), reads = readOutlines(steps, cell, hulls, true);
  const own = ownOutlines(steps, chosen), read = hovered ? ownOutlines(steps, hovered) + reads : reads;
  const paths = { edges: hovered ? ownEdges(steps, cell, hulls) : NOTHING, under: read, over: read, "chosen-under": own, "chosen-over": own };
  for (const [name, path] of Object.entries(paths)) place.querySelector(`.${name}`)?.setAttribute("d", path);
}

/**
 * The cell under the pointer, or null.
 * @param {HTMLElement} place
 * @param {object} screen
 * @param {PointerEvent} event
 * @returns {import("./run.js").Cell | null}
 */
export function cellAt(place, { width, height, steps }, event) {
  const box = place.getBoundingClientRect(), x = ((event.clientX - box.left) / box.width) * width, y = ((event.clientY - box.top) / box.height) * height;
  for (let step = 0; step < steps.length; step++) {
    const { slots, shape: [rows, cols, channels], form } = steps[step];
    for (const [channel, left, top, w, h] of slots) {
      if (x < left || x >= left + w || y < top || y >= top + h) continue;
      if (form !== "maps") return { step, row: 0, col: 0, channel: Math.floor(((y - top) / h) * channels) };
      return { step, row: Math.floor(((y - top) / h) * rows), col: Math.floor(((x - left) / w) * cols), channel };
    }
  }
  return null;
}
