// What a number is made of, as elements: one function for each kind of explanation (arithmetic.js). The marks are those of
// explorer/figures/rail/drawing.py, so that one style sheet serves both.

import { imageOf } from "../../../views/components/shared/canvas.js";
import { countText, fixedText, numberText, percentText, sumDecimals } from "../../../views/components/shared/numbers.js";
import { mapScale } from "../../../views/components/shared/colors.js";
import { el } from "./dom.js";
import { grid } from "./grids.js";
import { mapOf } from "./run.js";

const LISTED = 3, LISTED_SHARES = 4, PLANES = ["red", "green", "blue"], SHORT_DECIMALS = 3;

const line = (words, value, kind = "") => el("p", { className: `line ${kind}` }, el("span", {}, words), el("b", {}, value));

/**
 * A map of a step in words: "map 3", "unit 7", or "red" of a photo.
 * @param {object[]} steps
 * @param {number} at
 * @param {number} channel
 * @returns {string}
 */
export function mapName(steps, at, channel) {
  const [rows, cols, channels] = steps[at].shape;
  if (rows === 1 && cols === 1) return `unit ${countText(channel)}`;
  if (at) return `map ${channel}`;
  return channels === 3 ? PLANES[channel] : channels === 1 ? "grey" : `channel ${channel}`;
}

const byAmount = (a, b) => Math.abs(b.amount) - Math.abs(a.amount);

/** The line of the terms that are not listed. */
function others(terms, what, decimals) {
  if (!terms.length) return [];
  const total = (some) => some.reduce((all, { amount }) => all + amount, 0);
  const parts = [total(terms.filter(({ amount }) => amount > 0)), total(terms.filter(({ amount }) => amount < 0))];
  const signed = parts.filter(Boolean).map((part) => fixedText(part, decimals, true)).join(" ");
  const label = `${countText(terms.length)} more${what}${what && terms.length !== 1 ? "s" : ""}`;
  return [line(signed ? `${label}: ${signed} =` : label, fixedText(total(terms), decimals))];
}

/** Whether the numbers as written give the total as written. */
function addsUp(amounts, total, decimals) {
  const written = (value) => Math.round(value * 10 ** decimals);
  return amounts.reduce((all, amount) => all + written(amount), 0) === written(total);
}

function whole(rows, amounts, words, total, decimals, heads = []) {
  const rounded = !addsUp(amounts, total, decimals);
  const last = line(rounded ? `${words}, rounded` : words, fixedText(total, decimals), "total");
  if (rounded) last.title = "Numbers are rounded for display only; sums use the exact ones.";
  return el("div", { className: `made${decimals > SHORT_DECIMALS ? " long" : ""}` }, ...heads, ...rows, last);
}

const biasLine = (bias, decimals) => line(bias === null ? "bias (the layer has none)" : "bias", fixedText(bias ?? 0, decimals));
const sumWords = (count, bias) => `sum of ${countText(count)} product${count === 1 ? "" : "s"}${bias === null ? "" : " + bias"}`;

/** The amounts as they are listed: those of the listed terms, of the others together, and the bias. */
function listedAmounts(listed, rest, bias) {
  const amounts = listed.map(({ amount }) => amount);
  if (rest.length) amounts.push(rest.reduce((all, { amount }) => all + amount, 0));
  return bias === undefined ? amounts : [...amounts, bias ?? 0];
}

function sum(made, { run, theme, limitOf }) {
  const coloured = holdsColours(run, made.source) && made.parts.length === PLANES.length;
  const ordered = coloured ? made.parts : made.parts.toSorted(byAmount);
  const listed = ordered.slice(0, LISTED), rest = ordered.slice(LISTED), bias = made.biased ? made.bias : undefined;
  const amounts = listedAmounts(listed, rest, bias), decimals = sumDecimals(amounts, made.total);
  const top = Math.max(...listed.flatMap(({ kernel }) => kernel.map(Math.abs))) || 1;
  const numbers = !coloured ? "numbers" : run.steps[made.source].how.how === "rescaling" ? "pixels, rescaled" : "pixels";
  const heads = [el("p", { className: "heads" }, ...[numbers, "weights", "sum"].map((word) => el("span", {}, word)))];
  const rows = listed.map(({ channel, patch, kernel, amount }) => {
    const label = coloured ? PLANES[channel] : mapName(run.steps, made.source, channel);
    const pixels = { colors: theme.diverging, limit: limitOf(made.source, channel), words: `numbers of ${label}`, outside: made.padding, alike: listed.map(({ patch }) => patch) };
    const weights = { colors: theme.weights, limit: top, words: `weights on ${label}`, alike: listed.map(({ kernel }) => kernel) };
    return el("div", { className: "products" }, el("b", { className: "label", style: theme.labels[label] ? { color: theme.labels[label] } : {} }, label),
      grid(patch, made.rows, made.cols, pixels), el("span", { className: "times" }, "×"),
      grid(kernel, made.rows, made.cols, weights), el("b", { className: "amount" }, fixedText(amount, decimals)));
  });
  const last = made.biased ? [biasLine(made.bias, decimals)] : [];
  return whole([...rows, ...others(rest, " map", decimals), ...last], amounts, sumWords(made.count, made.bias), made.total, decimals, heads);
}

/**
 * Whether a step holds the colours of the photo: the input, or what only rescales it.
 * @param {object} run
 * @param {number} at The place of the step.
 * @returns {boolean}
 */
