// A small curve of a training with a marker at the epoch on the screen.

const SVG = "http://www.w3.org/2000/svg", WIDTH = 112, HEIGHT = 32, EDGE = 4;

const make = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

/**
 * The places of a curve's points in px: epochs on a scale that gives early ones room, values from the least to the largest.
 * @param {number[]} epochs
 * @param {number[]} values
 * @returns {[number, number][]} x and y.
 */
export function points(epochs, values) {
  const last = Math.log1p(epochs[epochs.length - 1]) || 1, low = Math.min(...values), span = Math.max(...values) - low || 1;
  const x = (epoch) => EDGE + (WIDTH - 2 * EDGE) * (Math.log1p(epoch) / last);
  const y = (value) => HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * ((value - low) / span);
  return epochs.map((epoch, i) => [x(epoch), y(values[i])]);
}

/**
 * Draws the curves anew; each has a marker that knows the places of all epochs.
 * @param {SVGElement} svg
 * @param {{name: string, values: number[]}[]} curves
 * @param {number[]} epochs
 * @returns {void}
 */
export function drawCurve(svg, curves, epochs) {
  const key = JSON.stringify([curves, epochs]);
  if (svg.cnnKey === key) return;
  svg.cnnKey = key;
  svg.replaceChildren();
  for (const { values } of curves) {
    const places = points(epochs, values), text = places.map((place) => place.map((each) => each.toFixed(1)).join(","));
    svg.append(make("polyline", { points: text.join(" "), class: "line" }));
    const marker = make("circle", { r: 4, class: "marker" });
    marker.dataset.xs = places.map(([x]) => x.toFixed(1)).join(" ");
    marker.dataset.ys = places.map(([, y]) => y.toFixed(1)).join(" ");
    svg.append(marker);
  }
}
