// Laying an element over a chart that Plotly has drawn, wherever Streamlit has put both.

import { chartOf, isDrawn } from "../linker/charts.js";

/**
 * Moves an element over the chart in the container of this key, and keeps it there while the page changes.
 * @param {HTMLElement} element Positioned absolutely.
 * @param {string} key
 * @param {(chart: HTMLElement) => void} then Called with the chart whenever it was drawn or has moved.
 * @returns {void}
 */
export function layOver(element, key, then) {
  const place = () => {
    const chart = chartOf(key);
    if (!element.isConnected) return;
    if (!isDrawn(chart) || !element.offsetParent) { setTimeout(place, 60); return; }
    const [at, from] = [chart.getBoundingClientRect(), element.offsetParent.getBoundingClientRect()];
    element.style.left = `${at.left - from.left}px`;
    element.style.top = `${at.top - from.top}px`;
    element.style.width = `${chart.offsetWidth}px`;
    element.style.height = `${chart.offsetHeight}px`;
    then(chart);
  };
  element.cnnWatch?.disconnect();
  element.cnnWatch = new ResizeObserver(place);
  const container = document.querySelector(`.st-key-${key}`);
  if (container) element.cnnWatch.observe(container);
  place();
}
