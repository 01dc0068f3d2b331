// The numbers behind the maps, as explorer/figures/loupe.py packs them: three digits each, exactly those that are shown.

import { numberText } from "../../shared/numbers.js";

const MANTISSAS = 900, LOWEST = -20, TINY = 32401, INFINITE = 32402, NOT_A_NUMBER = 32403, WHOLE = 40000;

/**
 * The numbers of one picture.
 * @typedef {object} MapValues
 * @property {[number, number, number, number]} slot x, y, width, height in px.
 * @property {number} rows
 * @property {number} cols
 * @property {number} limit The value at which its colours end.
 * @property {string} full The colour of 1, if it is a plane of the photo, which is black at 0; else "".
 * @property {string[] | null} texts Of its units, if they have names.
 * @property {Int16Array | Int32Array} codes Row by row.
 */

/** @typedef {{version: string, colors: string[], maps: MapValues[]}} Values */

/**
 * Unpacks what Python sends.
 * @param {Uint8Array} bytes
 * @returns {Promise<Values>}
 */
export async function unpacked(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const stream = new Blob([bytes.subarray(4 + length)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const planes = new Uint8Array(await new Response(stream).arrayBuffer()), count = planes.length / head.bytes;
  const codes = new (head.bytes === 2 ? Int16Array : Int32Array)(count);
  for (let plane = 0; plane < head.bytes; plane++) {
    for (let i = 0; i < count; i++) codes[i] |= planes[plane * count + i] << (8 * plane);
  }
  let from = 0;
  const maps = head.maps.map((map) => ({ ...map, codes: codes.subarray(from, (from += map.rows * map.cols)) }));
  return { ...head, maps };
}

/**
 * The number that a code stands for.
 * @param {number} code
 * @returns {number}
 */
export function valueOf(code) {
  if (!code) return 0;
  const sign = Math.sign(code), size = Math.abs(code);
  if (size === NOT_A_NUMBER) return NaN;
  if (size === INFINITE) return sign * Infinity;
  if (size === TINY) return sign * Number.MIN_VALUE;
  if (size >= WHOLE) return sign * (size - WHOLE);
  const power = Math.floor((size - 1) / MANTISSAS), mantissa = ((size - 1) % MANTISSAS) + 100;
  return sign * Number(`${mantissa}e${power + LOWEST - 2}`);
}

/**
 * The number that a code stands for, as it is written everywhere.
 * @param {number} code
 * @returns {string}
 */
export const valueText = (code) => (Math.abs(code) === TINY ? "almost 0" : numberText(valueOf(code)));

/**
 * The values of the picture in a slot, if they are here and belong to the pictures on the screen.
 * @param {import("../hub.js").Hub} hub
 * @param {import("../cells.js").Slot} slot
 * @returns {MapValues | undefined}
 */
export function valuesIn(hub, [, x, y]) {
  if (!hub.values || hub.values.version !== hub.scene.version) return undefined;
  return hub.values.maps.find(({ slot }) => slot[0] === x && slot[1] === y);
}
