// What a cell reads, chained from the look-up tables that Python sends: see explorer/figures/linking.py.

/** First and last cell, one step down, that the cells a..b read; null when they read padding alone. */
function chain([first, last], a, b) {
  let low = -1, high = -1;
  for (let i = a; i <= b && low < 0; i++) low = first[i];
  for (let i = b; i >= a && high < 0; i--) high = last[i];
  return low < 0 ? null : [low, high];
}

function channelsBelow(step, below, c0, c1) {
  if (step.channels === "all") return [0, below.shape[2] - 1];
  if (step.channels === "own") return [c0, c1];
  return [step.channels[c0][0], step.channels[c1][1]];
}

/** One step down from a reach {r0, r1, c0, c1, k0, k1}; null when nothing real is read. */
function down(step, below, reach) {
  const [rows, cols, channels] = below.shape;
  if (step.channels === "flatten") {
    if (reach.k0 !== reach.k1) return { r0: 0, r1: rows - 1, c0: 0, c1: cols - 1, k0: 0, k1: channels - 1 };
    const cell = Math.floor(reach.k0 / channels), k = reach.k0 % channels;
    const r = Math.floor(cell / cols), c = cell % cols;
    return { r0: r, r1: r, c0: c, c1: c, k0: k, k1: k };
  }
  const r = chain(step.rows, reach.r0, reach.r1), c = chain(step.cols, reach.c0, reach.c1);
  if (!r || !c) return null;
  const [k0, k1] = channelsBelow(step, below, reach.k0, reach.k1);
  return { r0: r[0], r1: r[1], c0: c[0], c1: c[1], k0, k1 };
}

/** What the cell {step, row, col, channel} reads of every step up to its own, by index; missing where nothing. */
function reaches(steps, cell) {
  const found = [];
  let reach = { r0: cell.row, r1: cell.row, c0: cell.col, c1: cell.col, k0: cell.channel, k1: cell.channel };
  for (let i = cell.step; i >= 0 && reach; i--) {
    found[i] = reach;
    if (i > 0) reach = down(steps[i], steps[i - 1], reach);
  }
  return found;
}
