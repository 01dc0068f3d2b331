// The rail: name, value and region of the selected cell, and what its number is made of.

import { fixedText, numberText, percentText, sumDecimals } from "../../../views/components/shared/numbers.js";
import { cellName } from "../../../views/components/linker/words.js";
import { partsRead } from "../../../views/components/linker/reads.js";
import { explained } from "./arithmetic.js";
import { el } from "./dom.js";
import { holdsColours, madeOf } from "./made.js";
import { pooledNext } from "./following.js";
import { valueOfCell } from "./run.js";

const NOT_HERE = "The numbers that this one is made of are too many for this file. Open the network in CNN Explorer to see them.";

/**
 * What stands for a number that the file does not have.
 * @type {string}
 */
export const NONE = "—";

/**
 * The cell whose number the picture of a cell's column shows: after its activation, unless the page shows what comes before.
 * @param {object} screen
 * @param {import("./run.js").Cell} cell
 * @returns {import("./run.js").Cell}
 */
export function shownCell({ run, shown }, cell) {
  return run.steps[cell.step].column[0] === cell.step ? { ...cell, step: shown[cell.step] } : cell;
}

/**
 * The number of a cell as it is written; a class with its share, an em dash if the file does not have it.
 * @param {object} screen
 * @param {import("./run.js").Cell} cell
 * @returns {string}
 */
export function valueText(screen, cell) {
  const shown = shownCell(screen, cell), value = valueOfCell(screen.run, shown);
  if (value === undefined) return NONE;
  return screen.run.steps[shown.step].shares ? percentText(value) : numberText(value);
}

/** The class that a unit of the answer stands for, "" for other cells. */
function className({ steps, classes }, cell) {
  const last = steps.length - 1, answers = cell.step === last || (steps[last].shares && steps[last].sources[0] === cell.step);
  return answers && classes.length === steps[last].shape[2] ? classes[cell.channel] : "";
}

/** How much of the image a cell reads, in a few words. */
function readsWords(run, cell) {
  if (cell.step === 0) return "a number straight from the image";
  const parts = partsRead(run.steps, cell)[0], [rows, cols] = run.steps[0].shape;
  if (!parts) return "reads nothing but padding";
  const span = (name) => [Math.min(...parts.map((part) => part[name][0])), Math.max(...parts.map((part) => part[name].at(-1)))];
  const [r0, r1] = span("rows"), [c0, c1] = span("cols"), size = `${r1 - r0 + 1} × ${c1 - c0 + 1} px`;
  if (r1 - r0 + 1 === rows && c1 - c0 + 1 === cols) return `reads the whole image, ${size}`;
  const [first] = run.steps[cell.step].column, [source] = run.steps[first].sources, { how } = run.steps[first];
  return how?.how === "sum" && parts.length === 1 && holdsColours(run, source) ? `reads ${size} of all three colours` : `reads ${size} of the image`;
}

const short = (value) => (value ? fixedText(value, sumDecimals([], value)) : "0");

/** What the other layers of the column make of the number. */
function chain(run, made, column, cell) {
  if (!column.length) return null;
  const values = column.map((step) => valueOfCell(run, { ...cell, step })), titles = column.map((step) => run.steps[step].title);
  const first = run.steps[cell.step].column[0], entering = valueOfCell(run, { ...cell, step: first });
  if (values.length === 1 && values[0] === entering) {
    const how = run.steps[column[0]].idle ? "passes it on (it acts only in training)" : "keeps it";
    return el("p", { className: "then" }, `then ${titles[0]} ${how}: `, el("b", {}, short(values[0])));
  }
  const start = made && ["sum", "dense", "addends"].includes(made.kind) ? "sum " : "";
  const parts = values.flatMap((value, i) => [` → ${titles[i]} → `, el("b", {}, short(value))]);
  return el("p", { className: "then" }, `${start}${short(made ? made.result : entering)}`, ...parts);
}

/**
 * Writes the rail for a cell.
 * @param {HTMLElement} rail
 * @param {object} screen
 * @param {import("./run.js").Cell} cell
 * @param {object} theme
 * @returns {void}
 */
export function writeCell(rail, screen, cell, theme) {
  const { run } = screen, step = run.steps[cell.step], [rows, cols] = step.shape, vector = rows === 1 && cols === 1;
  const [first, ...rest] = step.column, made = explained(run, { ...cell, step: first }), name = className(run, cell);
  const title = cellName(run.steps, cell), place = vector ? "" : `row ${cell.row}, column ${cell.col}`, below = name ? title : place;
  const header = el("header", {}, el("h2", { title: step.about }, name || title), below && el("p", { className: "place" }, below),
    el("p", { className: "cnn-value" }, valueText(screen, cell)), el("p", { className: "reads" }, readsWords(run, cell)));
  const look = { run, theme, limitOf: screen.limitOf, names: first === run.steps.length - 1 ? run.classes : [] };
  const body = made ? madeOf(made, look) : el("p", { className: "missing" }, NOT_HERE);
  const next = pooledNext(run, { ...cell, step: step.column.at(-1) });
  const after = next && el("p", { className: "then" }, next.before, el("b", {}, next.name), next.words);
  rail.replaceChildren(header, el("h3", {}, "What it is made of"), body, chain(run, made, rest, cell) ?? "", after ?? "");
}
