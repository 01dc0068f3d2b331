// The page: its steps, the selected cell, the pointer and the keyboard.

import { CELL_KEYS, cellAfterKey } from "../../../views/components/linker/cells.js";
import { cellWords } from "../../../views/components/linker/words.js";
import { reaches } from "../../../views/components/linker/reads.js";
import { countText } from "../../../views/components/shared/numbers.js";
import { cellAt, drawMaps, drawOverview, markOverview } from "./overview.js";
import { record } from "./data.js";
import { drawNarrow } from "./narrow.js";
import { el, noteNodes } from "./dom.js";
import { hideLoupe, showLoupe } from "./loupe.js";
import { mapName } from "./made.js";
import { mapOf } from "./run.js";
import { photoOf, scaleOf, screenOf, turnTo } from "./screens.js";
import { NONE, shownCell, valueText, writeCell } from "./rail.js";

const $ = (selector) => document.querySelector(selector);
const dark = matchMedia("(prefers-color-scheme: dark)"), narrow = matchMedia("(max-width: 719px)");
const state = { plain: null, screen: null, stop: 0, cell: null, hovered: null, answered: new Set() };
const look = () => (document.documentElement.dataset.look === "auto" ? (dark.matches ? "dark" : "light") : document.documentElement.dataset.look);
const theme = () => state.plain.themes[look()];
/** Whether the author of the demo lets its viewers look only: the cells are those of the steps. */
const isFixed = () => document.documentElement.dataset.cells === "fixed";

/** Whether a step asks first: until it is answered, what the step before it shows stays on the screen. */
const isWaiting = (at) => at > 0 && state.plain.stops[at].predict && !state.answered.has(at);

/** Shows a step of the page. */
function show(at) {
  const { stops } = state.plain, seen = stops[isWaiting(at) ? at - 1 : at];
  Object.assign(state, { stop: at, screen: screenOf(state.plain, seen.screen), cell: { ...seen.cell }, hovered: null });
  drawWords(stops[at]);
  drawAll();
}

function drawAll() {
  turnTo(state.screen, state.cell);
  drawOverview($("#overview"), state.screen, look(), theme());
  drawPhoto();
  drawCell();
}

/** Everything that depends on the selected cell. */
function drawCell() {
  const { screen, cell } = state;
  if (turnTo(screen, cell)) drawMaps($("#overview"), screen, theme());
  markOverview($("#overview"), screen, cell, null);
  writeCell($("#cell"), screen, cell, theme());
  drawSteps();
  markPhoto();
  if (narrow.matches) drawNarrow($("#narrow"), screen, cell, theme(), isFixed() ? null : choose);
}

function choose(cell) {
  state.cell = cell;
  drawCell();
  const words = `${cellWords(state.screen.steps, cell)}: ${valueText(state.screen, cell)}`;
  $("#said").textContent = words;
}

/** The photo beside the value, with the region that the cell reads. */
function drawPhoto() {
  const photo = photoOf(state.screen);
  photo.setAttribute("role", "img");
  photo.setAttribute("aria-label", "The image, with the region that the cell reads");
  $("#photo").replaceChildren(photo, el("i"));
}

function markPhoto() {
  const { steps } = state.screen, cell = state.hovered ?? state.cell, reach = reaches(steps, cell)[0], frame = $("#photo i"), [rows, cols] = steps[0].shape;
  frame.hidden = !reach;
  if (!reach) return;
  const share = (value, of) => `${(100 * value) / of}%`;
  frame.classList.toggle("hovered", Boolean(state.hovered));
  Object.assign(frame.style, { left: share(reach.c0, cols), top: share(reach.r0, rows), width: share(reach.c1 + 1 - reach.c0, cols), height: share(reach.r1 + 1 - reach.r0, rows) });
}

