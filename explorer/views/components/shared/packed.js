// Arrays as Python packs them: see explorer/views/components/payload.py.

/**
 * An array in base64, as Plotly has it.
 * @typedef {object} Packed
 * @property {string} bdata The bytes.
 * @property {string} dtype One of "u1", "i1", "i2", "f4".
 * @property {string} shape "rows, columns".
 */

const BYTES = { u1: Uint8Array, i1: Int8Array, i2: Int16Array, f4: Float32Array };
const bytesOf = (bdata) => Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0)).buffer;

/**
 * Float32 values from a packed array of any shape.
 * @param {Packed} packed
 * @returns {Float32Array}
 */
export const floatsOf = ({ bdata }) => new Float32Array(bytesOf(bdata));

/**
 * A matrix as lists, packed or not.
 * @param {Packed | number[][]} z
 * @returns {number[][]}
 */
export function matrixOf(z) {
  if (Array.isArray(z)) return z;
  const flat = new BYTES[z.dtype](bytesOf(z.bdata)), [rows, cols] = z.shape.split(",").map(Number);
  return Array.from({ length: rows }, (_, row) => Array.from(flat.subarray(row * cols, (row + 1) * cols)));
}
