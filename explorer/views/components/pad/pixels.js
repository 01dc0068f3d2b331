// The pixels of a drawing: filling an area, averaging. Pure: arrays in, arrays out.

const WHITE = 128; // grey from which a px counts as white
const SOFT = 2; // px that a fill goes into the soft edge of what is white

/**
 * White from (x, y) to where it is white already, and 2 px into the soft edge of that.
 * @param {Uint8ClampedArray} data The px of a square, four numbers each; changed in place.
 * @param {number} n Its side, px.
 * @param {number} x
 * @param {number} y
 * @returns {void}
 */
export function fillArea(data, n, x, y) {
  const seen = new Uint8Array(n * n), queue = [];
  const visit = (i, depth) => { if (!seen[i]) { seen[i] = 1; queue.push([i, depth]); } };
  if (data[4 * (y * n + x)] < WHITE) visit(y * n + x, 0);
  for (let next = 0; next < queue.length; next++) {
    const [i, depth] = queue[next], col = i % n;
    const deeper = data[4 * i] >= WHITE ? depth + 1 : depth;
    data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = 255;
    if (deeper > SOFT) continue;
    if (col > 0) visit(i - 1, deeper);
    if (col < n - 1) visit(i + 1, deeper);
    if (i >= n) visit(i - n, deeper);
    if (i < n * n - n) visit(i + n, deeper);
  }
}

/**
 * Encodes a drawing to be sent: one hexadecimal digit per px, the mean of its square of the canvas.
 * @param {ArrayLike<number>} data The px of the canvas, four numbers each.
 * @param {number} side Of the drawing, px.
 * @param {number} each Px of the canvas per px of the drawing.
 * @returns {string} Row by row.
 */
export function greyLevels(data, side, each) {
  const n = side * each, sums = new Float64Array(side * side);
  for (let y = 0; y < n; y++) {
    const row = Math.floor(y / each) * side;
    for (let x = 0; x < n; x++) sums[row + Math.floor(x / each)] += data[4 * (y * n + x)];
  }
  return Array.from(sums, (sum) => Math.round((sum / (each * each) / 255) * 15).toString(16)).join("");
}

/**
 * The px of a drawing from what was sent: the inverse of the encoding.
 * @param {string} text One hexadecimal digit per px.
 * @returns {Uint8ClampedArray} Four numbers per px.
 */
export function pixelsOf(text) {
  return Uint8ClampedArray.from([...text].flatMap((digit) => [...Array(3).fill(parseInt(digit, 16) * 17), 255]));
}
