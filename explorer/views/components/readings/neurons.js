// A few output neurons side by side; connections with the same weight have the same line style.

import { cssColor, inkOn, mapScale, shade } from "../shared/colors.js";
import { clamp, numberText } from "../shared/numbers.js";
import { svgText } from "../shared/svg.js";

const DASHES = ["", "7 3", "2 3", "10 3 2 3", "12 4", "4 4"];
const inksOf = (theme) => [theme.diverging[4], theme.diverging[0], theme.weights[4], theme.weights[0], theme.ink, theme.faint];

/**
 * Some neighbouring neurons and what they read along one row, kernel row `state.row`, as SVG.
 * @param {HTMLElement} element The component's.
 * @param {number} width Px.
 * @returns {string}
 */
export function neuronsSvg(element, width) {
  const { data, state } = element, { theme } = data, [row, col] = element.at;
  const [step, rate, taps] = [data.step[1], data.dilation[1], data.taps[1]];
  const room = Math.floor(width / 30), most = clamp(Math.floor((room - (taps - 1) * rate - 1) / step) + 1, 2, 5);
  const count = Math.min(most, data.shape[1]), from = clamp(col - Math.floor(count / 2), 0, data.shape[1] - count);
  const r = row * data.step[0] - data.sides[0][0] + state.row * data.dilation[0];
  const first = from * step - data.sides[1][0], last = (from + count - 1) * step - data.sides[1][0] + (taps - 1) * rate;
  const long = last - first + 1, k = Math.min(width / long, 62), x = (c) => (c - first + 0.5) * k;
  const [high, wide] = data.size, colours = mapScale(theme.diverging, data.limit, data.grey), top = 190, inks = inksOf(theme);
  let lines = "", dots = "", cells = "";
  for (let c = first; c <= last; c++) {
    const real = r >= 0 && r < high && c >= 0 && c < wide, value = real ? element.values[r * wide + c] : 0, colour = shade(colours, value);
    cells += `<rect x="${x(c) - k / 2}" y="${top}" width="${k}" height="30" fill="${cssColor(colour)}" stroke="${theme.faint}" stroke-opacity="0.5"/>`;
    if (k >= 28) cells += svgText(real ? numberText(value, 2) : "pad", x(c), top + 15, "middle", { size: 12, color: real ? inkOn(colour) : theme.ink });
    if (k >= 24) cells += svgText(String(c), x(c), top + 42, "middle", { size: 12, color: theme.faint });
  }
  for (let n = from; n < from + count; n++) {
    const start = n * step - data.sides[1][0], at = x(start + ((taps - 1) * rate) / 2);
    for (let j = 0; j < taps; j++) {
      const own = j === state.col, dash = DASHES[j % DASHES.length];
      lines += `<path data-tap="${j}" d="M${at},42L${x(start + j * rate)},${top}" stroke="${inks[j % inks.length]}" fill="none" ` +
        `stroke-width="${own ? 4 : 1.5}" opacity="${own ? 1 : 0.55}" ${dash ? `stroke-dasharray="${dash}"` : ""}/>`;
    }
    dots += `<circle cx="${at}" cy="26" r="16" fill="${theme.page}" stroke="${n === col ? theme.ink : theme.faint}" stroke-width="${n === col ? 3 : 1.5}"/>`;
    dots += svgText(String(n), at, 26, "middle", { size: 12, color: theme.ink });
  }
  let key = "";
  data.kernel[state.row].forEach((value, j) => {
    const left = (j % 4) * Math.min(width / 4, 150), y = top + 66 + 22 * Math.floor(j / 4), own = j === state.col;
    key += `<path d="M${left},${y}h26" stroke="${inks[j % inks.length]}" stroke-width="${own ? 4 : 1.5}" stroke-dasharray="${DASHES[j % DASHES.length]}"/>`;
    key += svgText(own ? `<b>${numberText(value)}</b>` : numberText(value), left + 32, y, "start", { size: 12, color: theme.ink });
  });
  const tall = top + 66 + 22 * Math.ceil(taps / 4);
  return `<svg width="${width}" height="${tall}" viewBox="0 0 ${width} ${tall}">${lines}${dots}${cells}${key}</svg>`;
}
