// The arithmetic of the cell that the sliding window is at, drawn: patch x kernel = products -> sum.

import { YELLOW } from "../shared/canvas.js";
import { mapScale } from "../shared/colors.js";
import { countText } from "../shared/numbers.js";
import { svgText } from "../shared/svg.js";
import { NUMBERED, barsSvg, matrixSvg } from "./matrix.js";

const LABELS = 64; // px for the names of the channels

/**
 * The whole drawing as SVG.
 * @param {import("./window.js").Maps} data
 * @param {import("./reckon.js").Reckoning} reckoning
 * @param {number} width Px.
 * @returns {string}
 */
export function arithmeticSvg(data, reckoning, width) {
  const theme = data.theme, [high, wide] = data.taps, numbered = Math.max(high, wide) <= NUMBERED;
  const sum = data.op === "sum", all = sum ? 3 : 1, sign = 22, label = width > 520 ? LABELS : 0;
  const cellWide = Math.min(numbered ? 46 : 20, (width - label - (all - 1) * sign) / (all * wide), 240 / wide);
  const cellHigh = numbered ? 28 : Math.min(cellWide, 200 / high), fits = numbered && cellWide > 33;
  const inputs = mapScale(theme.diverging, data.limit, data.grey), products = mapScale(theme.diverging, data.limit * data.weight);
  const drawn = sum && !data.others && data.maps.length <= 3 ? data.maps.length : 1;
  let out = "", y = 22;
  if (sum) {
    ["reads", "kernel", "products"].forEach((text, i) => {
      out += svgText(text, label + i * (wide * cellWide + sign) + wide * cellWide / 2, 8, "middle", { size: 12, color: theme.faint });
    });
  } else out += svgText("the window", 0, 8, "start", { size: 12, color: theme.faint });
  for (let at = 0; at < drawn; at++) {
    const x = (i) => (sum ? label : 0) + i * (wide * cellWide + sign), middle = y + (high * cellHigh) / 2;
    if (sum && label) out += svgText(data.names[at], 0, middle, "start", { size: 12, color: theme.ink });
    out += matrixSvg(reckoning.patches[at], reckoning.inside, x(0), y, cellWide, cellHigh, inputs, theme.faint, fits);
    if (sum) {
      out += matrixSvg(data.kernels[at], null, x(1), y, cellWide, cellHigh, mapScale(theme.weights, data.weight), theme.faint, fits);
      out += matrixSvg(reckoning.products[at], reckoning.inside, x(2), y, cellWide, cellHigh, products, theme.faint, fits);
      for (const [i, text] of ["×", "="].entries()) out += svgText(text, x(i + 1) - sign / 2, middle, "middle", { size: 15, color: theme.ink });
    } else if (data.op === "max") {
      const [i, j] = [Math.floor(reckoning.winner / wide), reckoning.winner % wide];
      for (const [colour, line] of [["#000000", 4], [YELLOW, 2]]) {
        out += `<rect x="${j * cellWide}" y="${y + i * cellHigh}" width="${cellWide}" height="${cellHigh}" fill="none" stroke="${colour}" stroke-width="${line}"/>`;
      }
    }
    y += high * cellHigh + 12;
  }
  if (sum) {
    const terms = reckoning.subtotals.map((value, at) => [data.names[at], value]);
    if (data.others) terms.push([`${countText(data.others)} more map${data.others === 1 ? "" : "s"}`, reckoning.rest]);
    if (data.bias !== null) terms.push(["bias", data.bias]);
    terms.push(["sum", reckoning.total]);
    out += barsSvg(terms, Math.min(width, 620), y, theme);
    y += 24 * terms.length;
  }
  return `<svg width="${width}" height="${y + 4}" viewBox="0 -2 ${width} ${y + 6}" aria-hidden="true">${out}</svg>`;
}
