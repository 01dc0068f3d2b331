// Colours: scales as Plotly has them, and the text that can be read on one.

/**
 * How values are coloured.
 * @typedef {object} Scale
 * @property {number} zmin The value of the first colour.
 * @property {number} zmax The value of the last colour.
 * @property {[number, string][]} colorscale Places from 0 to 1 and their colours, "#rrggbb".
 */

/** @typedef {[number, number, number]} Rgb Red, green and blue, 0 to 255. */

/**
 * "#rrggbb" as three numbers.
 * @param {string} hex
 * @returns {Rgb}
 */
export const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/**
 * The colour of `z` on a scale.
 * @param {Scale} scale
 * @param {number} z
 * @returns {Rgb}
 */
export function shade({ zmin, zmax, colorscale }, z) {
  const share = Math.min(Math.max((z - zmin) / (zmax - zmin || 1), 0), 1);
  const above = Math.max(colorscale.findIndex(([place]) => place >= share), 1);
  const [low, from] = colorscale[above - 1], [high, to] = colorscale[above];
  const part = (share - low) / (high - low), a = rgb(from), b = rgb(to);
  return a.map((value, i) => Math.round(value + (b[i] - value) * part));
}

/**
 * A colour as CSS writes it.
 * @param {Rgb} color
 * @returns {string}
 */
export const cssColor = (color) => `rgb(${color.join()})`;

/**
 * The colour of text on `color`: dark on a light one, white on a dark one.
 * @param {Rgb} color
 * @returns {string}
 */
export const inkOn = ([r, g, b]) => (0.299 * r + 0.587 * g + 0.114 * b > 150 ? "#1f2933" : "#ffffff");

/**
 * The scale of a plane of the photo, from black at 0.
 * @param {string} full The colour of 1.
 * @returns {Scale}
 */
export const planeScale = (full) => ({ zmin: 0, zmax: 1, colorscale: [[0, "#000000"], [1, full]] });

/**
 * The scale of a map: grey for the photo, else diverging about zero.
 * @param {string[]} colors From the most negative value to the most positive one, evenly spaced.
 * @param {number} limit The value of the last color.
 * @param {boolean} [grey]
 * @returns {Scale}
 */
export function mapScale(colors, limit, grey) {
  if (grey) return planeScale("#ffffff");
  return { zmin: -limit, zmax: limit, colorscale: colors.map((color, i) => [i / (colors.length - 1), color]) };
}
