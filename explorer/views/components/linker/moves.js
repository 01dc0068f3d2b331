// Layers that move cells: which cell each of their cells copies, and the same for parts. Python says how a layer moves cells
// in the `moves` of its step (explorer/figures/overview/linking.py); a Part is that of reads.js.

/**
 * How cells are moved: between blocks of places and channels (`deep`: the input has the channels), by an order of the axes,
 * or from a vector to maps.
 * @typedef {{block?: number, maps?: number, mode?: string, deep?: boolean, dims?: number[], flat?: boolean}} Moves
 */

const span = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/**
 * Whole numbers in ascending order as runs of neighbours, first and last.
 * @param {number[]} numbers
 * @returns {[number, number][]}
 */
export function runs(numbers) {
  const found = [];
  for (const n of numbers) {
    if (found.length && found[found.length - 1][1] === n - 1) found[found.length - 1][1] = n;
    else found.push([n, n]);
  }
  return found;
}

const ascending = (numbers) => [...new Set(numbers)].sort((a, b) => a - b);

/** The channel that stands for a place of the blocks of a map. */
const deepOf = ({ block, maps, mode }, row, col, map) => (mode === "DCR" ? (row * block + col) * maps + map : (map * block + row) * block + col);

/** A part for each run of channels, where there are rows and columns. */
const withRuns = (rows, cols, channels) => (rows.length && cols.length ? runs(channels).map(([k0, k1]) => ({ rows, cols, k0, k1 })) : []);

/** Goes through the places of a block; `of` gives rows, columns and channels for each. */
const perPlace = ({ block }, of) => span(0, block - 1).flatMap((row) => span(0, block - 1).flatMap((col) => withRuns(...of(row, col))));

/** Cells of wide maps among the deep ones. */
function gathered(moves, part) {
  const every = (set, at) => set.filter((n) => n % moves.block === at).map((n) => Math.floor(n / moves.block));
  return perPlace(moves, (row, col) => [every(part.rows, row), every(part.cols, col), span(part.k0, part.k1).map((map) => deepOf(moves, row, col, map))]);
}

/** Cells of deep maps among the wide ones. */
function spread(moves, part) {
  const placed = (set, at) => set.map((n) => n * moves.block + at);
  const maps = (row, col) => span(0, moves.maps - 1).filter((map) => { const k = deepOf(moves, row, col, map); return k >= part.k0 && k <= part.k1; });
  return perPlace(moves, (row, col) => [placed(part.rows, row), placed(part.cols, col), maps(row, col)]);
}

/** A part with its axes in another order: axis i becomes what axis dims[i] - 1 was. */
function turned(dims, { rows, cols, k0, k1 }) {
  const sets = [rows, cols, span(k0, k1)];
  return withRuns(...dims.map((axis) => sets[axis - 1]));
}

/** The order that undoes an order of axes. */
const undone = (dims) => [1, 2, 3].map((axis) => dims.indexOf(axis) + 1);

/** Cells of maps of a shape as units of one vector. */
function units([, cols, channels], part) {
  const ends = part.rows.flatMap((row) => part.cols.map((col) => (row * cols + col) * channels));
  return withRuns([0], [0], ascending(ends.flatMap((first) => span(first + part.k0, first + part.k1))));
}

/** Units of a vector as cells of maps of a shape. */
function placed([, cols, channels], { k0, k1 }) {
  const cells = new Map();
  for (let unit = k0; unit <= k1; unit++) {
    const place = Math.floor(unit / channels);
    cells.set(place, [...(cells.get(place) || []), unit % channels]);
  }
  return [...cells].flatMap(([place, own]) => withRuns([Math.floor(place / cols)], [place % cols], own));
}

/**
 * What a part of a step that moves cells copies.
 * @param {Moves} moves
 * @param {number[]} shape Of the step.
 * @param {import("./reads.js").Part} part
 * @returns {import("./reads.js").Part[]}
 */
export function copiedFrom(moves, shape, part) {
  if (moves.dims) return turned(undone(moves.dims), part);
  if (moves.flat) return units(shape, part);
  return moves.deep ? gathered(moves, part) : spread(moves, part);
}

/**
 * Where a part of what enters a step that moves cells goes.
 * @param {Moves} moves
 * @param {number[]} shape Of the step.
 * @param {import("./reads.js").Part} part
 * @returns {import("./reads.js").Part[]}
 */
export function copiedTo(moves, shape, part) {
  if (moves.dims) return turned(moves.dims, part);
  if (moves.flat) return placed(shape, part);
  return moves.deep ? spread(moves, part) : gathered(moves, part);
}
