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

const INKS = [[31, 41, 51], [255, 255, 255], [0, 0, 0]];
const READABLE = 4.5; // the least contrast of text (WCAG 2.2, level AA)

/**
 * The colour of text on `color`: dark grey or white where it can be read, black where neither can.
 * @param {Rgb} color
 * @returns {string}
 */
export const inkOn = (color) => cssColor(INKS.find((ink) => contrast(ink, color) >= READABLE) ?? INKS.at(-1));

/**
 * The contrast of two colours, 1 to 21: (L1 + 0.05) / (L2 + 0.05) of their relative luminances (WCAG 2.2).
 * @param {Rgb} first
 * @param {Rgb} second
 * @returns {number}
 */
export function contrast(first, second) {
  const [dark, light] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color) {
  const [r, g, b] = color.map((value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

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
