// A square to draw on. It is drawn finely, and sent as 28 x 28 (or 64 x 64) averages in 16 greys.

import { fillArea, greyLevels, pixelsOf } from "./pixels.js";

const FINE = 560; // px of the canvas, about: a whole multiple of the drawing's side
const SEND_EVERY = 200, GIVE_UP = 2000, STEPS = 24;
const BUTTONS = [
  ["pen", "Pen", "Draw in white"],
  ["fill", "Fill", "Fill an area with white"],
  ["erase", "Erase", "Draw in black"],
  ["undo", "Undo", "Undo the last stroke"],
  ["clear", "Clear", "Start again"],
];

function makePad(home, data) {
  const root = document.createElement("div");
  root.className = "cnn-pad";
  root.innerHTML =
    '<canvas role="img" aria-label="Drawing pad: white on black"></canvas>' +
    `<div class="cnn-pad-tools" role="group" aria-label="Drawing tools">${BUTTONS.map(
      ([name, text, title]) => `<button type="button" name="${name}" title="${title}">${text}</button>`).join("")}</div>` +
    '<label>Brush<input type="range" min="1" max="8" step="0.5" value="2.5"><output></output></label>';
  home.appendChild(root);
  const canvas = root.querySelector("canvas"), ink = canvas.getContext("2d", { willReadFrequently: true });
  const pad = { root, canvas, ink, tool: "pen", past: [], stroke: Date.now() % 1e9, serial: data.serial, last: "", at: null };
  pad.brush = root.querySelector("input");
  pad.brush.oninput = () => tellBrush(pad);
  canvas.onpointerdown = (event) => start(pad, event);
  canvas.onpointermove = (event) => go(pad, event);
  canvas.onpointerup = canvas.onpointercancel = (event) => stop(pad, event);
  root.onclick = (event) => event.target.name && press(pad, event.target.name);
  resize(pad, data.side);
  hold(pad, "pen");
  tellBrush(pad);
  return pad;
}

function tellBrush(pad) {
  pad.root.querySelector("output").textContent = `${pad.brush.value} px`;
}

/** Resizes the canvas for a drawing of this side; what is on it is scaled. */
function resize(pad, side) {
  const old = pad.side && Object.assign(document.createElement("canvas"), { width: pad.canvas.width, height: pad.canvas.height });
  if (old) old.getContext("2d").drawImage(pad.canvas, 0, 0);
  pad.side = side;
  pad.each = Math.round(FINE / side);
  pad.canvas.width = pad.canvas.height = side * pad.each;
  blank(pad);
  if (old) pad.ink.drawImage(old, 0, 0, pad.canvas.width, pad.canvas.height);
  pad.past = [];
}

function blank(pad) {
  pad.ink.fillStyle = "#000";
  pad.ink.fillRect(0, 0, pad.canvas.width, pad.canvas.height);
}

function hold(pad, tool) {
  pad.tool = tool;
  for (const name of ["pen", "fill", "erase"]) {
    pad.root.querySelector(`[name=${name}]`).setAttribute("aria-pressed", String(name === tool));
  }
}

function press(pad, name) {
  if (["pen", "fill", "erase"].includes(name)) return hold(pad, name);
  if (name === "undo" && !pad.past.length) return;
  pad.stroke += 1;
  if (name === "undo") pad.ink.putImageData(pad.past.pop(), 0, 0);
  else { remember(pad); blank(pad); }
  changed(pad);
}

function remember(pad) {
  pad.past = [...pad.past.slice(1 - STEPS), pad.ink.getImageData(0, 0, pad.canvas.width, pad.canvas.height)];
}

const point = (pad, event) => {
  const box = pad.canvas.getBoundingClientRect(), scale = pad.canvas.width / box.width;
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
};

function start(pad, event) {
  if (event.button > 0 || pad.at) return;
  event.preventDefault();
  pad.canvas.setPointerCapture(event.pointerId);
  remember(pad);
  pad.stroke += 1;
  pad.pointer = event.pointerId;
  pad.at = pad.middle = point(pad, event);
  if (pad.tool === "fill") { flood(pad, ...pad.at.map(Math.floor)); pad.at = null; }
  else line(pad, pad.at, pad.at, pad.at);
  changed(pad);
}

