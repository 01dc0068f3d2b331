// The kernel of the layer as squares that can be pointed at, tabbed to or tapped.

import { cssColor, inkOn, mapScale, shade } from "../shared/colors.js";
import { numberText } from "../shared/numbers.js";
import { svgText } from "../shared/svg.js";

/**
 * The squares as SVG.
 * @param {object} data
 * @param {number} side Most px of a side.
 * @returns {string}
 */
export function kernelSvg(data, side) {
  const [rows, cols] = data.taps, k = Math.min(side / cols, side / rows, 56), colours = mapScale(data.theme.weights, data.weight);
  let out = "";
  data.kernel.forEach((line, i) => line.forEach((value, j) => {
    const colour = shade(colours, value), x = j * k + 3, y = i * k + 3;
    out += `<g tabindex="0" role="button" data-weight="${i},${j}" aria-label="Weight ${i}, ${j}: ${numberText(value)}">` +
      `<rect x="${x}" y="${y}" width="${k}" height="${k}" fill="${cssColor(colour)}" stroke="${data.theme.faint}" stroke-opacity="0.5"/>` +
      (k >= 40 ? svgText(numberText(value, 2), x + k / 2, y + k / 2, "middle", { size: 12, color: inkOn(colour) }) : "") + "</g>";
  }));
  return `<svg width="${cols * k + 6}" height="${rows * k + 6}">${out}<g class="cnn-mark" pointer-events="none"></g></svg>`;
}
