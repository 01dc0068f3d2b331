// A transposed convolution: the position goes over the input, and each input cell adds its kernel, scaled by its number,
// to the output.

import { imageOf, outline } from "../shared/canvas.js";
import { cssColor, mapScale, shade } from "../shared/colors.js";
import { scaledKernelSvg, scaledKernelWords, tapFalls } from "./scaled_kernel.js";

/** The output as it is after input cell `at`, in element.sum, and painted on element.sheet with one px per cell. */
function addKernels(element, at) {
  const { data } = element, [high, wide] = data.outShape, [rows, cols] = data.taps, colours = mapScale(data.theme.diverging, data.outLimit);
  if (!element.sum || element.laidAt > at) {
    element.sum = new Float64Array(high * wide).fill(data.bias ?? 0);
    element.sheet = imageOf(element.sum, high, wide, colours);
    element.laidAt = -1;
  }
  const changed = new Set();
  for (let n = element.laidAt + 1; n <= at; n++) {
    const row = Math.floor(n / data.shape[1]), col = n % data.shape[1];
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) {
      const place = tapFalls(data, row, col, i, j);
      if (!place) continue;
      element.sum[place[0] * wide + place[1]] += data.sums[(n * rows + i) * cols + j];
      changed.add(place[0] * wide + place[1]);
    }
  }
  const pen = element.sheet.getContext("2d");
  for (const place of changed) {
    pen.fillStyle = cssColor(shade(colours, element.sum[place]));
    pen.fillRect(place % wide, Math.floor(place / wide), 1, 1);
  }
  element.laidAt = at;
}

/**
 * Shows the cell that the slider is at, and the output as it is after it.
 * @param {HTMLElement} element The slider.
 * @returns {void}
 */
export function showTransposed(element) {
  const { data, state, in: under, out } = element, cols = data.shape[1], row = Math.floor(state.at / cols), col = state.at % cols;
  addKernels(element, state.at);
  under.clear();
  outline(under.pen, under.x(col), under.y(row), under.k, under.k);
  out.clear();
  out.pen.drawImage(element.sheet, 0, 0, data.outShape[1] * out.k, data.outShape[0] * out.k);
  for (let i = 0; i < data.taps[0]; i++) for (let j = 0; j < data.taps[1]; j++) {
    const place = tapFalls(data, row, col, i, j);
    if (place && data.dilation.some((rate) => rate > 1)) outline(out.pen, place[1] * out.k, place[0] * out.k, out.k, out.k);
  }
  if (data.dilation.every((rate) => rate === 1)) {
    const [y, x] = [row * data.step[0] - data.cut[0], col * data.step[1] - data.cut[1]];
    const top = Math.max(y, 0), left = Math.max(x, 0), bottom = Math.min(y + data.taps[0], data.outShape[0]), right = Math.min(x + data.taps[1], data.outShape[1]);
    if (bottom > top && right > left) outline(out.pen, left * out.k, top * out.k, (right - left) * out.k, (bottom - top) * out.k);
  }
  element.querySelector(".cnn-line").textContent = scaledKernelWords(data, row, col);
  element.querySelector(".cnn-sum").innerHTML = scaledKernelSvg(data, state.at, Math.min(element.clientWidth, 760));
  element.querySelector("input").value = state.at;
  element.querySelector(".cnn-play").textContent = state.playing ? "Pause" : "Play";
  element.shown = { row, col };
}
