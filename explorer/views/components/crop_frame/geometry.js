// The geometry of a crop frame: moving, resizing, and drawing one from a corner. Pure; all in px of the picture.

import { clamp } from "../shared/numbers.js";

const LEAST = 8; // px of the picture: the smallest side of a frame

/** @typedef {{top: number, left: number, height: number, width: number}} Part A frame, in whole px. */

/** @typedef {{rows: number, cols: number, aspect: [number, number]}} Picture Its size, and height : width of a frame on it. */

/**
 * Whether the frame is the whole picture.
 * @param {Picture} picture
 * @param {Part} part
 * @returns {boolean}
 */
export const isWhole = (picture, part) => part.height === picture.rows && part.width === picture.cols;

/**
 * A frame elsewhere, kept on the picture.
 * @param {Picture} picture
 * @param {Part} part
 * @param {number} down Px.
 * @param {number} across Px.
 * @returns {Part}
 */
export function movedPart({ rows, cols }, part, down, across) {
  return {
    ...part,
    top: clamp(Math.round(part.top + down), 0, rows - part.height),
    left: clamp(Math.round(part.left + across), 0, cols - part.width),
  };
}

/**
 * Height and width of a frame of the network's form, at least LEAST and at most (high, wide), as near `width` as can be.
 * @param {Picture} picture
 * @param {number} width
 * @param {number} high
 * @param {number} wide
 * @returns {[number, number]}
 */
export function sizedPart({ aspect }, width, high, wide) {
  const form = aspect[0] / aspect[1];
  const most = Math.min(wide, high / form), least = Math.min(most, LEAST * Math.max(1, 1 / form));
  const fine = clamp(width, least, most);
  return [clamp(Math.round(fine * form), 1, Math.floor(high)), clamp(Math.round(fine), 1, Math.floor(wide))];
}

/**
 * The frame from a fixed corner towards a point.
 * @param {Picture} picture
 * @param {[number, number]} anchor Row and column of the corner.
 * @param {number} y Row of the point.
 * @param {number} x Column of the point.
 * @returns {Part}
 */
export function spannedPart(picture, [ay, ax], y, x) {
  const { rows, cols, aspect } = picture, down = y >= ay, right = x >= ax;
  ay = Math.round(clamp(ay, 0, rows));
  ax = Math.round(clamp(ax, 0, cols));
  const want = Math.max(Math.abs(x - ax), (Math.abs(y - ay) * aspect[1]) / aspect[0]);
  const [height, width] = sizedPart(picture, want, Math.max(1, down ? rows - ay : ay), Math.max(1, right ? cols - ax : ax));
  return movedPart(picture, { top: down ? ay : ay - height, left: right ? ax : ax - width, height, width }, 0, 0);
}

/**
 * A frame about the same middle, wider by `grow` px.
 * @param {Picture} picture
 * @param {Part} part
 * @param {number} grow
 * @returns {Part}
 */
export function grownPart(picture, part, grow) {
  const [height, width] = sizedPart(picture, part.width + grow, picture.rows, picture.cols);
  const top = part.top + (part.height - height) / 2, left = part.left + (part.width - width) / 2;
  return movedPart(picture, { top, left, height, width }, 0, 0);
}
