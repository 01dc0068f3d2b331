// Brings the tab that a lesson has opened into view, once.

import { scrollToPart } from "../answer/arrival.js";

let served = 0;

/**
 * @param {{data: {serial: number}}} component
 * @returns {void}
 */
export default function ({ data }) {
  if (data.serial === served) return;
  served = data.serial;
  scrollToPart(".st-key-tabs", ".stMarkdown, .js-plotly-plot");
}
