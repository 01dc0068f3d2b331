// What a cell reads, chained from the look-up tables that Python sends: see explorer/figures/linking.py.
// A reach says of one step which rows and columns are read (sorted lists) and which channels (k0 to k1).

/** The cells one step down that the cells in `set` read; empty when they read padding alone. */
function chain([first, last, stride], set) {
  const found = new Set();
  for (const i of set) {
    if (first[i] < 0) continue;
    for (let j = first[i]; j <= last[i]; j += stride) found.add(j);
  }
  return [...found].sort((a, b) => a - b);
}

function channelsBelow(step, below, k0, k1) {
  if (step.channels === "all") return [0, below.shape[2] - 1];
  if (step.channels === "own") return [k0, k1];
  return [step.channels[k0][0], step.channels[k1][1]];
}

const range = (length) => Array.from({ length }, (_, i) => i);

/** One step down; null when nothing real is read. */
function down(step, below, reach) {
  const [rows, cols, channels] = below.shape;
  if (step.channels === "flatten") {
    if (reach.k0 !== reach.k1) return { rows: range(rows), cols: range(cols), k0: 0, k1: channels - 1 };
    const cell = Math.floor(reach.k0 / channels), k = reach.k0 % channels;
    return { rows: [Math.floor(cell / cols)], cols: [cell % cols], k0: k, k1: k };
  }
  const r = chain(step.rows, reach.rows), c = chain(step.cols, reach.cols);
  if (!r.length || !c.length) return null;
  const [k0, k1] = channelsBelow(step, below, reach.k0, reach.k1);
  return { rows: r, cols: c, k0, k1 };
}

/** The hull of a reach: first and last row, column and channel. */
function hull(reach) {
  const { rows, cols, k0, k1 } = reach;
  return { r0: rows[0], r1: rows[rows.length - 1], c0: cols[0], c1: cols[cols.length - 1], k0, k1 };
}

/** What the cell {step, row, col, channel} reads of every step up to its own, as hulls by index; missing where nothing. */
function reaches(steps, cell) {
  const found = [];
  let reach = { rows: [cell.row], cols: [cell.col], k0: cell.channel, k1: cell.channel };
  for (let i = cell.step; i >= 0 && reach; i--) {
    found[i] = hull(reach);
    if (i > 0) reach = down(steps[i], steps[i - 1], reach);
  }
  return found;
}
