// "Another cell": the next one to guess, among the maps on the screen.

import { valueOf, valuesIn } from "../linker/loupe/values.js";

const TRIES = 40;

/**
 * Another cell of the same layer; one whose number is not 0, if one is found soon: 0 has no sign to guess.
 * @param {import("../linker/hub.js").Hub} hub
 * @param {() => number} [random] From 0 to 1.
 * @returns {import("../linker/cells.js").Cell}
 */
export function anotherCell(hub, random = Math.random) {
  const { step } = hub.chosen, { shape, slots, form } = hub.scene.steps[step], [rows, cols, channels] = shape;
  const below = (count) => Math.min(Math.floor(random() * count), count - 1);
  let cell;
  for (let tries = 0; tries < TRIES; tries++) {
    const slot = slots[below(slots.length)];
    cell = { step, row: below(rows), col: below(cols), channel: form === "maps" ? slot[0] : below(channels) };
    const values = valuesIn(hub, slot), [row, col] = form === "maps" ? [cell.row, cell.col] : [cell.channel, 0];
    const same = Object.keys(cell).every((key) => cell[key] === hub.chosen[key]);
    if (!same && (!values?.codes || valueOf(values.codes[row * values.cols + col]) !== 0)) break;
  }
  return cell;
}
