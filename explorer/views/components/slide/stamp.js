// A transposed convolution: the position goes over the input, and each cell of it lays its kernel down on the output,
// scaled by its number; what overlaps adds up.

/** Where tap (i, j) of input cell (row, col) falls on the output, or null where it is cut off. */
function falls({ step, dilation, cut, outShape }, row, col, i, j) {
  const y = row * step[0] + i * dilation[0] - cut[0], x = col * step[1] + j * dilation[1] - cut[1];
  return y >= 0 && y < outShape[0] && x >= 0 && x < outShape[1] ? [y, x] : null;
}

/** What input cell `at` lays down, all input maps together: kernel rows x kernel columns. */
function laid(data, at) {
  const [rows, cols] = data.taps, from = at * rows * cols;
  return Array.from({ length: rows }, (_, i) => Array.from(data.sums.subarray(from + i * cols, from + (i + 1) * cols)));
}

/** The output as it is after input cell `at`, in element.sum, and painted on element.sheet with one px per cell. */
function layDown(element, at) {
  const { data } = element, [high, wide] = data.outShape, [rows, cols] = data.taps, colours = look(data.theme.diverging, data.outLimit);
  if (!element.sum || element.laidAt > at) {
    element.sum = new Float64Array(high * wide).fill(data.bias ?? 0);
    element.sheet = imageOf(element.sum, high, wide, colours);
    element.laidAt = -1;
  }
  const changed = new Set();
  for (let n = element.laidAt + 1; n <= at; n++) {
    const row = Math.floor(n / data.shape[1]), col = n % data.shape[1];
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) {
      const place = falls(data, row, col, i, j);
      if (!place) continue;
      element.sum[place[0] * wide + place[1]] += data.sums[(n * rows + i) * cols + j];
      changed.add(place[0] * wide + place[1]);
    }
  }
  const pen = element.sheet.getContext("2d");
  for (const place of changed) {
    pen.fillStyle = css(shade(colours, element.sum[place]));
    pen.fillRect(place % wide, Math.floor(place / wide), 1, 1);
  }
  element.laidAt = at;
}

function showStamp(element) {
  const { data, state, in: under, out } = element, cols = data.shape[1], row = Math.floor(state.at / cols), col = state.at % cols;
  layDown(element, state.at);
  under.clear();
  outline(under.pen, under.x(col), under.y(row), under.k, under.k);
  out.clear();
  out.pen.drawImage(element.sheet, 0, 0, data.outShape[1] * out.k, data.outShape[0] * out.k);
  for (let i = 0; i < data.taps[0]; i++) for (let j = 0; j < data.taps[1]; j++) {
    const place = falls(data, row, col, i, j);
    if (place && data.dilation.some((rate) => rate > 1)) outline(out.pen, place[1] * out.k, place[0] * out.k, out.k, out.k);
  }
  if (data.dilation.every((rate) => rate === 1)) {
    const [y, x] = [row * data.step[0] - data.cut[0], col * data.step[1] - data.cut[1]];
    const top = Math.max(y, 0), left = Math.max(x, 0), bottom = Math.min(y + data.taps[0], data.outShape[0]), right = Math.min(x + data.taps[1], data.outShape[1]);
    if (bottom > top && right > left) outline(out.pen, left * out.k, top * out.k, (right - left) * out.k, (bottom - top) * out.k);
  }
  element.querySelector(".cnn-line").textContent = stampSentence(data, row, col);
  element.querySelector(".cnn-sum").innerHTML = stampArithmetic(data, state.at, Math.min(element.clientWidth, 760));
  element.querySelector("input").value = state.at;
  element.querySelector(".cnn-play").textContent = state.playing ? "Pause" : "Play";
  element.shown = { row, col };
}

function stampSentence(data, row, col) {
  const value = data.maps[0][row * data.shape[1] + col], many = data.others + 1;
  const with_ = data.others ? `, together with those of all ${many.toLocaleString("en-US")} input maps` : "";
  const start = data.bias ? ` Every cell of the output starts at the bias, ${num(data.bias)}.` : "";
  return `Row ${row}, column ${col} holds ${num(value)}: it lays ${num(value)} times its kernel down${with_}. Where kernels overlap, they add up.${start}`;
}

/** Number x kernel = what this map lays down; beside it what all maps lay down there. */
function stampArithmetic(data, at, width) {
  const { theme } = data, [high, wide] = data.taps, kernel = data.kernels[0], value = data.maps[0][at], count = data.others ? 3 : 2;
  const numbered = Math.max(high, wide) <= NUMBERED, sign = 24;
  const cellWide = Math.min(numbered ? 46 : 20, (width - (count + 1) * sign - 46) / (count * wide)), cellHigh = numbered ? 28 : cellWide;
  const product = kernel.map((line) => line.map((weight) => weight * value)), all = laid(data, at), top = 22, middle = top + (high * cellHigh) / 2;
  const products = look(theme.diverging, data.outLimit), fits = numbered && cellWide > 26;
  const x = (i) => 46 + sign + i * (wide * cellWide + sign), head = (text, i) => written(text, x(i) + (wide * cellWide) / 2, 8, "middle", { size: 12, color: theme.faint });
  const [y] = [middle - 14], beside = look(theme.diverging, data.limit, data.grey);
  let out = matrix([[value]], null, 0, y, 46, 28, beside, theme.faint, true);
  out += written("×", 46 + sign / 2, middle, "middle", { size: 15, color: theme.ink }) + head("its kernel", 0);
  out += matrix(kernel, null, x(0), top, cellWide, cellHigh, look(theme.weights, data.weight), theme.faint, fits);
  out += written("=", x(1) - sign / 2, middle, "middle", { size: 15, color: theme.ink }) + head("lays down", 1);
  out += matrix(product, null, x(1), top, cellWide, cellHigh, products, theme.faint, fits);
  if (data.others) out += head(`all ${(data.others + 1).toLocaleString("en-US")} maps`, 2) + matrix(all, null, x(2), top, cellWide, cellHigh, products, theme.faint, fits);
  return `<svg width="${width}" height="${top + high * cellHigh + 4}" aria-hidden="true">${out}</svg>`;
}