/** The buttons that lead to the next map of the layer: the overview draws ten of them at most. */
function drawSteps() {
  const { screen: { steps }, cell } = state, count = steps[cell.step].shape[2], what = mapName(steps, cell.step, cell.channel);
  const button = (by, sign, words) => el("button", { type: "button", "aria-label": words, disabled: cell.channel + by < 0 || cell.channel + by >= count,
    onclick: () => choose({ ...cell, channel: cell.channel + by }) }, sign);
  $("#turn").replaceChildren(button(-1, "‹", "The map before"), el("span", {}, `${what} of ${countText(count)}`), button(1, "›", "The next map"));
  $("#turn").hidden = count === 1 || isFixed();
}

// -- the words of a step ----------------------------------------------------------------------------------------------

function drawWords(stop) {
  const { stops } = state.plain, many = stops.length > 1, waiting = isWaiting(state.stop);
  const button = (by, words) => el("button", { type: "button", disabled: state.stop + by < 0 || state.stop + by >= stops.length, onclick: () => show(state.stop + by) }, words);
  const count = many && el("span", { className: "count" }, `${state.stop + 1} of ${stops.length}`);
  const title = stop.title && !waiting && el("h2", {}, stop.title), ways = many && el("nav", { "aria-label": "Steps" }, button(-1, "Back"), count, button(1, "Next"));
  const note = stop.note && !waiting && el("p", { className: "note" }, ...noteNodes(stop.note));
  const reveal = () => { state.answered.add(state.stop); show(state.stop); };
  const asked = waiting && el("div", { className: "question" }, el("p", { className: "note" }, el("b", {}, "What do you expect? "), ...noteNodes(stop.question)),
    el("button", { type: "button", onclick: reveal }, "Show"));
  $("#words").replaceChildren(...[ways, title, asked, note].filter(Boolean));
  $("#words").hidden = !$("#words").childNodes.length;
  leaveRoom();
}

/** Tells the style sheet where the maps begin, so that they end above the lower edge of the window. */
const leaveRoom = () => document.documentElement.style.setProperty("--above", `${$("#shown").offsetTop}px`);

// -- pointer and keyboard ---------------------------------------------------------------------------------------------

function hover(event) {
  const { screen } = state, cell = cellAt($("#overview"), screen, event);
  state.hovered = cell;
  markOverview($("#overview"), screen, state.cell, cell);
  markPhoto();
  if (!cell) return hideLoupe();
  const shown = shownCell(screen, cell), maps = screen.steps[cell.step].form === "maps", [rows, cols] = screen.steps[shown.step].shape;
  const values = maps && mapOf(screen.run, shown.step, cell.channel), named = screen.run.classes.length && cell.step === screen.steps.length - 1;
  const map = values ? { values, rows, cols, scale: scaleOf(screen, theme(), shown.step, cell.channel) } : null;
  const words = named ? `${screen.run.classes[cell.channel]} ` : `${cellWords(screen.steps, cell)}: `;
  const value = valueText(screen, cell);
  showLoupe({ map, row: cell.row, col: cell.col, words, value: value === NONE ? "not in this file" : value }, event);
}

function leave() {
  state.hovered = null;
  hideLoupe();
  markOverview($("#overview"), state.screen, state.cell, null);
  markPhoto();
}

function listen() {
  const overview = $("#overview");
  overview.addEventListener("pointermove", hover);
  overview.addEventListener("pointerleave", leave);
  addEventListener("resize", leaveRoom);
  const redraw = () => drawAll();
  dark.addEventListener("change", redraw);
  narrow.addEventListener("change", redraw);
  if (isFixed()) return overview.removeAttribute("tabindex"); // no key does anything
  overview.addEventListener("click", (event) => {
    const cell = state.hovered ?? cellAt(overview, state.screen, event); // a click comes in whole px, which can be the next cell
    if (cell) choose(cell);
  });
  for (const place of [overview, $("#narrow")]) place.addEventListener("keydown", press);
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !CELL_KEYS.includes(event.key)) return;
  event.preventDefault();
  choose(cellAfterKey(state.screen.steps, state.cell, event.key, event.shiftKey));
}

record().then((plain) => {
  state.plain = plain;
  listen();
  show(0);
  document.documentElement.dataset.ready = "yes";
}, () => {
  $("#words").hidden = false;
  $("#words").textContent = "This browser is too old for this page: it cannot unpack its numbers. Use a version of 2023 or later.";
});
