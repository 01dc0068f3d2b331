// Whole maps on a canvas, as the sliding window and the two readings show them: nearest neighbour, padding hatched.

const YELLOW = "#ffd400";

/** Float32 values from a packed array of any shape. */
const floats = ({ bdata }) => new Float32Array(Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0)).buffer);

/** A number as explorer/figures/theme.py writes it: three significant digits, a real minus sign. */
function num(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(Number(value.toPrecision(digits)));
  if (size < 1e-3 || size >= 1e6) {
    const [mantissa, power] = value.toExponential(digits - 1).split("e");
    const raised = String(Number(power)).replace(/[-\d]/g, (letter) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(letter)]);
    return `${mantissa}·10${raised}`.replace("-", "−");
  }
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places }).replace("-", "−");
}

const even = (stops) => stops.map((colour, i) => [i / (stops.length - 1), colour]);
const GREY = [[0, "#000000"], [1, "#ffffff"]];

/** How values are coloured: grey for the photo, else diverging about zero up to `limit`. */
const look = (colours, limit, grey) => grey ? { zmin: 0, zmax: 1, colorscale: GREY } : { zmin: -limit, zmax: limit, colorscale: even(colours) };

/** A map as an image of one px per cell. */
function imageOf(values, rows, cols, colours) {
  const canvas = document.createElement("canvas");
  canvas.width = cols;
  canvas.height = rows;
  const pen = canvas.getContext("2d"), image = pen.createImageData(cols, rows);
  for (let i = 0; i < rows * cols; i++) image.data.set([...shade(colours, values[i]), 255], 4 * i);
  pen.putImageData(image, 0, 0);
  return canvas;
}

function stripes(pen, x, y, w, h, colour, gap = 7) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, w, h);
  pen.clip();
  pen.beginPath();
  for (let d = gap - h; d < w + h; d += gap) { pen.moveTo(x + d, y); pen.lineTo(x + d - h, y + h); }
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.45;
  pen.lineWidth = 1;
  pen.stroke();
  pen.restore();
}

function frame(pen, x, y, w, h, colour) {
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.4;
  pen.lineWidth = 1;
  pen.strokeRect(x, y, w, h);
  pen.globalAlpha = 1;
}

/**
 * A canvas that shows a map with `sides` ([[top, bottom], [left, right]] cells) of padding, at most `side` px long.
 * Returns where things are in px: `k` px per cell, x and y of columns and rows, `cell(event)` under the pointer.
 */
function field(canvas, { rows, cols, sides, image, side }, theme) {
  const [[top, bottom], [left, right]] = sides, dpr = window.devicePixelRatio || 1;
  const k = side / Math.max(rows + top + bottom, cols + left + right);
  const wide = (cols + left + right) * k, high = (rows + top + bottom) * k;
  const base = document.createElement("canvas");
  for (const each of [canvas, base]) {
    each.width = Math.max(Math.round(wide * dpr), 1);
    each.height = Math.max(Math.round(high * dpr), 1);
    each.getContext("2d").setTransform(dpr, 0, 0, dpr, 0, 0);
  }
  canvas.style.width = `${wide}px`;
  canvas.style.height = `${high}px`;
  const pen = base.getContext("2d");
  pen.imageSmoothingEnabled = false;
  pen.fillStyle = theme.zero;
  pen.fillRect(0, 0, wide, high);
  if (top || bottom || left || right) stripes(pen, 0, 0, wide, high, theme.faint);
  if (!image) frame(pen, 0.5, 0.5, wide - 1, high - 1, theme.faint);
  if (image) pen.drawImage(image, left * k, top * k, cols * k, rows * k);
  const front = canvas.getContext("2d");
  front.imageSmoothingEnabled = false;
  const cell = (event) => {
    const box = canvas.getBoundingClientRect(), zoom = box.width / wide;
    return [Math.floor((event.clientY - box.top) / zoom / k) - top, Math.floor((event.clientX - box.left) / zoom / k) - left];
  };
  const clear = () => { front.clearRect(0, 0, wide, high); front.drawImage(base, 0, 0, wide, high); };
  return { k, rows, cols, wide, high, pen: front, base, cell, clear, x: (col) => (col + left) * k, y: (row) => (row + top) * k };
}

/** An outline that is seen on any colour, at least 5 px wide. */
function outline(pen, x, y, w, h, colour = YELLOW) {
  const dx = Math.max(0, 5 - w) / 2, dy = Math.max(0, 5 - h) / 2;
  for (const [line, width] of [["#000000", 4], [colour, 2]]) {
    pen.strokeStyle = line;
    pen.lineWidth = width;
    pen.strokeRect(x - dx, y - dy, w + 2 * dx, h + 2 * dy);
  }
}

/** Where the taps of a window lie along one axis. */
const tapsAt = ({ taps, step, dilation, sides }, axis, at) =>
  Array.from({ length: taps[axis] }, (_, i) => at * step[axis] - sides[axis][0] + i * dilation[axis]);
