// On a phone: the layers as a row of chips, the maps of one layer as a row to swipe, and the selected map to tap on.

import { countText } from "../../../views/components/shared/numbers.js";
import { field, outline } from "../../../views/components/shared/canvas.js";
import { cellInStep, sameColumn } from "../../../views/components/linker/cells.js";
import { mapName } from "./made.js";
import { el } from "./dom.js";
import { pictureOf } from "./screens.js";

const SIDE = 264, MOST_MAPS = 64;

/** The columns, by their first steps; on a phone all of them, also those that the overview keeps closed. */
function columnsOf(steps) {
  return steps.map((step, i) => i).filter((i) => steps[i].column[0] === i && !(i && sameColumn(steps[i], steps[i - 1]) && steps[i].folded));
}

/**
 * Draws the narrow page for a cell.
 * @param {HTMLElement} place
 * @param {object} screen
 * @param {import("./run.js").Cell} cell
 * @param {object} theme
 * @param {((cell: import("./run.js").Cell) => void) | null} choose null where the cell stays: the buttons are off then
 * @returns {void}
 */
export function drawNarrow(place, screen, cell, theme, choose) {
  const { steps } = screen, [first] = steps[cell.step].column;
  const chip = (i) => el("button", { type: "button", disabled: !choose, "aria-pressed": String(i === first), onclick: () => choose(cellInStep(steps, cell, i)) }, steps[i].name);
  const chips = group("chips", "Layers", choose, columnsOf(steps).map(chip));
  const before = place.querySelector(".chips")?.scrollLeft ?? 0, along = place.querySelector(".row")?.scrollLeft ?? 0;
  place.replaceChildren(chips, ...(steps[cell.step].form === "maps" ? maps(screen, cell, theme, choose) : units(screen, cell, choose)));
  place.querySelector(".chips").scrollLeft = before;
  if (place.querySelector(".row")) place.querySelector(".row").scrollLeft = along;
  for (const pressed of place.querySelectorAll("[aria-pressed=true]")) bring(pressed);
}

/** A row of buttons; where they are off, it can be scrolled with the keyboard itself. */
function group(className, label, choose, buttons) {
  return el("div", { className, role: "group", "aria-label": label, ...(choose ? {} : { tabIndex: 0 }) }, ...buttons);
}

/** Scrolls a row sideways, and nothing else, until one of its buttons is seen. */
function bring(button) {
  const row = button.parentElement, left = button.offsetLeft - row.offsetLeft;
  if (left < row.scrollLeft || left + button.offsetWidth > row.scrollLeft + row.clientWidth) row.scrollLeft = left - 16;
}

function maps(screen, cell, theme, choose) {
  const { steps, shown } = screen, drawn = steps[cell.step].column[0] === cell.step ? shown[cell.step] : cell.step;
  const [rows, cols, channels] = steps[cell.step].shape, from = Math.max(0, Math.min(cell.channel - MOST_MAPS / 2, channels - MOST_MAPS));
  const thumbnails = Array.from({ length: Math.min(channels, MOST_MAPS) }, (_, i) => {
    const channel = from + i, picture = pictureOf(screen, theme, drawn, channel), pressed = String(channel === cell.channel);
    return el("button", { type: "button", disabled: !choose, "aria-pressed": pressed, "aria-label": mapName(steps, cell.step, channel), onclick: () => choose({ ...cell, channel }) }, picture ?? "");
  });
  const canvas = el("canvas", { className: "large", role: "img", "aria-label": `${steps[cell.step].name}, ${mapName(steps, cell.step, cell.channel)}` });
  const image = pictureOf(screen, theme, drawn, cell.channel) ?? undefined;
  const map = field(canvas, { rows, cols, sides: [[0, 0], [0, 0]], image, side: Math.min(SIDE, innerWidth - 32) }, theme);
  map.clear();
  outline(map.pen, map.x(cell.col), map.y(cell.row), map.k, map.k);
  if (choose) canvas.onclick = (event) => {
    const [row, col] = map.cell(event);
    choose({ ...cell, row: Math.min(Math.max(row, 0), rows - 1), col: Math.min(Math.max(col, 0), cols - 1) });
  };
  return [group("row", "Maps", choose, thumbnails), canvas];
}

function units(screen, cell, choose) {
  const { steps, run } = screen, count = steps[cell.step].shape[2], from = Math.max(0, Math.min(cell.channel - MOST_MAPS / 2, count - MOST_MAPS));
  const named = cell.step === steps.length - 1 && run.classes.length === count;
  const buttons = Array.from({ length: Math.min(count, MOST_MAPS) }, (_, i) => {
    const channel = from + i, words = named ? run.classes[channel] : `unit ${countText(channel)}`;
    return el("button", { type: "button", className: "unit", disabled: !choose, "aria-pressed": String(channel === cell.channel), onclick: () => choose({ ...cell, channel }) }, words);
  });
  return [group("row", "Units", choose, buttons)];
}
