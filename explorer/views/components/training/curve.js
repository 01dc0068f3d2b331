// The curves of a training above its slider, each with a marker at the epoch on the screen.

import { make } from "../shared/elements.js";

/**
 * The places of a curve's points in percent of the picture's width and height: the epochs at equal distances, as the slider
 * has them, and values from `low` at the bottom to `high` at the top.
 * @param {{values: number[], low: number, high: number}} curve
 * @returns {[number, number][]} x from the left, y from the top.
 */
export function places({ values, low, high }) {
  const last = Math.max(values.length - 1, 1), span = high - low || 1;
  return values.map((value, i) => [(100 * i) / last, 100 - (100 * (value - low)) / span]);
}

/**
 * Draws the curves anew, unless they are those that it shows. The class of a curve's line and marker is its `line`.
 * @param {SVGElement} svg
 * @param {{line: string, values: number[], low: number, high: number}[]} curves
 * @returns {void}
 */
export function drawCurves(svg, curves) {
  const key = JSON.stringify(curves);
  if (svg.cnnKey === key) return;
  svg.cnnKey = key;
  // Lines are stretched to the width that there is; markers are placed in percent, so that they stay round.
  const stretched = make("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", width: "100%", height: "100%", overflow: "visible" });
  const markers = curves.map((curve) => {
    const points = places(curve);
    stretched.append(make("polyline", { points: points.join(" "), class: `line ${curve.line}`, "vector-effect": "non-scaling-stroke" }));
    const marker = make("circle", { r: 3.5, class: `marker ${curve.line}` });
    marker.cnnPlaces = points;
    return marker;
  });
  svg.replaceChildren(stretched, ...markers);
}

/**
 * Moves every marker to the epoch with this index.
 * @param {SVGElement} svg
 * @param {number} index
 * @returns {void}
 */
export function moveMarkers(svg, index) {
  for (const marker of svg.querySelectorAll(".marker")) {
    const [x, y] = marker.cnnPlaces[index];
    marker.setAttribute("cx", `${x}%`);
    marker.setAttribute("cy", `${y}%`);
  }
}
