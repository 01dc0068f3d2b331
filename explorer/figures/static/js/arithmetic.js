// What the number of a cell is made of, computed in double precision from the numbers and parameters in the file, as the
// ledger does it (explorer/ledger). Each kind of record is drawn by a function of made.js.

import { channelsRead, explainWindow, sumParts } from "./sums.js";
import { numberText } from "../../../views/components/shared/numbers.js";
import { partsRead } from "../../../views/components/linker/reads.js";
import { cellWords } from "../../../views/components/linker/words.js";
import { valueOfCell, valuesOf } from "./run.js";

/** @typedef {import("./run.js").Cell} Cell */

const array = (run, step, name) => (step.how.arrays[name] === undefined ? null : run.arrays[step.how.arrays[name]]);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const below = (run, cell, changes = {}) => ({ ...cell, step: run.steps[cell.step].sources[0], ...changes });

/** The number that an elementwise layer reads, and from where. */
function entering(run, cell) {
  const from = below(run, cell);
  return [{ words: `from ${run.steps[from.step].name}`, value: valueOfCell(run, from) }, valueOfCell(run, from)];
}

function dense(run, step, cell) {
  const weights = array(run, step, "weights"), bias = array(run, step, "bias"), source = step.sources[0];
  const inputs = run.steps[source].shape[2], from = (cell.row * run.steps[source].shape[1] + cell.col) * inputs;
  const values = Array.from(valuesOf(run, source).subarray(from, from + inputs));
  const products = values.map((value, i) => value * weights[cell.channel * inputs + i]);
  const [, cols, channels] = run.steps[step.how.origin].shape;
  const place = (unit) => (step.how.origin === source
    ? { step: source, row: cell.row, col: cell.col, channel: unit }
    : { step: step.how.origin, row: Math.floor(unit / channels / cols), col: Math.floor(unit / channels) % cols, channel: unit % channels });
  const terms = values.map((value, i) => ({ unit: i, value, weight: weights[cell.channel * inputs + i], amount: products[i], place: place(i) }));
  const total = sum(products) + (bias ? bias[cell.channel] : 0);
  return { kind: "dense", terms, bias: bias ? bias[cell.channel] : null, total, result: total };
}

function softmax(run, step, cell) {
  const source = step.sources[0], units = run.steps[source].shape[2], from = (cell.row * run.steps[source].shape[1] + cell.col) * units;
  const scores = Array.from(valuesOf(run, source).subarray(from, from + units)), largest = Math.max(...scores);
  const shift = Math.abs(largest) <= 12 ? 0 : largest; // exponentials of larger scores cannot be read
  const powers = scores.map((score) => Math.exp(score - shift)), total = sum(powers);
  return { kind: "fraction", scores, powers, shift, own: cell.channel, total, result: powers[cell.channel] / total };
}

/** A number that becomes another one in a few steps. */
const steps = (list) => ({ kind: "steps", steps: list, result: list.at(-1).value });

/** The numbers whose mean is taken: the maps of the cell's group, or without groups all channels at its place. */
function standardized(run, step, cell) {
  const [rows, cols, channels] = step.shape, all = valuesOf(run, step.sources[0]), { group } = step.how;
  const from = (cell.row * cols + cell.col) * channels;
  if (!group) return Array.from(all.subarray(from, from + channels));
  const first = Math.floor(cell.channel / group) * group;
  return Array.from({ length: rows * cols * group }, (_, i) => all[Math.floor(i / group) * channels + first + (i % group)]);
}

function norm(run, step, cell) {
  const [first, x] = entering(run, cell), of = (name) => array(run, step, name)?.[cell.channel], list = [first];
  const fixed = (name) => step.how[name]?.[cell.channel];
  let mean = of("moving_mean") ?? fixed("mean"), variance = of("moving_variance") ?? fixed("variance");
  if (mean === undefined) {
    const values = standardized(run, step, cell);
    mean = sum(values) / values.length;
    variance = sum(values.map((value) => (value - mean) ** 2)) / values.length;
  }
  let value = x - mean;
  const then = (words, by, made) => list.push({ words: `${words}, ${numberText(by)}`, value: (value = made) });
  then("minus the mean", mean, value);
  const root = Math.sqrt(variance + step.how.epsilon);
  then("divided by the spread", root, value / root);
  if (of("gamma") !== undefined) then("times gamma", of("gamma"), value * of("gamma"));
  if (of("beta") !== undefined) then("plus beta", of("beta"), value + of("beta"));
  return steps(list);
}

function response(run, step, cell) {
  const [first, x] = entering(run, cell), { bias, alpha, beta } = step.how, [k0, k1] = channelsRead(run, step, cell.channel);
  const values = Array.from({ length: k1 - k0 + 1 }, (_, i) => valueOfCell(run, below(run, cell, { channel: k0 + i })));
  const total = sum(values.map((value) => value ** 2)), divisor = (bias + alpha * total) ** beta;
  return steps([first,
    { words: `sum of ${values.length} square${values.length === 1 ? "" : "s"}`, value: total },
    { words: `(${numberText(bias)} + ${numberText(alpha)} × that) to the power of ${numberText(beta)}`, value: divisor },
    { words: "the number divided by it", value: x / divisor }]);
}

