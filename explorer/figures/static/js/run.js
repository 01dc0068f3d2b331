// The numbers of one run: of every map that is in the file, and of those that follow from them exactly.

/** @typedef {{step: number, row: number, col: number, channel: number}} Cell `step` is the place of its step. */

const RULES = {
  same: (run, step, below) => below,
  relu: (run, step, below) => below.map((value) => (value > 0 || Number.isNaN(value) ? value : 0)),
  max: (run, step, below) => pooled(run, step, below),
};

/**
 * All numbers of a step, row by row, in each place channel by channel; null if the file does not have them all.
 * @param {object} run
 * @param {number} at The place of the step.
 * @returns {Float32Array | null}
 */
export function valuesOf(run, at) {
  const step = run.steps[at], { values } = step;
  if (!values || values.channels) return null;
  if (values.rule === undefined) return run.arrays[values.array];
  if (run.made[at] === undefined) {
    const below = valuesOf(run, values.of);
    run.made[at] = below && RULES[values.rule](run, step, below);
  }
  return run.made[at];
}

/**
 * The number of a cell; undefined if the file does not have it.
 * @param {object} run
 * @param {Cell} cell
 * @returns {number | undefined}
 */
export function valueOfCell(run, { step, row, col, channel }) {
  const [, cols, channels] = run.steps[step].shape, all = valuesOf(run, step);
  return all ? all[(row * cols + col) * channels + channel] : drawnMap(run, step, channel)?.[row * cols + col];
}

/** A map of a layer of which the file has only those that are drawn; null if it is none of them. */
function drawnMap(run, at, channel) {
  const { values, shape: [rows, cols] } = run.steps[at];
  if (values?.rule === "relu") return drawnMap(run, values.of, channel)?.map((value) => (value > 0 || Number.isNaN(value) ? value : 0)) ?? null;
  const place = values?.channels ? values.channels.indexOf(channel) : -1, numbers = place >= 0 && run.arrays[values.array];
  return numbers ? Float32Array.from({ length: rows * cols }, (_, i) => numbers[i * values.channels.length + place]) : null;
}

/**
 * One map of a step, row by row; null if the file does not have it.
 * @param {object} run
 * @param {number} at The place of the step.
 * @param {number} channel
 * @returns {Float32Array | null}
 */
export function mapOf(run, at, channel) {
  const values = valuesOf(run, at), [rows, cols, channels] = run.steps[at].shape;
  if (!values) return drawnMap(run, at, channel);
  return Float32Array.from({ length: rows * cols }, (_, i) => values[i * channels + channel]);
}

/**
 * Rows or columns under a sliding window; those outside of the map lie in the padding.
 * @param {object} how
 * @param {0 | 1} axis
 * @param {number} at Row or column of the cell.
 * @returns {number[]}
 */
export const tapPlaces = (how, axis, at) =>
  Array.from({ length: how.taps[axis] }, (_, tap) => at * how.step[axis] - how.before[axis] + tap * how.dilation[axis]);

/** Max pooling: copies of numbers below, so exact. NaN counts as larger than any number. */
function pooled(run, step, below) {
  const [rows, cols, channels] = step.shape, [high, wide] = run.steps[step.sources[0]].shape, made = new Float32Array(rows * cols * channels);
  const inside = (places, length) => places.filter((place) => place >= 0 && place < length);
  const across = Array.from({ length: cols }, (_, col) => inside(tapPlaces(step.how, 1, col), wide));
  for (let row = 0; row < rows; row++) {
    const down = inside(tapPlaces(step.how, 0, row), high);
    for (let col = 0; col < cols; col++) {
      for (let k = 0; k < channels; k++) {
        let best = -Infinity;
        for (const r of down) for (const c of across[col]) best = Math.max(best, below[(r * wide + c) * channels + k]);
        made[(row * cols + col) * channels + k] = best;
      }
    }
  }
  return made;
}
