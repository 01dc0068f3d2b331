// Two views of a convolution. As a sliding filter: point at a weight, and every input position that it multiplies is
// highlighted. As neurons: a few of them side by side, with the same line style for the same weight.

import { YELLOW, field, imageOf, outline } from "../shared/canvas.js";
import { mapScale, rgb } from "../shared/colors.js";
import { countText, numberText } from "../shared/numbers.js";
import { floatsOf } from "../shared/packed.js";
import { kernelSvg } from "./kernel.js";
import { neuronsSvg } from "./neurons.js";

const READINGS = ["One filter that slides", "Many neurons with tied weights"];

function reader(parent) {
  const present = parent.querySelector(".cnn-readings");
  if (present) return present;
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

const placesOf = ([first, step, count]) => Array.from({ length: count }, (_, n) => first + step * n);

/** Dims everything but the positions of a weight. */
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

function tellUse(element) {
  const { data, state } = element, use = data.uses[state.row][state.col], value = numberText(data.kernel[state.row][state.col]);
  const many = (count, what) => `${countText(count)} ${what}${count === 1 ? "" : "s"}`;
  const [row, col] = element.at, sliding = state.reading === 0;
  element.querySelector(".cnn-line").textContent = sliding
    ? `Weight (${state.row}, ${state.col}) = ${value} multiplies ${many(use.positions, "position")}, one for every output cell; ` +
      `${use.positions === use.real ? "all" : countText(use.real)} of them are real ${data.grey ? "pixels" : "cells"}` +
      (use.positions === use.real ? "." : ", the others padding.")
    : `Each circle is an output neuron of row ${row} with its own connections; lines of the same colour carry the same weight. ` +
      `The picture shows row ${state.row} of the kernel, on row ${row * data.step[0] - data.sides[0][0] + state.row * data.dilation[0]} of the input.`;
  const mark = element.querySelector(".cnn-mark"), own = element.querySelector(`[data-weight="${state.row},${state.col}"] rect`);
  const box = ["x", "y", "width", "height"].map((name) => `${name}="${own.getAttribute(name)}"`).join(" ");
  mark.innerHTML = `<rect ${box} fill="none" stroke="#000" stroke-width="4"/><rect ${box} fill="none" stroke="${YELLOW}" stroke-width="2"/>`;
  const drawing = element.querySelector(".cnn-neurons"), canvas = element.querySelector("canvas");
  canvas.hidden = !sliding;
  drawing.hidden = sliding;
  if (sliding) light(element, use);
  else drawing.innerHTML = neuronsSvg(element, element.room);
  element.querySelector(".cnn-where figcaption").textContent = sliding ? data.below : `${data.title}, above what it reads of ${data.below}`;
  element.shown = { row: state.row, col: state.col, positions: use.positions, real: use.real, reading: state.reading };
}

function arrange(element) {
  const { data } = element, [rows, cols] = data.size, width = element.clientWidth;
  element.laidOut = width;
  const kernelSide = Math.min(180, width);
  element.querySelector(".cnn-kernel").innerHTML = kernelSvg(data, kernelSide);
  const beside = width > 520;
  element.room = Math.min(beside ? width - 220 : width, 560);
  const image = imageOf(element.values, rows, cols, mapScale(data.theme.diverging, data.limit, data.grey));
  const side = Math.min(beside ? width - 220 : width, 320);
  element.under = field(element.querySelector("canvas"), { rows, cols, sides: data.sides, image, side }, data.theme);
  element.querySelector("figcaption").textContent = `kernel for ${data.name}`;
  tellUse(element);
}

/**
 * @param {{data: object, parentElement: HTMLElement}} component
 * @returns {void}
 */
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
  element.values = floatsOf(data.map);
  element.at = window.__cnnReadAt || [0, 0];
  element.state.row = Math.min(element.state.row, data.taps[0] - 1);
  element.state.col = Math.min(element.state.col, data.taps[1] - 1);
  arrange(element);
}
