// Cells in words, as explorer/figures/words.py writes them.

const COLOURS = ["red", "green", "blue"];

/**
 * The map of a cell in words, or the unit.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @returns {string}
 */
export function cellName(steps, cell) {
  const step = steps[cell.step], [rows, cols, channels] = step.shape;
  if (rows === 1 && cols === 1) return `${step.name}, unit ${cell.channel}`;
  const what = cell.step === 0 ? (channels === 3 ? COLOURS[cell.channel] : channels === 1 ? "grey" : `channel ${cell.channel}`) : `map ${cell.channel}`;
  return `${step.name}, ${what}`;
}

/**
 * A cell in words.
 * @param {import("./cells.js").Step[]} steps
 * @param {import("./cells.js").Cell} cell
 * @returns {string}
 */
export function cellWords(steps, cell) {
  const [rows, cols] = steps[cell.step].shape, name = cellName(steps, cell);
  return rows === 1 && cols === 1 ? name : `${name}, row ${cell.row}, column ${cell.col}`;
}
