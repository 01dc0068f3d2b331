// Two readings of a convolution. As a filter that slides: point at a weight, and every input position that it ever
// multiplies lights up. As neurons: a few of them side by side, and the same line wherever the weight is the same.

const READINGS = ["One filter that slides", "Many neurons with tied weights"];
const DASHES = ["", "7 3", "2 3", "10 3 2 3", "12 4", "4 4"];

function reader(parent) {
  const found = parent.querySelector(".cnn-readings");
  if (found) return found;
  const made = document.createElement("div");
  made.className = "cnn-readings";
  made.innerHTML = `<div class="cnn-switch" role="group" aria-label="Reading">${READINGS.map((name, i) =>
    `<button type="button" aria-pressed="${i === 0}" data-reading="${i}">${name}</button>`).join("")}</div>
    <p class="cnn-line"></p>
    <div class="cnn-both"><figure><figcaption></figcaption><div class="cnn-kernel"></div></figure>
    <figure class="cnn-where"><figcaption></figcaption><canvas></canvas><div class="cnn-neurons" hidden></div></figure></div>`;
  made.state = { reading: 0, row: 0, col: 0 };
  made.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reading]");
    if (!button) return;
    made.state.reading = Number(button.dataset.reading);
    for (const each of made.querySelectorAll("[data-reading]")) each.setAttribute("aria-pressed", String(each === button));
    tellUse(made);
  });
  const toWeight = (event) => {
    const at = event.target.closest("[data-weight]")?.dataset.weight;
    if (!at) return;
    [made.state.row, made.state.col] = at.split(",").map(Number);
    tellUse(made);
  };
  made.addEventListener("pointerover", toWeight);
  made.addEventListener("focusin", toWeight);
  made.addEventListener("pointerdown", toWeight);
  new ResizeObserver(() => { if (made.data && made.clientWidth !== made.laidOut) arrange(made); }).observe(made);
  parent.appendChild(made);
  return made;
}

/** The kernel as squares that can be pointed at, tabbed to or tapped. */
function kernelDrawing(data, side) {
  const [rows, cols] = data.taps, k = Math.min(side / cols, side / rows, 56), colours = look(data.theme.weights, data.weight);
  let out = "";
  data.kernel.forEach((line, i) => line.forEach((value, j) => {
    const colour = shade(colours, value), x = j * k + 3, y = i * k + 3;
    out += `<g tabindex="0" role="button" data-weight="${i},${j}" aria-label="Weight ${i}, ${j}: ${num(value)}">` +
      `<rect x="${x}" y="${y}" width="${k}" height="${k}" fill="${css(colour)}" stroke="${data.theme.faint}" stroke-opacity="0.5"/>` +
      (k >= 40 ? written(num(value, 2), x + k / 2, y + k / 2, "middle", { size: 12, color: onto(colour) }) : "") + "</g>";
  }));
  return `<svg width="${cols * k + 6}" height="${rows * k + 6}">${out}<g class="cnn-mark" pointer-events="none"></g></svg>`;
}

const placesOf = ([first, step, count]) => Array.from({ length: count }, (_, n) => first + step * n);

/** Everything but the positions of a weight is dimmed. */
function light(element, use) {
  const { data, under } = element, [[top], [left]] = data.sides, wide = Math.round(under.wide / under.k), high = Math.round(under.high / under.k);
  const veil = document.createElement("canvas");
  veil.width = wide;
  veil.height = high;
  const pen = veil.getContext("2d"), image = pen.createImageData(wide, high), page = rgb(data.theme.page);
  for (let i = 0; i < wide * high; i++) image.data.set([...page, 205], 4 * i);
  const cols = placesOf(use.cols);
  for (const r of placesOf(use.rows)) for (const c of cols) image.data[4 * ((r + top) * wide + c + left) + 3] = 0;
  pen.putImageData(image, 0, 0);
  under.clear();
  under.pen.drawImage(veil, 0, 0, under.wide, under.high);
  const x = under.x(use.cols[0]), y = under.y(use.rows[0]);
  const far = [under.x(cols.at(-1) + 1), under.y(use.rows[0] + use.rows[1] * (use.rows[2] - 1) + 1)];
  outline(under.pen, x + 1, y + 1, far[0] - x - 2, far[1] - y - 2);
}

