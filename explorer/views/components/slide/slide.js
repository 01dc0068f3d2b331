// An animation: a window slides over the input while the output appears cell by cell, in reading order. It runs in the
// browser alone: reruns of the page neither stop it nor move it.

import { calm } from "../focus/drawing/calm.js";
import { field, imageOf, outline } from "../shared/canvas.js";
import { mapScale } from "../shared/colors.js";
import { clamp, countText } from "../shared/numbers.js";
import { floatsOf } from "../shared/packed.js";
import { arithmeticSvg } from "./arithmetic.js";
import { magnify } from "./lens.js";
import { reckon, reckonWords } from "./reckon.js";
import { showTransposed } from "./transposed.js";
import { windowOn } from "./window.js";

const RATES = [1, 4, 15, 60, 250, 1000, 5000];

function slider(parent) {
  const present = parent.querySelector(".cnn-slide");
  if (present) return present;
  const made = document.createElement("div");
  made.className = "cnn-slide";
  made.tabIndex = 0;
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", "The window slides: space plays and pauses, arrow keys move it.");
  made.innerHTML = `<div class="cnn-bar">
    <button type="button" data-do="back" aria-label="One cell back" title="One cell back (left arrow)">‹</button>
    <button type="button" data-do="play" class="cnn-play">Play</button>
    <button type="button" data-do="forward" aria-label="One cell forward" title="One cell forward (right arrow)">›</button>
    <input type="range" min="0" step="1" aria-label="Cell of the output, in reading order">
    <label>Speed <select>${RATES.map((rate) => `<option value="${rate}">${countText(rate)} cell${rate > 1 ? "s" : ""} a second</option>`).join("")}</select></label>
    </div>
    <div class="cnn-maps"><figure><figcaption></figcaption><canvas class="cnn-in"></canvas></figure>
    <figure class="cnn-lens" hidden><figcaption>around the window</figcaption><canvas></canvas></figure>
    <figure><figcaption></figcaption><canvas class="cnn-out"></canvas></figure></div>
    <div class="cnn-spoken"><p class="cnn-line"></p><button type="button" data-do="pick">Select this cell</button></div>
    <div class="cnn-sum"></div>`;
  made.state = { at: 0, playing: false, owed: 0, rate: 0 };
  listenTo(made);
  parent.appendChild(made);
  return made;
}

function listenTo(element) {
  const { state } = element, go = (by) => { state.playing = false; move(element, state.at + by); };
  const play = () => {
    if (calm()) return go(1); // whoever asks for less motion moves the window step by step
    state.playing = !state.playing;
    if (state.playing && state.at === last(element)) move(element, 0);
    state.before = state.owed = 0;
    if (state.playing) document.dispatchEvent(new CustomEvent("cnn-explorer", { detail: "slide" }));
    if (state.playing) requestAnimationFrame((now) => advance(element, now));
    show(element);
  };
  const acts = { back: () => go(-1), forward: () => go(1), play, pick: () => pick(element) };
  element.addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
  element.querySelector("input").addEventListener("input", (event) => { state.playing = false; move(element, Number(event.target.value)); });
  element.querySelector("select").addEventListener("change", (event) => { state.rate = Number(event.target.value); });
  for (const name of ["in", "out"]) element.querySelector(`.cnn-${name}`).addEventListener("click", (event) => {
    if ((element.data.op === "stamp") !== (name === "in")) return; // stamps go over the input, windows over the output
    const [row, col] = element[name].cell(event), [rows, cols] = element.data.shape;
    if (row >= 0 && row < rows && col >= 0 && col < cols) go(row * cols + col - state.at);
  });
  element.addEventListener("keydown", (event) => {
    if (event.target !== element) return; // a button or the slider has keys of its own
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -element.data.shape[1], ArrowDown: element.data.shape[1] }[event.key];
    if (event.key !== " " && !by) return;
    event.preventDefault();
    event.stopPropagation();
    if (by) go(by);
    else play();
  });
  new ResizeObserver(() => { if (element.data && element.clientWidth !== element.laidOut) layOut(element); }).observe(element);
}

const last = (element) => element.data.shape[0] * element.data.shape[1] - 1;

function move(element, at) {
  element.state.at = clamp(at, 0, last(element));
  show(element);
}

/** Advances by as many cells as the time since the last frame allows. */
function advance(element, now) {
  const { state } = element;
  if (!state.playing || !element.isConnected) return;
  // A tab that was hidden does not make up for the time.
  state.owed += state.before ? (Math.min(now - state.before, 100) / 1000) * state.rate : 0;
  state.before = now;
  const whole = Math.floor(state.owed);
  state.owed -= whole;
  if (state.at + whole >= last(element)) state.playing = false;
  if (whole || !state.playing) move(element, state.at + whole);
  if (state.playing) requestAnimationFrame((next) => advance(element, next));
}

