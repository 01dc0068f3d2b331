// The record of the page: JSON and numbers, compressed, in two elements of the document.

/** Inflates what stands in base64 in an element. */
async function inflated(id) {
  const text = document.getElementById(id).textContent;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Numbers in float32 from bytes that stand plane by plane, the lowest of all numbers first.
 * @param {Uint8Array} planes
 * @returns {Float32Array}
 */
export function floats(planes) {
  const count = planes.length / 4, bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < 4; plane++) {
    for (let i = 0; i < count; i++) bytes[4 * i + plane] = planes[plane * count + i];
  }
  const view = new DataView(bytes.buffer), numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = view.getFloat32(4 * i, true);
  return numbers;
}

/**
 * What explorer/figures/static/record.py put into the page; `arrays` are the numbers that the runs name by their place.
 * @returns {Promise<object>}
 */
export async function record() {
  const plain = JSON.parse(new TextDecoder().decode(await inflated("record"))), all = floats(await inflated("numbers"));
  let from = 0;
  const arraysOf = ({ lengths }) => lengths.map((length) => all.subarray(from, (from += length)));
  return { ...plain, runs: plain.runs.map((run) => ({ ...run, arrays: arraysOf(run), made: [] })) };
}