function copied(run, from, fill = 0) {
  const [rows, cols] = run.steps[from.step].shape;
  if (from.row < 0 || from.col < 0 || from.row >= rows || from.col >= cols) {
    return { kind: "copy", words: fill ? `${numberText(fill)} from the padding` : "a zero from the padding", result: fill };
  }
  return { kind: "copy", words: `a copy of ${cellWords(run.steps, from)}`, source: from, result: valueOfCell(run, from) };
}

const KINDS = {
  sum: sumParts,
  blend: (run, step, cell) => {
    const [[rows], [cols]] = [step.how.places.rows[cell.row], step.how.places.cols[cell.col]];
    if (rows.length === 1 && cols.length === 1) return copied(run, below(run, cell, { row: rows[0], col: cols[0] }), step.how.fill);
    return sumParts(run, step, cell);
  },
  max: explainWindow,
  mean: explainWindow,
  dense,
  softmax,
  norm,
  response,
  input: (run, step, cell) => {
    const value = valueOfCell(run, cell);
    return steps([{ words: "in the file, from 0 to 255", value: 255 * value }, { words: "divided by 255", value }]);
  },
  relu: (run, step, cell) => {
    const [first, x] = entering(run, cell);
    return steps([first, { words: x > 0 ? "ReLU keeps it" : "ReLU turns everything below 0 into 0", value: x > 0 || Number.isNaN(x) ? x : 0 }]);
  },
  curve: (run, step, cell) => {
    const [first] = entering(run, cell), alpha = array(run, step, "alpha")?.[cell.channel];
    const symbols = Object.entries(alpha === undefined ? step.how.symbols : { alpha });
    const given = symbols.map(([name, value]) => `, ${name.replace("_", " ")} = ${numberText(value)}`).join("");
    return steps([first, { words: step.how.formula.replace("_", " ") + given, value: valueOfCell(run, cell) }]);
  },
  rescaling: (run, step, cell) => {
    const [first, x] = entering(run, cell), learned = (name) => array(run, step, name)?.[cell.channel];
    const scale = step.how.scale ?? learned("gamma"), offset = step.how.offset ?? learned("beta"), list = [first];
    if (scale !== undefined) list.push({ words: `times ${numberText(scale)}`, value: x * scale });
    if (offset !== undefined) list.push({ words: `plus ${numberText(offset)}`, value: list.at(-1).value + offset });
    return steps(list);
  },
  flatten: (run, step, { channel }) => {
    const [, cols, channels] = run.steps[step.sources[0]].shape, place = Math.floor(channel / channels);
    return copied(run, { step: step.sources[0], row: Math.floor(place / cols), col: place % cols, channel: channel % channels });
  },
  copy: (run, step, cell) => copied(run, below(run, cell, { row: cell.row + step.how.shift[0], col: cell.col + step.how.shift[1] })),
  moved: (run, step, cell) => {
    const read = partsRead(run.steps, cell)[step.sources[0]][0];
    return copied(run, { step: step.sources[0], row: read.rows[0], col: read.cols[0], channel: read.k0 });
  },
  add: (run, step, cell) => {
    const terms = step.sources.map((source, i) => ({ label: step.how.labels[i], amount: valueOfCell(run, { ...cell, step: source }) }));
    return { kind: "addends", terms, total: sum(terms.map(({ amount }) => amount)), result: sum(terms.map(({ amount }) => amount)) };
  },
  multiply: (run, step, cell) => {
    const list = [], at = (place, length) => (length > 1 ? place : 0);
    for (const [i, source] of step.sources.entries()) {
      const [rows, cols, channels] = run.steps[source].shape, name = step.how.names[i];
      const value = valueOfCell(run, { step: source, row: at(cell.row, rows), col: at(cell.col, cols), channel: at(cell.channel, channels) });
      list.push(i ? { words: `times that of ${name}, ${numberText(value)}`, value: list.at(-1).value * value } : { words: `from ${name}`, value });
    }
    return steps(list);
  },
  join: (run, step, cell) => {
    const place = step.offsets.findLastIndex((offset) => offset <= cell.channel);
    return copied(run, { ...cell, step: step.sources[place], channel: cell.channel - step.offsets[place] });
  },
};

/**
 * What the number of a cell is made of; null where the file lacks a number that is needed.
 * @param {object} run
 * @param {Cell} cell
 * @returns {{kind: string, result: number} | null}
 */
export function explained(run, cell) {
  const step = run.steps[cell.step];
  if (!step.how || !(step.sources ?? []).every((source) => valuesOf(run, source)) || valueOfCell(run, cell) === undefined) return null;
  return KINDS[step.how.how](run, step, cell);
}