function pick(element) {
  const cols = element.data.shape[1], { at } = element.state;
  element.send("pick", { id: element.data.id, row: Math.floor(at / cols), col: at % cols });
}

/** Makes the canvases, as large as there is room for. */
function layOut(element) {
  const { data } = element, [ins, outs] = ["cnn-in", "cnn-out"].map((name) => element.querySelector(`.${name}`));
  element.laidOut = element.clientWidth;
  const side = Math.max(Math.min((element.clientWidth - 24) / 2, 300), 80);
  const [rows, cols] = data.size, none = [[0, 0], [0, 0]], shared = mapScale(data.theme.diverging, data.limit, data.grey);
  element.inImage = imageOf(data.maps[0], rows, cols, shared);
  element.in = field(ins, { rows, cols, sides: data.sides, image: element.inImage, side }, data.theme);
  const [outRows, outCols] = data.outShape ?? data.shape;
  element.outImage = imageOf(data.output, outRows, outCols, mapScale(data.theme.diverging, data.outLimit));
  element.out = field(outs, { rows: outRows, cols: outCols, sides: none, side }, data.theme);
  show(element);
}

function show(element) {
  if (element.data.op === "stamp") return showTransposed(element);
  const { data, state } = element, [rows, cols] = data.shape, row = Math.floor(state.at / cols), col = state.at % cols;
  const reckoning = reckon(data, row, col), { in: under, out } = element;
  under.clear();
  windowOn(under.pen, data, reckoning, under.x, under.y, under.k);
  magnify(element, reckoning);
  out.clear();
  const { k } = out;
  if (row) out.pen.drawImage(element.outImage, 0, 0, cols, row, 0, 0, cols * k, row * k);
  out.pen.drawImage(element.outImage, 0, row, col + 1, 1, 0, row * k, (col + 1) * k, k);
  outline(out.pen, col * k, row * k, k, k);
  element.querySelector(".cnn-line").textContent = reckonWords(data, reckoning, row, col);
  element.querySelector(".cnn-sum").innerHTML = arithmeticSvg(data, reckoning, Math.min(element.clientWidth, 760));
  element.querySelector("input").value = state.at;
  const button = element.querySelector(".cnn-play");
  button.textContent = state.playing ? "Pause" : "Play";
  button.hidden = calm();
  element.shown = { row, col, total: reckoning.total, value: reckoning.shown, subtotals: reckoning.subtotals, rest: reckoning.rest };
}

function adopt(element, data) {
  const { state } = element, fresh = !element.data || element.data.id !== data.id;
  const size = data.size[0] * data.size[1], area = data.taps[0] * data.taps[1], all = floatsOf(data.maps);
  const kernels = data.kernels ? floatsOf(data.kernels) : null;
  const square = (flat) => Array.from({ length: data.taps[0] }, (_, i) => Array.from(flat.subarray(i * data.taps[1], (i + 1) * data.taps[1])));
  const count = data.names.length, each = (at, flat, long) => flat.subarray(at * long, (at + 1) * long);
  element.data = {
    ...data, output: floatsOf(data.output), maps: Array.from({ length: count }, (_, at) => each(at, all, size)),
    sums: data.sums && floatsOf(data.sums), kernels: kernels && Array.from({ length: count }, (_, at) => square(each(at, kernels, area))),
  };
  element.sum = null;
  element.querySelector("[data-do=pick]").hidden = data.op === "stamp"; // its positions are no cells of the output
  element.querySelector("input").setAttribute("aria-label", `Cell of the ${data.op === "stamp" ? "input" : "output"}, in reading order`);
  const captions = element.querySelectorAll("figure:not(.cnn-lens) figcaption");
  captions[0].textContent = `${data.below}${data.op === "sum" ? `, ${data.names[0]}` : ""}`;
  captions[1].textContent = data.title;
  element.querySelector("input").max = last(element);
  if (fresh) {
    state.playing = false;
    state.at = Math.min(window.__cnnSlideAt?.at ?? 0, last(element));
    state.rate = RATES.find((rate) => last(element) / rate <= 60) || RATES.at(-1);
    element.querySelector("select").value = state.rate;
  }
  layOut(element);
}

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: object) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  if (data.role === "at") { // the app's selected cell: the window goes there, unless it is on its way
    const at = data.row * data.cols + data.col, element = document.querySelector(".cnn-slide");
    if (window.__cnnSlideAt?.key === data.key) return;
    window.__cnnSlideAt = { at, key: data.key };
    if (element?.data && !element.state.playing) move(element, at);
    return;
  }
  const element = slider(parentElement);
  element.send = setTriggerValue;
  if (element.data?.version !== data.version) adopt(element, data);
}
