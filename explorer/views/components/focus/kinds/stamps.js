// A transposed convolution as it is made: every input cell lays its kernel, times its own number, onto the output.

import { liesOnMap } from "../arithmetic.js";

/**
 * The other way round through a window table: for each input row (or column), the output rows that it reaches and the taps used.
 * @param {{at: number[][], tap: number[][]}} axis
 * @param {number} length Of the input.
 * @returns {{to: number, tap: number}[][]}
 */
export function reached(axis, length) {
  const lists = Array.from({ length }, () => []);
  axis.at.forEach((places, to) => places.forEach((place, n) => { if (place >= 0 && place < length) lists[place].push({ to, tap: axis.tap[to][n] }); }));
  return lists;
}

/** The output after so many stamps. */
export class Stamps {
  /** @param {object} record Python's SumFocus, of a transposed convolution. */
  constructor(record) {
    const { table, inputs } = record, [first] = inputs;
    this.record = record;
    this.size = [first.values.rows, first.values.cols];
    this.out = [table.rows.at.length, table.cols.at.length];
    this.rows = reached(table.rows, this.size[0]);
    this.cols = reached(table.cols, this.size[1]);
    this.onMap = [table.rows, table.cols].map((axis, n) => axis.at.map((places) => places.filter((place) => place >= 0 && place < this.size[n]).length));
    this.clear();
  }

  clear() {
    const [rows, cols] = this.out, empty = () => new Float64Array(rows * cols).fill(NaN);
    this.laid = 0;
    this.parts = this.record.inputs.map(empty);
    this.sum = empty();
    this.times = new Uint16Array(rows * cols);
  }

  /**
   * Lays the stamps of all input cells up to (row, col), in reading order.
   * @param {number} row
   * @param {number} col
   */
  layUpTo(row, col) {
    const upTo = row * this.size[1] + col + 1;
    if (upTo < this.laid) this.clear();
    for (; this.laid < upTo; this.laid++) this.lay(Math.floor(this.laid / this.size[1]), this.laid % this.size[1]);
  }

  lay(row, col) {
    const { record, out } = this, { inputs, kernels, others } = record;
    for (const { to: r, tap: i } of this.rows[row]) for (const { to: c, tap: j } of this.cols[col]) {
      const at = r * out[1] + c;
      let added = this.times[at] ? 0 : record.bias ?? 0;
      inputs.forEach(({ values }, n) => {
        const part = values.values[row * values.cols + col] * kernels[n].values[i * kernels[n].cols + j], before = this.parts[n][at];
        this.parts[n][at] = (Number.isNaN(before) ? 0 : before) + part;
        added += part;
      });
      this.times[at] += 1;
      // Of the maps that are not shown only the whole is known: it joins with the last stamp.
      if (others && this.isDone(at)) added += others.plus.values[at] + others.minus.values[at];
      this.sum[at] = (Number.isNaN(this.sum[at]) ? 0 : this.sum[at]) + added;
    }
  }

  /** Whether all stamps that reach a place of the output are laid. */
  isDone(at) { return this.times[at] === this.onMap[0][Math.floor(at / this.out[1])] * this.onMap[1][at % this.out[1]]; }

  /** First row and column, last row and column of the output that an input cell reaches. */
  boxOf(row, col) {
    const rows = this.rows[row].map(({ to }) => to), cols = this.cols[col].map(({ to }) => to);
    return rows.length && cols.length ? [Math.min(...rows), Math.min(...cols), Math.max(...rows), Math.max(...cols)] : [0, 0, -1, -1];
  }

  /** The kernel of an input, where it lies on the output: weights by row and column. */
  weights(input, row, col) {
    const kernel = this.record.kernels[input];
    return this.rows[row].map(({ tap: i }) => this.cols[col].map(({ tap: j }) => kernel.values[i * kernel.cols + j]));
  }

  /** The number of an input cell. */
  number(input, row, col) {
    const { values } = this.record.inputs[input];
    return liesOnMap(values, row, col) ? values.values[row * values.cols + col] : 0;
  }
}
