// The three heights of the sheet, as distances in px by which the page is scrolled.

/**
 * The distances at which the sheet is low, half and whole.
 * @param {number} top Where the sheet begins on the page, in px.
 * @param {number} height Of the window.
 * @param {number} header The height of what always stays above the sheet.
 * @returns {[number, number, number]}
 */
export function stopsOf(top, height, header) {
  const whole = Math.max(Math.round(top - header), 0);
  const half = Math.min(Math.max(Math.round(top - height / 2), 0), whole);
  return [0, half, whole];
}

/**
 * The number of the stop that is nearest to a distance; one beyond the last is the last.
 * @param {number[]} stops
 * @param {number} at px
 * @returns {number}
 */
export function nearestStop(stops, at) {
  return stops.reduce((best, stop, i) => (Math.abs(stop - at) < Math.abs(stops[best] - at) ? i : best), 0);
}

/**
 * The distance to scroll to for the next height; from the last one back to the first.
 * @param {number[]} stops
 * @param {number} at px
 * @returns {number}
 */
export const nextStop = (stops, at) => stops.find((stop) => stop > at + 4) ?? stops[0];
