// The charts of the page, as Plotly draws them.

/**
 * The chart in the container of this key.
 * @param {string} key
 * @returns {HTMLElement | null}
 */
export const chartOf = (key) => document.querySelector(`.st-key-${key} .js-plotly-plot`);

/**
 * Whether Plotly has drawn it.
 * @param {HTMLElement | null} gd A Plotly chart.
 * @returns {boolean}
 */
export const isDrawn = (gd) => gd && gd._fullLayout && gd._fullLayout.xaxis && window.Plotly;

/**
 * The charts with a page of maps of one layer: on the Layer tab, and its activations and gradients on the Receptive field tab.
 * @returns {(HTMLElement | null)[]}
 */
export const mapPages = () => ["channels", "page_of_acts", "page_of_gradients"].map(chartOf);

/**
 * How much larger a chart is on the screen than it was drawn, as while presenting.
 * @param {HTMLElement} gd A Plotly chart.
 * @returns {number}
 */
export const scaleOf = (gd) => gd.getBoundingClientRect().width / gd.offsetWidth || 1;

/**
 * Where the pointer is, in the coordinates of the chart's axes.
 * @param {HTMLElement} gd A Plotly chart.
 * @param {MouseEvent} event
 * @returns {[number, number]} x and y.
 */
export const positionIn = (gd, event) => {
  const box = gd.getBoundingClientRect(), { xaxis, yaxis } = gd._fullLayout;
  const enlarged = scaleOf(gd);
  const x = (event.clientX - box.left) / enlarged, y = (event.clientY - box.top) / enlarged;
  return [xaxis.p2d(x - xaxis._offset), yaxis.p2d(y - yaxis._offset)];
};

/**
 * A change of a chart; one that Streamlit is taking down at this moment is left alone and found again later.
 * @param {import("./hub.js").Hub} hub
 * @param {HTMLElement} gd A Plotly chart.
 * @param {"relayout" | "update"} how
 * @param {...any} what What Plotly's function of that name takes.
 * @returns {void}
 */
export function changeChart(hub, gd, how, ...what) {
  const later = () => setTimeout(() => hub.soon(), 50);
  try {
    const done = window.Plotly[how](gd, ...what);
    if (done && done.catch) done.catch(later);
  } catch (error) {
    later();
  }
}
