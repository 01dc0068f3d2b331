// A record as Python packs it (explorer/views/components/focus/packing.py): JSON with arrays in one compressed block.

/**
 * An array of the record. A vector has one row.
 * @typedef {{values: Float32Array, rows: number, cols: number}} Numbers
 */

/**
 * The record with its arrays in place.
 * @param {{record: object, numbers: string}} packed
 * @returns {Promise<object>}
 */
export async function unpackRecord({ record, numbers }) {
  const bytes = Uint8Array.from(atob(numbers), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return placed(record, new Float32Array(await new Response(stream).arrayBuffer()));
}

function placed(value, block) {
  if (Array.isArray(value)) return value.map((each) => placed(each, block));
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value.shape) && typeof value.at === "number") {
    const [rows, cols] = value.shape.length === 1 ? [1, value.shape[0]] : value.shape;
    return { values: block.subarray(value.at, value.at + rows * cols), rows, cols };
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, placed(each, block)]));
}