/** Draws a smooth stroke: curves between the midpoints of the pointer's positions, with the positions as control points. */
function go(pad, event) {
  if (!pad.at || event.pointerId !== pad.pointer) return;
  const moves = event.getCoalescedEvents?.() || [];
  for (const each of moves.length ? moves : [event]) {
    const next = point(pad, each), middle = [(pad.at[0] + next[0]) / 2, (pad.at[1] + next[1]) / 2];
    line(pad, pad.middle, pad.at, middle);
    [pad.at, pad.middle] = [next, middle];
  }
  changed(pad);
}

function stop(pad, event) {
  if (!pad.at || event.pointerId !== pad.pointer) return;
  line(pad, pad.middle, pad.at, pad.at);
  pad.at = null;
  changed(pad);
}

function line(pad, from, over, to) {
  const { ink } = pad;
  ink.strokeStyle = pad.tool === "erase" ? "#000" : "#fff";
  ink.lineWidth = (Number(pad.brush.value) * pad.canvas.width) / 28;
  ink.lineCap = ink.lineJoin = "round";
  ink.beginPath();
  ink.moveTo(...from);
  ink.quadraticCurveTo(...over, to[0] + 0.01, to[1]);
  ink.stroke();
}

/** Fills the area around (x, y). */
function flood(pad, x, y) {
  const n = pad.canvas.width, image = pad.ink.getImageData(0, 0, n, n);
  fillArea(image.data, n, x, y);
  pad.ink.putImageData(image, 0, 0);
}

/** Puts a drawing that was made elsewhere (a link, an undo) on the canvas; "" is an empty one. */
function load(pad, text) {
  pad.last = text;
  pad.past = [];
  blank(pad);
  if (!text) return;
  const side = Math.sqrt(text.length), small = Object.assign(document.createElement("canvas"), { width: side, height: side });
  small.getContext("2d").putImageData(new ImageData(pixelsOf(text), side, side), 0, 0);
  pad.ink.imageSmoothingEnabled = side !== pad.side; // the same side: px for px, so that nothing is softened twice
  pad.ink.drawImage(small, 0, 0, pad.canvas.width, pad.canvas.height);
}

/** Whether the maps do not show yet what is on the pad. */
function busy(pad) {
  pad.root.setAttribute("aria-busy", String(Boolean(pad.dirty || pad.waiting)));
}

function changed(pad) {
  pad.dirty = true;
  busy(pad);
  clearTimeout(pad.timer);
  if (pad.at && !pad.live) return; // a slow network hears of a stroke when it is done
  // Wait for the answer to the last message, so that drawings are not sent faster than the maps can follow.
  const since = performance.now() - (pad.sent || -1e9);
  const wait = pad.waiting && since < GIVE_UP ? 30 : Math.max(0, SEND_EVERY - since);
  pad.timer = setTimeout(() => (pad.waiting && performance.now() - pad.sent < GIVE_UP ? changed(pad) : deliver(pad)), wait);
}

function deliver(pad) {
  if (!pad.root.isConnected) return;
  pad.dirty = false;
  const { width, height } = pad.canvas, text = greyLevels(pad.ink.getImageData(0, 0, width, height).data, pad.side, pad.each);
  if (text === pad.last) return busy(pad);
  pad.last = text;
  pad.serial += 1;
  pad.sent = performance.now();
  pad.waiting = true;
  pad.send("drawn", { levels: text, serial: pad.serial, stroke: pad.stroke });
}

/**
 * @param {{data: object, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component
 * @returns {void}
 */
export default function ({ data, parentElement, setTriggerValue }) {
  let pad = parentElement.cnnPad;
  if (!pad || !pad.root.isConnected) pad = parentElement.cnnPad = makePad(parentElement, data);
  pad.send = setTriggerValue;
  pad.live = data.live;
  if (data.side !== pad.side) resize(pad, data.side);
  if (data.serial < pad.serial) return; // an answer to an earlier message
  pad.waiting = false;
  busy(pad);
  if (!pad.dirty && !pad.at && data.levels !== pad.last) load(pad, data.levels);
}