export const holdsColours = (run, at) => run.steps[at].shape[2] === 3 && (at === 0 || (run.steps[at].how?.how === "rescaling" && run.steps[at].sources[0] === 0));

function dense(made, look) {
  const { run } = look, ordered = made.terms.toSorted(byAmount), listed = ordered.slice(0, LISTED), rest = ordered.slice(LISTED);
  const amounts = listedAmounts(listed, rest, made.bias), decimals = sumDecimals(amounts, made.total);
  const rows = listed.map((term) => {
    const [high, wide] = run.steps[term.place.step].shape, name = mapName(run.steps, term.place.step, term.place.channel);
    const where = high === 1 && wide === 1 ? name : `${name}, row ${term.place.row}, column ${term.place.col}`;
    const factors = el("small", {}, `${numberText(term.value)} × ${numberText(term.weight)}`);
    return el("div", { className: "product" }, thumbnail(term.place, look), el("span", { className: "where" }, where, factors),
      el("b", { className: "amount" }, fixedText(term.amount, decimals)));
  });
  const all = [...rows, ...others(rest, "", decimals), biasLine(made.bias, decimals)];
  return whole(all, amounts, sumWords(made.terms.length, made.bias), made.total, decimals);
}

/** The small map that a product's number comes from, with its place marked; a unit after a global pooling stands for one. */
function thumbnail(place, { run, theme, limitOf }) {
  let { step, row, col } = place;
  const pooled = run.steps[step].how && ["max", "mean"].includes(run.steps[step].how.how);
  const [high, wide] = run.steps[step].shape, vector = high === 1 && wide === 1;
  if (vector && pooled) step = run.steps[step].sources[0];
  const map = vector && !pooled ? null : mapOf(run, step, place.channel), [rows, cols] = run.steps[step].shape;
  const box = el("span", { className: "thumbnail" });
  if (!map) return box;
  const image = imageOf(map, rows, cols, mapScale(theme.diverging, limitOf(step, place.channel)));
  box.append(image);
  if (!vector) box.append(el("i", { style: { top: `${(100 * (row + 0.5)) / rows}%`, left: `${(100 * (col + 0.5)) / cols}%` } }));
  return box;
}

function window(made, { run, theme, limitOf }) {
  const words = `${made.rows} × ${made.cols} cells of ${run.steps[made.source].name}, ${mapName(run.steps, made.source, made.channel)}`;
  const look = { colors: theme.diverging, limit: limitOf(made.source, made.channel), words, outside: made.left, mark: made.winner, alone: true };
  const matrix = grid(made.values, made.rows, made.cols, look);
  const shown = el("div", { className: "window" }, matrix, el("p", {}, made.winner === null ? words : `${words}; the largest is outlined`));
  if (made.winner === null) {
    return el("div", { className: "made" }, shown, line(`sum of ${countText(made.count)} numbers`, numberText(made.total)),
      line(`divided by ${countText(made.count)}`, numberText(made.result), "total"));
  }
  const place = `at row ${made.at.row}, column ${made.at.col}`, ties = made.ties > 1 ? ` (${countText(made.ties)} tie; the first wins)` : "";
  const said = made.count > 1 ? `the largest of ${countText(made.count)}, ${place}` : `the only one, ${place}`;
  return el("div", { className: "made" }, shown, line(said + ties, numberText(made.result), "total"));
}

function fraction(made, { names }) {
  const order = made.powers.map((_, unit) => unit).sort((a, b) => made.powers[b] - made.powers[a]);
  let units = order.slice(0, LISTED_SHARES);
  if (!units.includes(made.own)) units = [...units.slice(0, -1), made.own];
  const rest = order.filter((unit) => !units.includes(unit)), amount = rest.reduce((all, unit) => all + made.powers[unit], 0);
  const minus = made.shift > 0 ? ` − ${numberText(made.shift)}` : made.shift ? ` + ${numberText(-made.shift)}` : "";
  const name = (unit) => (names.length === made.powers.length ? names[unit] : `unit ${countText(unit)}`);
  const lines = units.map((unit) => line(`${name(unit)}: exp(${numberText(made.scores[unit])}${minus})`, numberText(made.powers[unit])));
  if (rest.length) lines.push(line(`${countText(rest.length)} more`, numberText(amount)));
  const over = el("span", { className: "over" }, el("span", {}, numberText(made.powers[made.own], 4)), el("span", {}, numberText(made.total, 4)));
  return el("div", { className: "made" }, ...lines, line("sum of all", numberText(made.total, 4), "total"),
    el("p", { className: "fraction" }, over, " = ", el("b", {}, percentText(made.result))));
}

const steps = (made) => el("div", { className: "made" },
  ...made.steps.map(({ words, value }, at) => line(words, numberText(value), at === made.steps.length - 1 ? "total" : "")));

const copy = (made) => el("div", { className: "made" }, line(made.words, numberText(made.result), "total"));

function addends(made) {
  const amounts = made.terms.map(({ amount }) => amount), decimals = sumDecimals(amounts, made.total);
  const rows = made.terms.map(({ label, amount }) => line(label, fixedText(amount, decimals)));
  return whole(rows, amounts, "sum of both", made.total, decimals);
}

const KINDS = { sum, dense, window, fraction, steps, copy, addends };

/**
 * An explanation as an element.
 * @param {{kind: string}} made
 * @param {{run: object, theme: object, limitOf: (step: number, channel: number) => number, names: string[]}} look
 * @returns {HTMLElement}
 */
export const madeOf = (made, look) => KINDS[made.kind](made, look);
