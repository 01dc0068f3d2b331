// What becomes of a number in the max pooling after its column, as explorer/ledger/following.py and figures/ledger/words.py say it.

import { explainWindow } from "./sums.js";
import { tapPlaces, valuesOf } from "./run.js";

/** The rows or columns of a step whose windows hold row or column `at` of its source. */
const readers = (step, axis, at) => Array.from({ length: step.shape[axis] }, (_, i) => i).filter((i) => tapPlaces(step.how, axis, i).includes(at));

/**
 * What the max pooling that alone reads a layer does with one of its numbers: its name, and what follows after "Then".
 * @param {object} run
 * @param {import("./run.js").Cell} cell In the last layer of its column.
 * @returns {{name: string, before: string, words: string} | null} Null where something else follows.
 */
export function pooledNext(run, cell) {
  const takers = run.steps.map((_, i) => i).filter((i) => run.steps[i].sources.includes(cell.step)), step = run.steps[takers[0]];
  if (takers.length !== 1 || step.how?.how !== "max" || step.how.whole || !valuesOf(run, cell.step)) return null;
  const windows = readers(step, 0, cell.row).flatMap((row) => readers(step, 1, cell.col).map((col) => explainWindow(run, step, { row, col, channel: cell.channel })));
  const won = windows.filter(({ at }) => at.row === cell.row && at.col === cell.col), then = { name: step.name, before: "Then " };
  if (!windows.length) return { name: step.name, before: "No window of ", words: " reads it: it is left over where no further window fits." };
  if (windows.length > 1) return { ...then, words: ` reads it in ${windows.length} windows; it wins ${won.length || "none"} of them.` };
  if (!won.length) return { ...then, words: " drops it: another cell of its window wins." };
  const ties = windows[0].ties > 1 ? ` (${windows[0].ties} cells tie; it is the first)` : "";
  return { ...then, words: ` keeps it: it wins its window${ties}.` };
}