/** Some neighbouring neurons and what they read along one row: kernel row `state.row`. */
function neurons(element, width) {
  const { data, state } = element, { theme } = data, [row, col] = element.at;
  const [step, rate, taps] = [data.step[1], data.dilation[1], data.taps[1]];
  const room = Math.floor(width / 30), most = Math.max(2, Math.min(5, Math.floor((room - (taps - 1) * rate - 1) / step) + 1));
  const count = Math.min(most, data.shape[1]), from = Math.min(Math.max(col - Math.floor(count / 2), 0), data.shape[1] - count);
  const r = row * data.step[0] - data.sides[0][0] + state.row * data.dilation[0];
  const first = from * step - data.sides[1][0], last = (from + count - 1) * step - data.sides[1][0] + (taps - 1) * rate;
  const long = last - first + 1, k = Math.min(width / long, 62), x = (c) => (c - first + 0.5) * k;
  const [high, wide] = data.size, colours = look(theme.diverging, data.limit, data.grey), top = 190, inks = inksOf(theme);
  let lines = "", dots = "", cells = "";
  for (let c = first; c <= last; c++) {
    const real = r >= 0 && r < high && c >= 0 && c < wide, value = real ? element.values[r * wide + c] : 0, colour = shade(colours, value);
    cells += `<rect x="${x(c) - k / 2}" y="${top}" width="${k}" height="30" fill="${css(colour)}" stroke="${theme.faint}" stroke-opacity="0.5"/>`;
    if (k >= 28) cells += written(real ? num(value, 2) : "pad", x(c), top + 15, "middle", { size: 12, color: real ? onto(colour) : theme.ink });
    if (k >= 24) cells += written(String(c), x(c), top + 42, "middle", { size: 12, color: theme.faint });
  }
  for (let n = from; n < from + count; n++) {
    const start = n * step - data.sides[1][0], at = x(start + ((taps - 1) * rate) / 2);
    for (let j = 0; j < taps; j++) {
      const own = j === state.col, dash = DASHES[j % DASHES.length];
      lines += `<path data-tap="${j}" d="M${at},42L${x(start + j * rate)},${top}" stroke="${inks[j % inks.length]}" fill="none" ` +
        `stroke-width="${own ? 4 : 1.5}" opacity="${own ? 1 : 0.55}" ${dash ? `stroke-dasharray="${dash}"` : ""}/>`;
    }
    dots += `<circle cx="${at}" cy="26" r="16" fill="${theme.page}" stroke="${n === col ? theme.ink : theme.faint}" stroke-width="${n === col ? 3 : 1.5}"/>`;
    dots += written(String(n), at, 26, "middle", { size: 12, color: theme.ink });
  }
  let key = "";
  data.kernel[state.row].forEach((value, j) => {
    const left = (j % 4) * Math.min(width / 4, 150), y = top + 66 + 22 * Math.floor(j / 4), own = j === state.col;
    key += `<path d="M${left},${y}h26" stroke="${inks[j % inks.length]}" stroke-width="${own ? 4 : 1.5}" stroke-dasharray="${DASHES[j % DASHES.length]}"/>`;
    key += written(own ? `<b>${num(value)}</b>` : num(value), left + 32, y, "start", { size: 12, color: theme.ink });
  });
  const tall = top + 66 + 22 * Math.ceil(taps / 4);
  return `<svg width="${width}" height="${tall}" viewBox="0 0 ${width} ${tall}">${lines}${dots}${cells}${key}</svg>`;
}

const inksOf = (theme) => [theme.diverging[4], theme.diverging[0], theme.weights[4], theme.weights[0], theme.ink, theme.faint];

function tellUse(element) {
  const { data, state } = element, use = data.uses[state.row][state.col], value = num(data.kernel[state.row][state.col]);
  const many = (count, what) => `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;
  const [row, col] = element.at, sliding = state.reading === 0;
  element.querySelector(".cnn-line").textContent = sliding
    ? `Weight (${state.row}, ${state.col}) = ${value} multiplies ${many(use.positions, "position")}, one for every output cell; ` +
      `${use.positions === use.real ? "all" : use.real.toLocaleString("en-US")} of them are real ${data.grey ? "pixels" : "cells"}` +
      (use.positions === use.real ? "." : ", the others padding.")
    : `Each circle is an output neuron of row ${row} with connections of its own; the same line is the same weight. ` +
      `Drawn is row ${state.row} of the kernel, on row ${row * data.step[0] - data.sides[0][0] + state.row * data.dilation[0]} of the input.`;
  const mark = element.querySelector(".cnn-mark"), own = element.querySelector(`[data-weight="${state.row},${state.col}"] rect`);
  const box = ["x", "y", "width", "height"].map((name) => `${name}="${own.getAttribute(name)}"`).join(" ");
  mark.innerHTML = `<rect ${box} fill="none" stroke="#000" stroke-width="4"/><rect ${box} fill="none" stroke="${YELLOW}" stroke-width="2"/>`;
  const drawing = element.querySelector(".cnn-neurons"), canvas = element.querySelector("canvas");
  canvas.hidden = !sliding;
  drawing.hidden = sliding;
  if (sliding) light(element, use);
  else drawing.innerHTML = neurons(element, element.room);
  element.querySelector(".cnn-where figcaption").textContent = sliding ? data.below : `${data.title}, above what it reads of ${data.below}`;
  element.shown = { row: state.row, col: state.col, positions: use.positions, real: use.real, reading: state.reading };
}

function arrange(element) {
  const { data } = element, [rows, cols] = data.size, width = element.clientWidth;
  element.laidOut = width;
  const kernelSide = Math.min(180, width);
  element.querySelector(".cnn-kernel").innerHTML = kernelDrawing(data, kernelSide);
  const beside = width > 520;
  element.room = Math.min(beside ? width - 220 : width, 560);
  const image = imageOf(element.values, rows, cols, look(data.theme.diverging, data.limit, data.grey));
  const side = Math.min(beside ? width - 220 : width, 320);
  element.under = field(element.querySelector("canvas"), { rows, cols, sides: data.sides, image, side }, data.theme);
  element.querySelector("figcaption").textContent = `kernel for ${data.name}`;
  tellUse(element);
}

export default function ({ data, parentElement }) {
  if (data.role === "at") {
    window.__cnnReadAt = [data.row, data.col];
    const element = document.querySelector(".cnn-readings");
    if (element?.data && element.at.join() !== window.__cnnReadAt.join()) { element.at = window.__cnnReadAt; tellUse(element); }
    return;
  }
  const element = reader(parentElement);
  if (element.data?.version === data.version) return;
  element.data = data;
  element.values = floats(data.map);
  element.at = window.__cnnReadAt || [0, 0];
  element.state.row = Math.min(element.state.row, data.taps[0] - 1);
  element.state.col = Math.min(element.state.col, data.taps[1] - 1);
  arrange(element);
}
